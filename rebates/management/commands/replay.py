"""Work a run out again from its bundle, in a database of its own that is thrown away."""

import os
import subprocess
import sys
import tempfile
from argparse import SUPPRESS, ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test.utils import override_settings
from django.utils.translation import gettext as _

from channels_mgmt.core.commands import AnsweringCommand
from channels_mgmt.core.imports.terminal import progress_bar

from ...replay.reading import Bundle, Replayed, replay


class Command(AnsweringCommand):
    help = (
        "Work a run out again from the file that `export_run` wrote, and compare digest and lines"
        " with what it says. No database of yours is touched. Exit status: 0 the same to the byte,"
        " 1 not the same or no bundle, 2 bad usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bundle", type=Path, metavar="BUNDLE")
        parser.add_argument("--here", action="store_true", help=SUPPRESS)
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["here"]:
            return self.work_out(options)
        with tempfile.TemporaryDirectory(prefix="replay-") as scratch:
            database = Path(scratch) / "replay.sqlite3"
            ended = subprocess.run(
                [
                    sys.executable,
                    str(Path(settings.BASE_DIR) / "manage.py"),
                    "replay",
                    "--here",
                    str(options["bundle"]),
                    "--format",
                    options["format"],
                ],
                env={**os.environ, "DATABASE_URL": f"sqlite:///{database}"},
            )
        self.answered = True
        if ended.returncode:
            sys.exit(ended.returncode)
        return None

    def work_out(self, options: dict[str, Any]) -> None:
        try:
            bundle = Bundle(options["bundle"])
            create_tables()
            with progress_bar(self.stderr) as progress:
                result = replay(bundle, progress)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        if options["format"] == "json":
            self.answer({"same": result.same, **asdict(result)})
        else:
            self.stdout.write(said(result))
        if not result.same:
            raise CommandError(different(result))


def create_tables() -> None:
    """The tables as they are now; how they came to be so does not matter to one run."""
    with override_settings(MIGRATION_MODULES={app.label: None for app in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0)


def said(result: Replayed) -> str:
    text = _("Run %(run)s: %(lines)s lines, digest of the inputs %(inputs)s, of the lines %(all)s.")
    words = {"run": result.run, "lines": result.lines}
    found = text % {**words, "inputs": result.input_digest, "all": result.lines_sha256}
    if result.same:
        return f"{found}\n" + _("The same to the byte.")
    return found


def different(result: Replayed) -> str:
    text = _("It is not what the bundle says: %(difference)s")
    found = text % {"difference": result.first_difference or _("other inputs")}
    if not result.same_engine:
        found += "\n" + _("This version of the program works out amounts by other rules.")
    return found

"""Write one run, and all that decides it, to a file that `replay` works out again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from channels_mgmt.core.commands import AnsweringCommand
from channels_mgmt.core.imports.terminal import progress_bar

from ...models import SettlementRun
from ...replay.writing import write_bundle


class Command(AnsweringCommand):
    help = (
        "Write a calculated run as one file: the sales and masters it counted, its rules, what was"
        " posted before, its lines. `replay` works it out again. Exit status: 0, 1 refused, 2 bad"
        " usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--run", type=int, required=True, metavar="N")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        run, path = SettlementRun.objects.filter(pk=options["run"]).first(), options["out"]
        if run is None:
            raise CommandError(_("There is no run %(run)s.") % {"run": options["run"]})
        part = path.with_name(path.name + ".part")
        try:
            with progress_bar(self.stderr) as progress, part.open("wb") as file:
                write_bundle(run, file, progress)
            part.replace(path)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        except OSError as error:
            text = _("%(file)s cannot be written: %(why)s.")
            raise CommandError(text % {"file": path, "why": error.strerror}) from None
        finally:
            part.unlink(missing_ok=True)
        if options["format"] == "json":
            self.answer({"run": run.pk, "file": str(path), "bytes": path.stat().st_size})
        else:
            self.stdout.write(
                _("Run %(run)s is written to %(file)s.") % {"run": run.pk, "file": path}
            )

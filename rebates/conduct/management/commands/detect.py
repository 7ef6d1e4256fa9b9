"""Look for violations on some days."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from channels_mgmt.core.commands import USAGE, AnsweringCommand, day
from channels_mgmt.core.scopes import SYSTEM

from ...choices import Detector
from ...detecting.run import detect, dry_run
from ...detecting.trying import TRIED, tried_setting
from ...models import DetectorSetting


def pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or name not in TRIED:
        message = _("%(text)s is not NAME=VALUE. Names: %(names)s.")
        raise ArgumentTypeError(message % {"text": text, "names": ", ".join(TRIED)})
    return name, value


class Command(AnsweringCommand):
    help = (
        "Look for violations on the days from --from up to, not including, --to, and open cases. "
        "What was found before is not found again. With --dry-run nothing is written, and with "
        "--try NAME=VALUE it shows what a changed setting of one detector would have found. Exit "
        "status: 0, 1 refused, 2 bad usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--from", dest="start", type=day, required=True, metavar="DAY")
        add("--to", dest="end", type=day, required=True, metavar="DAY", help="not included")
        add("--detector", nargs="+", default=[], choices=Detector.values, metavar="CODE",
            help="only these: " + ", ".join(Detector.values))  # fmt: skip
        add("--dry-run", action="store_true", help="write nothing")
        add("--try", dest="tried", nargs="+", type=pair, default=[], metavar="NAME=VALUE",
            help="another setting of the one detector; needs --dry-run")  # fmt: skip
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        days = {"start": options["start"], "end": options["end"], "access": SYSTEM}
        try:
            if options["dry_run"]:
                outcome = dry_run(**days, detectors=options["detector"], settings=tried(options))
            elif options["tried"]:
                raise CommandError(_("--try belongs to --dry-run."), returncode=USAGE)
            else:
                outcome = detect(**days, detectors=options["detector"])
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        document = outcome.document()
        if options["format"] == "json":
            self.answer(document)
        else:
            self.print(document)

    def print(self, document: dict[str, Any]) -> None:
        for row in document["detectors"]:
            text = _("%(code)s: %(seen)s seen, %(new)s new, %(cases)s cases")
            if row["silent"]:
                text = _("%(code)s: nobody tells of service jobs")
            why = "".join(f", {reason} {count}" for reason, count in row["no_case"].items())
            self.stdout.write(text % row + why)
        for row in document["dealers"]:
            self.stdout.write(_("dealer %(dealer)s: %(findings)s") % row)
        for row in document["provinces"]:
            self.stdout.write(_("%(from)s → %(to)s: %(findings)s") % row)


def tried(options: dict[str, Any]) -> list[DetectorSetting]:
    """The setting that holds on the first day, or a new one, changed as asked; never saved."""
    if not options["tried"]:
        return []
    if len(options["detector"]) != 1:
        raise CommandError(_("--try needs one --detector."), returncode=USAGE)
    try:
        return [tried_setting(options["detector"][0], options["start"], dict(options["tried"]))]
    except ValidationError as error:
        raise CommandError("\n".join(error.messages), returncode=USAGE) from None

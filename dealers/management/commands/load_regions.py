from typing import Any

from django.core.management.base import CommandError, CommandParser

from channels_mgmt.core.commands import AnsweringCommand
from channels_mgmt.core.scopes import SYSTEM
from dealers.services.regions import load_regions
from dealers.services.tiers import create_default_tiers


class Command(AnsweringCommand):
    help = (
        "Load the administrative regions of China (GB/T 2260), what is known of codes that were "
        "merged or split, and the four default tiers. "
        "What is there already stays as it is; a second time changes nothing. "
        "Exit status: 0, 1 refused (nothing is written), 2 bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        tiers = create_default_tiers()
        report = load_regions(access=SYSTEM)
        for error in report.errors:
            self.stderr.write(f"row {error.row}, {error.column}: {error.message} [{error.code}]")
        if options["format"] == "json":
            self.answer(report.as_json(), indent=2)
        elif not report.refused:
            self.stdout.write(
                f"{report.accepted} new or changed, {report.duplicates} already there "
                f"({report.rows} rows); {tiers} new tiers."
            )
        if report.refused:
            raise CommandError(report.sentence(), returncode=1)

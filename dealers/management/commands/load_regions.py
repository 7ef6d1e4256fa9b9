import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from channels_mgmt.core.scopes import SYSTEM
from dealers.services.regions import create_default_tiers, load_regions


class Command(BaseCommand):
    help = (
        "Load the administrative regions of China (GB/T 2260) and the four default tiers. "
        "What is there already stays as it is; a second time changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="json: one JSON document"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tiers = create_default_tiers()
        report = load_regions(access=SYSTEM)
        for error in report.errors:
            self.stderr.write(f"row {error.row}, {error.column}: {error.message} [{error.code}]")
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        elif not report.refused:
            self.stdout.write(
                f"{report.accepted} new or changed, {report.duplicates} already there "
                f"({report.rows} regions); {tiers} new tiers."
            )
        if report.refused:
            raise CommandError(report.sentence(), returncode=1)

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from channels_mgmt.core.imports import exporting
from channels_mgmt.core.imports.kinds import UnknownKind, kinds
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import SYSTEM


class Command(BaseCommand):
    help = (
        "Write the records of a kind in the columns that import_data reads, so that importing the "
        "file again changes nothing. Exit status: 0 written, 2 bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(kind.name for kind in kinds())
        parser.add_argument("kind", metavar="KIND", help=f"one of {names}")
        parser.add_argument(
            "--filter",
            action="append",
            nargs="+",
            default=[],
            metavar="COLUMN=VALUE",
            help="only rows with this value in the column; may be repeated; "
            "days also as date=2025-01-01..2025-02-01 (without the last)",
        )
        parser.add_argument(
            "--out", type=Path, metavar="FILE", help="a .csv or .xlsx file (default: CSV to stdout)"
        )
        parser.add_argument(
            "--extra", action="store_true", help="also the English names and readings"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kind, columns = exporting.kind_and_columns(options["kind"], extra=options["extra"])
            chosen = filters(part for parts in options["filter"] for part in parts)
            rows = exporting.exported_rows(kind, SYSTEM, chosen, columns=columns)
        except (UnknownKind, Fault) as error:
            raise CommandError(str(error), returncode=2) from None
        count = self.write(options["out"], exporting.titles(columns), rows)
        if options["out"]:
            self.stderr.write(f"{count:,} rows written to {options['out']}.")

    def write(self, out: Path | None, header: list[str], rows: Any) -> int:
        if out is None:
            return self.pipe(header, rows)
        if out.suffix.lower() == ".xlsx":
            return exporting.write_xlsx(out, header, rows)
        if out.suffix.lower() != ".csv":
            raise CommandError(f"--out {out}: the name must end in .csv or .xlsx.", returncode=2)
        try:
            with out.open("w", encoding="utf-8", newline="") as file:
                return exporting.write_csv(file, header, rows)
        except OSError as error:
            raise CommandError(f"--out {out}: {error.strerror}.", returncode=2) from None

    def pipe(self, header: list[str], rows: Any) -> int:
        """To standard output without a byte-order mark: another program reads it."""
        try:
            return exporting.write_csv(_Unwrapped(self.stdout), header, rows, mark=False)
        except BrokenPipeError:  # whoever read it has seen enough
            sys.stdout = None
            return 0


class _Unwrapped:
    """Standard output without the line ends that Django's wrapper adds."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        self.stream.write(text, ending="")


def filters(parts: Any) -> dict[str, str]:
    found = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals:
            raise CommandError(f"--filter {part}: expected COLUMN=VALUE.", returncode=2)
        found[name.strip()] = value.strip()
    return found

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from xlsxwriter.exceptions import FileCreateError

from channels_mgmt.core.commands import USAGE, AnsweringCommand
from channels_mgmt.core.imports import exporting
from channels_mgmt.core.imports.kinds import UnknownKind, kinds
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import SYSTEM


class Command(AnsweringCommand):
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
        parser.add_argument(
            "--format",
            choices=["csv", "json"],
            default="csv",
            help="json: the rows as one JSON document on stdout, or with --out what was written",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kind, columns = exporting.kind_and_columns(options["kind"], extra=options["extra"])
            chosen = filters(part for parts in options["filter"] for part in parts)
            rows = exporting.exported_rows(kind, SYSTEM, chosen, columns=columns)
        except (UnknownKind, Fault) as error:
            raise CommandError(str(error), returncode=USAGE) from None
        header, out = exporting.titles(columns), options["out"]
        if out is None:
            write = self.pipe if options["format"] == "csv" else self.pipe_json
            write(kind.name, header, rows)
            return
        count = self.write(out, header, rows)
        if options["format"] == "json":
            self.answer({"kind": kind.name, "file": str(out), "rows": count})
        else:
            self.stderr.write(f"{count:,} rows written to {out}.")

    def write(self, out: Path, header: list[str], rows: Iterable) -> int:
        if out.suffix.lower() not in (".csv", ".xlsx"):
            raise CommandError(
                f"--out {out}: the name must end in .csv or .xlsx.", returncode=USAGE
            )
        try:
            if out.suffix.lower() == ".xlsx":
                return exporting.write_xlsx(out, header, rows)
            with out.open("w", encoding="utf-8", newline="") as file:
                return exporting.write_csv(file, header, rows)
        except (OSError, FileCreateError) as error:
            cause = error.args[0] if isinstance(error, FileCreateError) else error
            raise CommandError(f"--out {out}: {cause.strerror}.", returncode=USAGE) from None

    def pipe_json(self, kind: str, header: list[str], rows: Iterable) -> None:
        """The cells as a CSV file has them, row by row: nobody holds them all at once."""
        out = _Unwrapped(self.stdout)
        out.write(f'{{"kind": {json.dumps(kind)}, "rows": [')
        self.answered = True
        for number, row in enumerate(rows):
            cells = dict(zip(header, map(exporting.text_of, row), strict=True))
            out.write((",\n" if number else "\n") + json.dumps(cells, ensure_ascii=False))
        out.write("\n]}\n")

    def pipe(self, kind: str, header: list[str], rows: Iterable) -> None:
        """To standard output without a byte-order mark: another program reads it."""
        try:
            exporting.write_csv(_Unwrapped(self.stdout), header, rows, mark=False)
        except BrokenPipeError:  # whoever read it has seen enough
            sys.stdout = None


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
            raise CommandError(f"--filter {part}: expected COLUMN=VALUE.", returncode=USAGE)
        found[name.strip()] = value.strip()
    return found

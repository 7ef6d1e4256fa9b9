import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from channels_mgmt.core.commands import USAGE, AnsweringCommand
from channels_mgmt.core.imports.kinds import UnknownKind, kinds
from channels_mgmt.core.imports.report import Report
from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.imports.terminal import progress_bar
from channels_mgmt.core.imports.uploads import keep_source
from channels_mgmt.core.scopes import SYSTEM


class Command(AnsweringCommand):
    help = (
        "Take in a CSV or XLSX file. Every fault is named by row and column; a file with faults is "
        "refused as a whole. Exit status: 0 taken in, 1 refused (nothing is written), 2 bad usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        names = ", ".join(kind.name for kind in kinds())
        parser.add_argument("kind", metavar="KIND", help=f"one of {names}")
        parser.add_argument(
            "file", metavar="FILE", type=Path, help="CSV (UTF-8 or GB18030) or XLSX"
        )
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="FILE",
            help='JSON that names our column for a header of the file: {"Datum": "date"}; an empty '
            "name leaves the column out",
        )
        parser.add_argument(
            "--accept-good",
            action="store_true",
            help="write the rows without faults and report the others",
        )
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        mapping = read_mapping(options["mapping"]) if options["mapping"] else None
        if not options["file"].is_file():
            raise CommandError(no_file(options["file"]), returncode=USAGE)
        with progress_bar(self.stderr) as progress:
            try:
                report = import_file(
                    kind=options["kind"],
                    path=options["file"],
                    access=SYSTEM,
                    dry_run=options["dry_run"],
                    accept_good=options["accept_good"],
                    mapping=mapping,
                    progress=progress,
                )
                keep_source(report, options["file"], options["file"].name)
            except (UnknownKind, OSError) as error:
                raise CommandError(str(error), returncode=USAGE) from None
        self.tell(report, options["format"])
        if report.refused:
            raise CommandError(report.sentence(), returncode=1)

    def tell(self, report: Report, form: str) -> None:
        for error in report.errors:
            place = f"row {error.row}" if error.row else "file"
            place += f", {error.column}" if error.column else ""
            self.stderr.write(f"{place}: {error.message} [{error.code}]")
        for notice in report.notices:
            self.stderr.write(f"note: {notice} [{notice.code}]")
            for example in notice.examples:
                self.stderr.write(f"  {example}")
        if form == "json":
            self.answer(report.as_json(), indent=2)
        elif not report.refused:
            self.stdout.write(report.sentence())
            if report.amount_total is not None and report.accepted:
                self.stdout.write(f"Amount of the new lines: {report.amount_total:,.4f}")


def no_file(path: Path) -> str:
    if path.is_dir():
        return f"{path} is a folder, not a file."
    return f"{path}: there is no such file."


def read_mapping(path: Path) -> dict[str, str]:
    try:
        mapping = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(f"--mapping {path}: {error.strerror}.", returncode=USAGE) from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"--mapping {path} is not JSON: {error}", returncode=USAGE) from None
    if not isinstance(mapping, dict) or not all(isinstance(v, str) for v in mapping.values()):
        raise CommandError('--mapping: expected {"their header": "our column"}', returncode=USAGE)
    return mapping

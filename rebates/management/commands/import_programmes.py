import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from channels_mgmt.core.commands import USAGE, AnsweringCommand
from channels_mgmt.core.scopes import SYSTEM
from rebates.rules.exact import plain
from rebates.services.programmes import ImportResult, ProgrammeFaults, import_programmes

REASONABLE = 30  # powers of ten: beyond them a number is a slip of the pen


class Command(AnsweringCommand):
    help = (
        "Create programmes and their versions from a programme file (JSON). The same file again "
        "changes nothing. Versions are in force at once; terms in force do not change: a change "
        "is a new version with another valid_from. Exit status: 0, 1 refused (nothing written), "
        "2 bad usage."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json", help="UTF-8; see the docs")
        parser.add_argument("--dry-run", action="store_true", help="check, and write nothing")
        self.add_format(parser)

    def handle(self, *args, file: Path, dry_run: bool, format: str, **options) -> None:
        as_json = format == "json"
        document = self.read(file, as_json)
        try:
            result = import_programmes(document=document, access=SYSTEM, dry_run=dry_run)
        except ProgrammeFaults as error:
            self.refuse(error.as_json(), as_json)
        if as_json:
            self.answer(answer(result))
        else:
            self.stdout.write(words(result))

    def read(self, file: Path, as_json: bool) -> Any:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except OSError as error:
            reason = _("%(file)s cannot be read: %(reason)s.")
            raise CommandError(
                reason % {"file": file, "reason": error.strerror}, returncode=USAGE
            ) from None
        except UnicodeDecodeError:
            message = _("%(file)s is not UTF-8 text.") % {"file": file}
            self.refuse([fault("not_utf8", message)], as_json)
        try:
            return json.loads(
                text, object_pairs_hook=without_doubles, parse_float=exact, parse_constant=no_number
            )
        except (ValueError, RecursionError) as error:
            message = _("%(file)s is not JSON: %(reason)s") % {"file": file, "reason": error}
            self.refuse([fault("not_json", message)], as_json)

    def refuse(self, errors: list[dict[str, Any]], as_json: bool) -> None:
        """Say every fault, on stderr, and end with 1."""
        for error in errors:
            self.stderr.write(error["message"])
        if as_json:
            self.answer({"errors": errors})
        self.stderr.write(_("Nothing was written."))
        sys.exit(1)


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different: of two equal ones JSON would drop the first."""
    found = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(_("the key “%(key)s” stands twice in one object.") % {"key": key})
        found[key] = value
    return found


def exact(number: str) -> str:
    """A decimal as the text that it is: as a binary number it would not be exact."""
    value = Decimal(number)
    return plain(value) if abs(value.adjusted()) < REASONABLE else number


def no_number(name: str) -> None:
    raise ValueError(_("%(name)s is not a number.") % {"name": name})


def fault(code: str, message: str) -> dict[str, Any]:
    return {"path": "", "code": code, "value": None, "message": message}


def answer(result: ImportResult) -> dict[str, Any]:
    return {
        "dry_run": result.dry_run,
        "programmes": result.programmes,
        "versions": result.versions,
        "errors": [],
    }


def words(result: ImportResult) -> str:
    programmes = {outcome: len(codes) for outcome, codes in result.programmes.items()}
    versions = {outcome: len(names) for outcome, names in result.versions.items()}
    lines = [
        _("Programmes: %(new)s new, %(changed)s changed, %(unchanged)s there already.")
        % programmes,
        _("Versions: %(new)s new, %(changed)s changed, %(unchanged)s there already.") % versions,
    ]
    if result.dry_run:
        lines.append(_("This was a dry run: nothing was written."))
    elif not result.changes:
        lines.append(_("Nothing to do: the file was taken in before."))
    return "\n".join(lines)

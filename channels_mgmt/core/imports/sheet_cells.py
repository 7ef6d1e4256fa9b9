"""What the cells of a sheet say, as the text that a CSV file would hold."""

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from .archives import unreadable
from .cells import spreadsheet_error
from .report import Fault, FileFault
from .workbooks import DATE, EPOCH_1900, PERCENT, Workbook, unescaped

Cell = tuple[dict[str, str], str | None, str | None]  # attributes, value, formula
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LAST_COLUMN = 16_384
MAX_COLUMNS = 1_000  # that are read
LAST_DAY = 2_958_465  # 9999-12-31 as a day number
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")


class BadCell(str):
    """A cell that cannot be read: shown as it stands, a fault when its value is asked for."""

    fault: Fault

    def __new__(cls, text: str, fault: Fault) -> "BadCell":
        cell = super().__new__(cls, text)
        cell.fault = fault
        return cell

    def __eq__(self, other: object) -> bool:
        """No text that reads the same is as bad."""
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def strip(self, _characters: str | None = None) -> str:
        raise self.fault


class _Places(dict[str, int]):
    """From the letters of a column to its place: A is 0."""

    def __missing__(self, letters: str) -> int:
        place = 0
        for letter in letters:
            if not "A" <= letter <= "Z":
                raise unreadable(_("there is no cell %(cell)s") % {"cell": letters})
            place = place * 26 + ord(letter) - 64
        if not 1 <= place <= LAST_COLUMN:
            raise unreadable(_("there is no cell %(cell)s") % {"cell": letters})
        self[letters] = place - 1
        return place - 1


place_of = _Places()


def range_of(reference: str) -> tuple[int, int, int]:
    """The first row, the place of the first column, and the number of cells of A1:B2."""
    found = _RANGE.fullmatch(reference)
    if not found:
        raise unreadable(_("there is no cell %(cell)s") % {"cell": reference[:20]})
    left, top = place_of[found[1]], int(found[2])
    right, bottom = place_of[found[3] or found[1]], int(found[4] or top)
    return top, left, (right - left + 1) * (bottom - top + 1)


class CellTexts:
    """Reads the cells of one row after the other."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.formulas: list[tuple[int, str]] = []  # of the row that was read last, by place
        self.days: dict[str, str] = {}
        self.kinds: Mapping[str, Callable[[str, str | None], str]] = {
            "n": self._number,
            "s": self._shared,
            "str": lambda value, _style: unescaped(value),
            "inlineStr": lambda value, _style: unescaped(value),
            "b": lambda value, _style: "yes" if value.strip() == "1" else "no",
            "d": lambda value, _style: value.removesuffix("T00:00:00"),
        }

    def of(self, cells: Sequence[Cell], number: int) -> list[str]:
        """The texts of a row, up to its last cell."""
        texts: list[str] = []
        row, kinds = str(number), self.kinds
        for attributes, value, formula in cells:
            reference = attributes.get("r")
            if reference is not None:
                letters = reference.rstrip(DIGITS)
                if place_of[letters] != len(texts) or reference[len(letters) :] != row:
                    self._skip(texts, place_of[letters], reference, row)
            if value is None:
                texts.append("" if formula is None else uncomputed(formula))
                continue
            read = kinds.get(attributes.get("t", "n"), failed)
            texts.append(read(value, attributes.get("s")))
            if formula is not None:
                self.formulas.append((len(texts) - 1, f"={formula}"))
        return texts

    def _skip(self, texts: list[str], place: int, reference: str, row: str) -> None:
        """Empty cells need not be in the file; but none may stand in another's place."""
        if place < len(texts) or reference.lstrip(LETTERS) != row:
            raise unreadable(_("the cell %(cell)s is not in its place") % {"cell": reference})
        if place > MAX_COLUMNS:
            message = _("The cell %(cell)s stands far to the right of any column: delete it.")
            raise FileFault("too_big", message % {"cell": reference})
        texts.extend([""] * (place - len(texts)))

    def _shared(self, value: str, _style: str | None) -> str:
        number = int(value) if value.isdecimal() and len(value) < 10 else len(self.book.strings)
        if number >= len(self.book.strings):
            raise unreadable(_("a text is missing"))
        return self.book.strings[number]

    def _number(self, value: str, style: str | None) -> str:
        form = "" if style is None else self.book.formats.get(style, "")
        if form == DATE:
            if value not in self.days:
                self.days[value] = day_text(value, self.book.epoch)
            return self.days[value]
        text = number_text(value)
        if form == PERCENT and not isinstance(text, BadCell):
            return f"{(Decimal(text) * 100).normalize():f}%"
        return text


def failed(value: str, _style: str | None) -> BadCell:
    return BadCell(value, spreadsheet_error(value))


def number_text(value: str) -> str:
    """Plain digits. A spreadsheet keeps 15 significant ones: from there on they are lost."""
    if len(value) < 16 and value.isdecimal() and value.isascii() and value[0] != "0":
        return value
    try:
        number = float(value)
    except ValueError:
        return _bad(value, "not_a_number", _("“%(value)s” is not a number."))
    if not math.isfinite(number) or abs(number) >= 10**15:
        message = _(
            "%(value)s is a number of more than 15 digits, of which a spreadsheet keeps only 15: "
            "make the cell text and enter it again."
        )
        # As the spreadsheet shows it: written out, it would look like the code that it was.
        text = f"{number:.15g}".upper() if math.isfinite(number) else value
        return _bad(text, "number_precision", message)
    text = f"{number:.15g}"
    return f"{Decimal(text):f}" if "e" in text else text


def day_text(value: str, epoch: datetime.date) -> str:
    """A day, or a moment without a zone, from the number by which the workbook counts days."""
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    # Up to the number 60 the workbook counts 29 February 1900, which there never was.
    if not (61 if epoch == EPOCH_1900 else 0) <= number <= LAST_DAY:
        return _bad(value, "no_such_day", _("%(value)s is no day of the calendar."))
    seconds = round(number % 1 * 86_400)
    moment = datetime.datetime.combine(epoch, datetime.time()) + datetime.timedelta(
        int(number), seconds
    )
    return moment.date().isoformat() if not seconds else moment.isoformat(" ")


def uncomputed(formula: str) -> BadCell:
    message = _(
        "The formula %(value)s was never computed: open the file in a spreadsheet and save it, or "
        "give the value."
    )
    return _bad(f"={formula}"[:200], "formula_without_value", message)


def _bad(text: str, code: str, message: str) -> BadCell:
    return BadCell(text, Fault(code, message % {"value": text}))

"""Cells that say clearly what they mean, though not in our way: what is safe to read in them.

Each step hands back the cell as it should have been written, or as it was. Whether that makes
sense is the parser's affair; what no step is sure of stays as it is and becomes a fault there.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from .report import Fault
from .shapes import Form, Shape

Step = Callable[[str], str]

_RANGES = (0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069)
_INVISIBLE = "\ufeff" + "".join(
    chr(code) for first, last in _RANGES for code in range(first, last + 1)
)
_ANYWHERE = str.maketrans("", "", _INVISIBLE)
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
LONG = 500  # characters; a longer cell is words, or nothing that cleaning would mend
_ODD_SPACE = re.compile(r"[^\S ]")
_PLAIN = {**{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}, ord("−"): ord("-")}
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．－＋−", "0123456789.-+-")
# At least two marks, or one and decimals: “1,234” could be a decimal comma.
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_YEAR_FIRST = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
    r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
)
_DAY_NUMBER = re.compile(r"[0-9]{5}")


def half_width(text: str) -> str:
    """Full-width digits, points and signs as plain ones."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def bare_digits(text: str) -> str:
    """The same, without spaces around them and without what nobody sees."""
    return half_width(_no_invisible(text)).lstrip().rstrip()  # asks for no value of a bad cell


def plain(text: str) -> str:
    """Full-width letters and signs too."""
    return text if text.isascii() else text.translate(_PLAIN)


def alike(code: str) -> str:
    """The same for codes that differ in capitals or widths alone."""
    return unicodedata.normalize("NFKC", code).casefold()


def clean(cell: str, shape: Shape, epoch: datetime.date | None = None) -> tuple[str, list[str]]:
    """The cell as it should have been written, and which CLEANINGS that took.

    ``epoch`` is day number 0 of the workbook that it comes from. Raises Fault for a day number
    without a workbook: it could count from 1900 or from 1904.
    """
    done: list[str] = []
    if len(cell) > LONG and shape.form is not Form.TEXT:
        return cell, done
    for name, step in STEPS[shape.form]:
        after = step(cell)
        if after != cell:
            done.append(name)
            cell = after
    if shape.form is Form.DATE and _DAY_NUMBER.fullmatch(cell):
        return day_of(cell, epoch), [*done, "date_number"]
    return cell, done


def day_of(number: str, epoch: datetime.date | None) -> str:
    """The day that a spreadsheet counts so, within this century and the last decade before."""
    if epoch is None:
        message = _(
            "“%(value)s” is the number by which a spreadsheet counts a day: format the column as a "
            "date there (2024-03-31) and save the file again."
        )
        raise Fault("date_number", message % {"value": number})
    day = epoch + datetime.timedelta(int(number))
    return day.isoformat() if 1990 <= day.year < 2100 else number


def _no_invisible(cell: str) -> str:
    return cell if cell.isascii() else cell.translate(_ANYWHERE)


def _no_invisible_at_ends(cell: str) -> str:
    bare = cell.strip(_INVISIBLE + _SPACES)
    return bare if len(bare) < len(cell.strip()) else cell


def _single_spaces(cell: str) -> str:
    return " ".join(cell.split())


def _plain_spaces(cell: str) -> str:
    return _ODD_SPACE.sub(_plain_space, cell.strip())


def _plain_space(found: re.Match) -> str:
    """A line break is no space: what stands below it may be another value."""
    return found[0] if found[0] in "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029" else " "


def _no_thousands(cell: str) -> str:
    return cell.replace(",", "") if _THOUSANDS.fullmatch(cell) else cell


def _iso_day(cell: str) -> str:
    """Year, month, day in this order, for nobody writes a year before the day and then the month;
    and midnight, which a spreadsheet adds to a day."""
    found = _YEAR_FIRST.fullmatch(cell)
    if not found:
        return cell
    month, day = found[3] or found[5], found[4] or found[6]
    return f"{found[1]}-{month:0>2}-{day:0>2}"


_INVISIBLE_STEP = ("invisible", _no_invisible)
_TRIM = ("spaces", str.strip)
_WIDTH = ("full_width", plain)
STEPS: Mapping[Form, tuple[tuple[str, Step], ...]] = {
    Form.TEXT: (("invisible", _no_invisible_at_ends), _TRIM),
    Form.REFERENCE: (_INVISIBLE_STEP, ("spaces", _plain_spaces), ("full_width", half_width)),
    Form.CODE: (_INVISIBLE_STEP, ("spaces", _single_spaces), ("full_width", half_width)),
    Form.NUMBER: (_INVISIBLE_STEP, _TRIM, _WIDTH, ("thousands", _no_thousands)),
    Form.WHOLE: (_INVISIBLE_STEP, _TRIM, _WIDTH, ("thousands", _no_thousands)),
    Form.DATE: (_INVISIBLE_STEP, _TRIM, _WIDTH, ("date_form", _iso_day)),
    Form.MOMENT: (_INVISIBLE_STEP, _TRIM, _WIDTH),
    Form.BOOLEAN: (_INVISIBLE_STEP, _TRIM, _WIDTH),
    Form.CHOICE: (_INVISIBLE_STEP, _TRIM, _WIDTH),
}

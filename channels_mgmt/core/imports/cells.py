"""From the text of a cell to a value: exact, and with a word for everything that can be wrong.

Every parser takes trimmed text that is not empty and raises ``Fault``.
"""

import datetime
import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from ..trees import code_validator, model_code_validator
from .cleaning import half_width
from .report import Fault
from .shapes import Form, Parser, shaped

MAX_AMOUNT = 10**11  # yuan: far above any line, and a million such still sum up in 64 bits
MAX_QUANTITY = 10**9
# What is left of a formula that failed, also in a CSV file that was saved from the spreadsheet.
SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
FIRST_YEAR, LAST_YEAR = 1900, 2199

_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_WHOLE = re.compile(r"[+-]?[0-9]+(?:\.0+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CUT_NUMBER = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E\+[0-9]{2,3}", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x80-\x9f\ud800-\udfff]")
_YES, _NO = {"yes", "true", "1", "是"}, {"no", "false", "0", "否"}


def text(max_length: int) -> Parser:
    """Words as they are, on one line."""

    @shaped(Form.TEXT, max_length=max_length)
    def parse(cell: str) -> str:
        if len(cell) > max_length:
            message = _("%(length)s characters are too many: at most %(max)s fit.")
            raise Fault("too_long", message % {"length": len(cell), "max": max_length})
        if _CONTROL.search(cell):
            raise Fault("control_character", _("It has a line break or an invisible character."))
        if cell[:1] == "#" and cell in SPREADSHEET_ERRORS:
            raise spreadsheet_error(cell)
        return cell

    return parse


@shaped(Form.TEXT, max_length=20_000)
def long_text(cell: str) -> str:
    return text(20_000)(cell)


def reference(max_length: int) -> Parser:
    """A number on a document, such as an order number: text with plain digits."""
    words = text(max_length)
    plain = re.compile(rf"[A-Za-z0-9/_-]{{1,{max_length}}}").fullmatch

    @shaped(Form.REFERENCE, max_length=max_length)
    def parse(cell: str) -> str:
        return cell if plain(cell) else words(uncut(half_width(cell)))

    return parse


def uncut(cell: str) -> str:
    """Refuse what a spreadsheet makes of a long number: 1.23457E+17 stands for any of millions."""
    if "+" in cell and _CUT_NUMBER.fullmatch(cell):
        message = _(
            "“%(value)s” is what is left of a long number in a spreadsheet: its last digits are "
            "lost. Format the column as text there, enter the number anew, and save again."
        )
        raise Fault("number_precision", message % {"value": cell})
    return cell


@shaped(Form.CODE, max_length=40)
def code(cell: str, allowed: RegexValidator = code_validator) -> str:
    """The code of a record: no “/” or “~”, and spaces only within it."""
    cell = uncut(half_width(cell))
    try:
        allowed(cell)
    except ValidationError as error:
        message = _("“%(value)s” is not a code: %(why)s")
        raise Fault("bad_code", message % {"value": cell, "why": error.messages[0]}) from None
    return text(40)(cell)


@shaped(Form.CODE, max_length=40)
def model_code(cell: str) -> str:
    """The code of a product, which may have a “/”."""
    return code(cell, model_code_validator)


def decimal(places: int, *, least: int | None = None) -> Parser:
    """An exact number with a point as its decimal mark and at most so many decimals."""

    @shaped(Form.NUMBER, places=places)
    def parse(cell: str) -> Decimal:
        match = _NUMBER.fullmatch(half_width(cell))
        if not match:
            raise not_a_number(cell)
        sign, whole, decimals = match.groups("")
        if len(decimals.rstrip("0")) > places:
            raise too_many_decimals(cell, places)
        number = Decimal(f"{sign}{whole}.{decimals[:places]}0")
        if abs(number) >= MAX_AMOUNT:
            raise Fault("too_large", _("%(value)s is too large.") % {"value": cell})
        if least is not None and number < least:
            raise Fault("too_small", _("%(value)s is below %(least)s.") % _both(cell, least))
        return number

    return parse


def scaled(places: int) -> Parser:
    """The same as ``decimal``, as an integer in units of 10^-places: for millions of cells."""
    shift = 10**places
    shifts = {decimals: 10 ** (places - decimals) for decimals in range(1, places + 1)}
    slow = decimal(places)

    @shaped(Form.NUMBER, places=places)
    def parse(cell: str) -> int:
        whole, _point, decimals = cell.partition(".")
        digits = whole + decimals
        shift_by = shifts.get(len(decimals))
        if whole and shift_by and len(whole) <= 11 and digits.isdigit() and digits.isascii():
            return int(digits) * shift_by
        return signed(cell)

    def signed(cell: str) -> int:
        match = _NUMBER.fullmatch(cell)
        if match is None:
            return int(slow(cell) * shift)
        sign, whole, decimals = match.groups("")
        if len(decimals) > places or len(whole) > 11:
            return int(slow(cell) * shift)
        number = int(whole + decimals.ljust(places, "0"))
        return -number if sign == "-" else number

    return parse


@shaped(Form.WHOLE)
def whole(cell: str) -> int:
    """Whole pieces."""
    plain = half_width(cell)
    if not _WHOLE.fullmatch(plain):
        if _NUMBER.fullmatch(plain):
            message = _("%(value)s is not a whole number of pieces.")
            raise Fault("not_whole", message % {"value": cell})
        raise not_a_number(cell)
    number = int(plain.partition(".")[0][:40])
    if abs(number) > MAX_QUANTITY:
        raise Fault("too_large", _("%(value)s is too large.") % {"value": cell})
    return number


@shaped(Form.DATE)
def date(cell: str) -> datetime.date:
    """A day as ISO 8601 writes it."""
    plain = half_width(cell)
    if not _DATE.fullmatch(plain):
        message = _("“%(value)s” is not a date: write it as year-month-day, such as 2024-03-31.")
        raise Fault("not_a_date", message % {"value": cell})
    try:
        day = datetime.date.fromisoformat(plain)
    except ValueError:
        message = _("There is no %(value)s in the calendar.")
        raise Fault("no_such_day", message % {"value": cell}) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Fault("date_range", _("%(value)s is not a plausible date.") % {"value": cell})
    return day


@shaped(Form.MOMENT)
def moment(cell: str) -> datetime.datetime:
    """A moment as ISO 8601 writes it, with its offset from UTC: without one it could be any."""
    try:
        found = datetime.datetime.fromisoformat(half_width(cell))
    except ValueError:
        message = _("“%(value)s” is no moment: write it such as 2024-03-31T09:30:00+08:00.")
        raise Fault("not_a_moment", message % {"value": cell}) from None
    if found.tzinfo is None:
        message = _("%(value)s has no offset from UTC: add one, such as +08:00.")
        raise Fault("no_time_zone", message % {"value": cell})
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Fault("date_range", _("%(value)s is not a plausible date.") % {"value": cell})
    return found


@shaped(Form.BOOLEAN)
def boolean(cell: str) -> bool:
    word = half_width(cell).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    message = _("“%(value)s” is neither yes nor no: write yes, no, true, false, 1, 0, 是 or 否.")
    raise Fault("not_a_boolean", message % {"value": cell})


def one_of(choices: type[TextChoices], only: list[str] | None = None) -> Parser:
    """One of the named values, in capitals or not."""
    allowed = {str(value).casefold(): str(value) for value in (only or choices.values)}

    @shaped(Form.CHOICE, choices=tuple(allowed.values()))
    def parse(cell: str) -> str:
        try:
            return allowed[cell.casefold()]
        except KeyError:
            message = _("“%(value)s” is not known here: write one of %(allowed)s.")
            parts = {"value": cell, "allowed": ", ".join(allowed.values())}
            raise Fault("not_a_choice", message % parts) from None

    return parse


def not_a_number(cell: str) -> Fault:
    if "," in cell or "，" in cell:
        message = _("“%(value)s” is not a number: leave out commas, the decimal mark is a point.")
    else:
        message = _("“%(value)s” is not a number: write digits only, such as 1234.50 or -1234.50.")
    return Fault("not_a_number", message % {"value": cell})


def too_many_decimals(cell: str, places: int) -> Fault:
    message = _("%(value)s has more than %(places)s decimals: round it first.")
    return Fault("too_many_decimals", message % {"value": cell, "places": places})


def spreadsheet_error(cell: str) -> Fault:
    message = _("%(value)s is an error of the spreadsheet: mend the formula, or give the value.")
    return Fault("cell_error", message % {"value": cell})


def _both(cell: str, least: int) -> dict[str, Any]:
    return {"value": cell, "least": least}

"""The workbook to fill in: a note on each column, lists to choose from, a row as an example."""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from .columns import Column
from .kinds import Kind
from .shapes import Form, Shape, shape_of

LAST_ROW = 1_048_575  # of a sheet, counted from 0
MAX_LIST = 255  # characters that a list in a cell's rule may have
WIDTHS = {Form.TEXT: 28, Form.MOMENT: 28, Form.REFERENCE: 18}
# As text, or a spreadsheet makes 1.23457E+17 of a long code and a day of 3-1.
AS_TEXT = (Form.TEXT, Form.REFERENCE, Form.CODE, Form.MOMENT)


def write_template(path: Path, kind: Kind) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(str(kind.label)[:31])
        sheet.freeze_panes(1, 0)
        formats = {
            True: book.add_format({"bold": True, "bg_color": "#FFF2CC"}),  # required
            False: book.add_format({"bold": True}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for place, column in enumerate(kind.interface()):
            shape = shape_of(column.parse)
            sheet.set_column(place, place, WIDTHS.get(shape.form, 14), _format(shape, formats))
            sheet.write_string(0, place, column.name, formats[column.required])
            note = "\n".join(note_of(kind, column))
            sheet.write_comment(0, place, note, {"x_scale": 2, "y_scale": 1.4})
            _offer(sheet, place, shape)
            _write(sheet, place, example_of(column), formats)


def _format(shape: Shape, formats: dict[Any, Any]) -> Any:
    if shape.form is Form.DATE:
        return formats["date"]
    return formats["text"] if shape.form in AS_TEXT or shape.percent else None


def _offer(sheet: Any, place: int, shape: Shape) -> None:
    """A list to choose from; what is not on it is asked about, for capitals do not matter."""
    choices = ("yes", "no") if shape.form is Form.BOOLEAN else shape.choices
    if choices and len(",".join(choices)) <= MAX_LIST:
        rule = {"validate": "list", "source": list(choices), "error_type": "warning"}
        sheet.data_validation(1, place, LAST_ROW, place, rule)


def _write(sheet: Any, place: int, value: Any, formats: dict[Any, Any]) -> None:
    if isinstance(value, datetime.date):
        sheet.write_datetime(1, place, value, formats["date"])
    elif isinstance(value, Decimal | int):
        sheet.write_number(1, place, value)
    elif value:
        sheet.write_string(1, place, value, formats["text"])


def example_of(column: Column) -> Any:
    """The example as what it is in a spreadsheet: a number, a date, text."""
    form = shape_of(column.parse).form
    if not column.example:
        return None
    if form is Form.DATE:
        return datetime.date.fromisoformat(column.example)
    if form in (Form.NUMBER, Form.WHOLE) and not column.example.endswith("%"):
        return Decimal(column.example)
    return column.example


def note_of(kind: Kind, column: Column) -> Iterator[str]:
    """What stands in it, whether it must, how it is written, and an example."""
    field = _field(kind, column)
    if field is not None:
        yield str(field.verbose_name)
        if field.help_text:
            yield str(field.help_text)
    yield _("Required.") if column.required else _("May be empty.")
    yield manner(shape_of(column.parse))
    if column.example:
        yield _("Example: %(example)s") % {"example": column.example}


def _field(kind: Kind, column: Column) -> Any:
    try:
        return kind.model._meta.get_field(column.path.partition("__")[0])
    except FieldDoesNotExist:
        return None


def manner(shape: Shape) -> str:
    """How a cell of this shape is written."""
    if shape.form is Form.CHOICE:
        return _("One of: %(choices)s.") % {"choices": ", ".join(shape.choices)}
    if shape.form is Form.NUMBER and shape.percent:
        return _("A number with a point as decimal mark, or per cent with its sign.")
    if shape.form is Form.NUMBER:
        message = _("A number with a point as decimal mark and at most %(places)s decimals.")
        return message % {"places": shape.places}
    if shape.form is Form.TEXT and shape.max_length:
        return _("Text of at most %(length)s characters.") % {"length": shape.max_length}
    return {
        Form.TEXT: _("Text."),
        Form.REFERENCE: _("The number of a document, in a column formatted as text."),
        Form.CODE: _("A code, in a column formatted as text."),
        Form.WHOLE: _("Whole pieces."),
        Form.DATE: _("A day: year-month-day."),
        Form.MOMENT: _("A moment with its offset from UTC."),
        Form.BOOLEAN: _("yes or no."),
    }[shape.form]

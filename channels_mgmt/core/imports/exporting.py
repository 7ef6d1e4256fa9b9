"""Records as files that the import reads back without a change."""

import csv
import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import xlsxwriter
from django.db import models
from django.utils.translation import gettext as _

from ..formulas import marked
from ..scopes import Access
from .cells import half_width
from .columns import Column, plain_name
from .kinds import Kind, kind_named
from .report import Fault

CHUNK = 2_000
SIGNIFICANT = 15  # digits that a spreadsheet's number keeps


def exported_rows(
    kind: Kind,
    access: Access,
    filters: Mapping[str, str] | None = None,
    *,
    columns: Sequence[Column] | None = None,
) -> Iterator[list[Any]]:
    """The values of a kind's columns, row by row; raises Fault for a filter that makes no sense."""
    columns = columns or kind.interface()
    rows = kind.exported(access.scope)
    for name, value in (filters or {}).items():
        rows = rows.filter(_condition(kind, name, value))
    return _rows(kind, columns, rows.values_list(*kind.export_paths(columns)))


def _rows(kind: Kind, columns: Sequence[Column], values: models.QuerySet) -> Iterator[list[Any]]:
    for row in values.iterator(chunk_size=CHUNK):
        yield kind.export_row(columns, row)


def _condition(kind: Kind, name: str, value: str) -> models.Q:
    """``column=value``; an empty value finds the empty cells, ``a..b`` the days a ≤ day < b."""
    known = {column.name: column for column in kind.columns}
    column = known.get(plain_name(name))
    if column is None:
        message = _("There is no column “%(name)s” to filter by. The columns are: %(columns)s.")
        columns = ", ".join(column.name for column in kind.interface())
        raise Fault("unknown_column", message % {"name": name, "columns": columns})
    path = column.path
    if not value:
        return models.Q(**{f"{path}__isnull": True}) | models.Q(**{path: ""})
    first, dots, last = value.partition("..")
    field = kind.model
    if dots and path.startswith(("date", "valid_", "period_")):
        found = models.Q()
        if first:
            found &= models.Q(**{f"{path}__gte": column.parse(first)})
        if last:
            found &= models.Q(**{f"{path}__lt": column.parse(last)})
        return found
    return models.Q(**{path: _stored(field, column, value)})


def _stored(model: type[models.Model], column: Column, value: str) -> Any:
    """What the database compares with: amounts go through their field, not through the cell."""
    parsed = column.parse(value)
    if isinstance(parsed, int) and not isinstance(parsed, bool) and "." not in column.path:
        field = model._meta.get_field(column.path)
        if hasattr(field, "places"):
            return Decimal(half_width(value))
    return parsed


def text_of(value: Any) -> str:
    """A value as a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return money_text(value)
    if isinstance(value, datetime.date | int):
        return str(value)
    return marked(str(value))


def money_text(value: Decimal) -> str:
    """At least two decimals, and no more noughts after them."""
    whole, point, decimals = f"{value:f}".partition(".")
    return f"{whole}{point}{decimals.rstrip('0').ljust(2, '0')}" if point else whole


def write_csv(
    stream: TextIO, header: Sequence[str], rows: Iterable[Sequence[Any]], *, mark: bool = True
) -> int:
    """CSV, with the byte-order mark that Excel needs to see that it is UTF-8."""
    if mark:
        stream.write("\ufeff")
    writer = csv.writer(stream)
    writer.writerow(map(marked, header))
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is the answer
        writer.writerow([text_of(value) for value in row])
    return count


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """One sheet: text is text and never a formula, numbers only where they stay exact."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        formats = {"bold": book.add_format({"bold": True})}
        formats["date"] = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 16)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, formats["bold"])
        count = 0
        for count, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write_cell(sheet, count, column, value, formats)
    return count


def _write_cell(sheet, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, Decimal | int) and len(str(value).strip("-0.")) <= SIGNIFICANT:
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, formats["date"])
    elif isinstance(value, Decimal):
        sheet.write_string(row, column, money_text(value))
    else:
        sheet.write_string(row, column, str(value))


def titles(columns: Iterable[Column]) -> list[str]:
    return [column.name for column in columns]


def kind_and_columns(name: str, *, extra: bool = False) -> tuple[Kind, tuple[Column, ...]]:
    kind = kind_named(name)
    return kind, kind.interface(extra=extra)

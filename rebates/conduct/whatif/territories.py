"""Territories to try, as rows of their import: what is pasted, uploaded or sent."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from channels_mgmt.core.imports.readers import delimiter_of
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import SYSTEM
from dealers.imports.territories import TerritoryKind

from ..detecting.territories import Held

COLUMNS = TerritoryKind.columns
NAMES = tuple(column.name for column in COLUMNS)
MOST_ROWS = 2_000
Row = Mapping[str, str]
"""The cells of a row by the names of the columns of ``territories``, as text."""


def rows_of(text: str) -> list[Row]:
    """The rows of a table as text: its first line names the columns, as in the import.

    Separated by commas, semicolons or tabs. Raises ValidationError for a column that there is not.
    """
    lines = text.strip().splitlines()
    if not lines:
        return []
    table = csv.DictReader(io.StringIO("\n".join(lines)), delimiter=delimiter_of(lines[0]))
    header = [name.strip() for name in table.fieldnames or ()]
    missing = [column.name for column in COLUMNS if column.required and column.name not in header]
    unknown = sorted(set(header) - set(NAMES))
    if missing or unknown:
        said = _("The first line names the columns %(names)s; this is wrong or missing: %(cells)s.")
        cells = ", ".join([*unknown, *missing])
        raise ValidationError(said % {"names": ", ".join(NAMES), "cells": cells}, "columns")
    table.fieldnames = header
    rows = [{k: (v or "").strip() for k, v in row.items() if k in NAMES} for row in table]
    return [row for row in rows if any(row.values())]


def held_by(rows: Iterable[Row]) -> list[Held]:
    """What the rows say. Raises ValidationError that names row, column and value of all faults.

    The header is row 1.
    """
    rows = list(rows)
    if len(rows) > MOST_ROWS:
        raise ValidationError(_("At most %(max)s rows at once.") % {"max": MOST_ROWS}, "rows")
    resolvers = TerritoryKind().resolvers(SYSTEM)
    held, faults = [], []
    for number, row in enumerate(rows, start=2):
        values = {}
        for column in COLUMNS:
            try:
                values[column.name] = _value(column, row.get(column.name, ""), resolvers)
            except Fault as fault:
                said = _("Row %(row)s, column %(column)s: %(fault)s")
                told = {"row": number, "column": column.name, "fault": fault.message}
                faults.append(said % told)
        if not faults:
            held.append(_held(values))
    if faults:
        raise ValidationError(faults[:20])
    return held


def _value(column: Any, cell: str, resolvers: Mapping[str, Any]) -> Any:
    if not cell:
        if column.required:
            raise Fault("empty", _("Fill it in."))
        return None
    value = column.parse(cell)
    return resolvers[column.name](value) if column.name in resolvers else value


def _held(values: Mapping[str, Any]) -> Held:
    line, exclusive = values["product_line"], values["exclusive"]
    return Held(
        dealer=values["dealer"].pk,
        region=values["region"].pk,
        line=line and line.path,
        channel=values["channel"] or "",
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        exclusive=True if exclusive is None else exclusive,
    )

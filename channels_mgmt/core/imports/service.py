"""One file, one transaction: taken in whole, or not at all."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ..models import ImportBatch
from ..scopes import Access
from .columns import lay_out
from .kinds import Kind, kind_named
from .mappings import with_own_columns_left_out
from .readers import sha256_of
from .report import Fault, Faults, FileFault, Report
from .work import Cells, Work

Progress = Callable[[int, int], None]
REPORT_EVERY = 2_000


def import_file(
    *,
    kind: str,
    path: Path,
    access: Access,
    file_name: str = "",
    dry_run: bool = False,
    accept_good: bool = False,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    batch: ImportBatch | None = None,
) -> Report:
    """Take a CSV or XLSX file in: all of it, or with ``accept_good`` its good rows, or nothing.

    A dry run does the very same and rolls it back. ``mapping`` names our column for a header of
    the file. ``progress`` hears how many of about how many rows are read; what it raises ends the
    import, with nothing written. ``batch`` is the row of an upload that waits for this; without one
    it is made. Rows that are left out wait to be corrected (``rejected``). Raises UnknownKind and
    PermissionDenied.
    """
    path = Path(path)
    chosen, faults, digest = permitted_kind(kind, access), Faults(), sha256_of(path)
    try:
        table = chosen.open_table(path, faults)
    except FileFault as fault:
        faults.add_to_file(fault.row, "", fault.value, fault)
        return Report(kind, digest, errors=faults.listed(), dry_run=dry_run, refused=True)
    mapping = with_own_columns_left_out(table.header, mapping, chosen.columns)
    work = Work(
        kind=chosen,
        access=access,
        faults=faults,
        layout=lay_out(table.header, chosen.columns, faults, mapping),
        cells=table.rows if not progress else _reporting(table.rows, table.progress, progress),
        again=lambda: chosen.open_table(path, Faults()).rows,
        dry_run=dry_run,
        accept_good=accept_good,
    )
    return work.run(batch or _batch(kind, file_name or path.name, access), lambda: digest)


def import_rows(
    *,
    kind: str,
    rows: Iterable[Mapping[str, Any]],
    access: Access,
    name: str,
    dry_run: bool = False,
    accept_good: bool = False,
) -> Report:
    """The same for rows that are no file; the first is row 2, as below a header.

    The columns are those that any row of a sequence names, and all of them for a mere iterator,
    of which there are no good rows alone. The digest is that of the rows as JSON.
    """
    chosen, faults = permitted_kind(kind, access), Faults()
    header = [column.name for column in chosen.columns]
    if isinstance(rows, Sequence):
        header = list(dict.fromkeys(chain.from_iterable(rows)))
    digest = hashlib.sha256()
    work = Work(
        kind=chosen,
        access=access,
        faults=faults,
        layout=lay_out(header, chosen.columns, faults),
        cells=_as_cells(rows, header, faults, digest),
        again=lambda: _as_cells(rows, header, Faults(), hashlib.sha256()),
        dry_run=dry_run,
        accept_good=accept_good and isinstance(rows, Sequence),
    )
    return work.run(_batch(kind, name, access), digest.hexdigest)


def import_cells(
    *,
    kind: str,
    header: Sequence[str],
    cells: Sequence[tuple[int, Sequence[str]]],
    access: Access,
    batch: ImportBatch,
    standing: Iterable[Mapping[str, Any]] = (),
) -> tuple[Report, Faults]:
    """The good ones of some rows of text by our columns, with the numbers they have elsewhere.

    In the caller's transaction; those with faults are the caller's to keep. ``standing`` faults
    were found when the rows were read and cannot be found in their texts.
    """
    chosen, faults = permitted_kind(kind, access), Faults()
    for known in standing:
        fault = Fault(known["code"], known["message"])
        faults.add(known["row"], known["column"], known["value"], fault)
    digest = hashlib.sha256(json.dumps([header, cells], ensure_ascii=False).encode())
    work = Work(
        kind=chosen,
        access=access,
        faults=faults,
        layout=lay_out(header, chosen.columns, faults),
        cells=iter(cells),
        accept_good=True,
    )
    return work.run(batch, digest.hexdigest), faults


def permitted_kind(name: str, access: Access) -> Kind:
    """Raises UnknownKind and PermissionDenied."""
    kind = kind_named(name)
    kind.authorise(access)
    return kind


def _batch(kind: str, name: str, access: Access) -> ImportBatch:
    return ImportBatch(kind=kind, file_name=name[:200], created_by=access.user)


def _reporting(rows: Cells, read: Callable[[], tuple[int, int]], progress: Progress) -> Cells:
    """In rows: how many they are in all is told from how much of the file is read."""
    count = 0
    for count, row in enumerate(rows, start=1):
        if count % REPORT_EVERY == 1:
            done, total = read()
            progress(count, max(count, round(count * total / done)) if done else 0)
        yield row
    progress(count, count)


def _as_cells(rows: Iterable[Mapping], header: list[str], faults: Faults, digest: Any) -> Cells:
    known = set(header)
    for number, row in enumerate(rows, start=2):
        cells = [_cell(row.get(name)) for name in header]
        line = dict(zip(header, cells, strict=True))
        digest.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        for name in row.keys() - known:
            message = _("There is no column “%(column)s” in this kind of file.")
            fault = Fault("unknown_column", message % {"column": name})
            faults.add(number, str(name), row[name], fault)
        yield number, cells


def _cell(value: Any) -> str:
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float, which is not exact: give text or a Decimal.")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)

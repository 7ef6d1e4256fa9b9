"""Which sales lines name a serial: the text of each line cut into codes, in a table with an index.

Derived from the lines; written with them, in the same transaction.
"""

from collections.abc import Iterator

from channels_mgmt.core.bulk import insert_rows
from channels_mgmt.core.models import ImportBatch

from .gs1 import codes_in
from .models import SalesLine, SoldSerial
from .models.serials import CODE_LENGTH

CHUNK = 5_000


def name_sold_serials(batch: ImportBatch) -> None:
    """For the lines of an import that have just been written."""
    lines = SalesLine.objects.filter(batch=batch).exclude(serials="").order_by("pk")
    last = 0
    while chunk := list(lines.filter(pk__gt=last).values_list("pk", "serials")[:CHUNK]):
        insert_rows(SoldSerial, ("code", "line_id"), _pairs(chunk))
        last = chunk[-1][0]


def _pairs(lines: list[tuple[int, str]]) -> Iterator[tuple[str, int]]:
    for pk, text in lines:
        yield from ((code, pk) for code in codes_in(text) if len(code) <= CODE_LENGTH)

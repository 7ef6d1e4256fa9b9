"""Prices into their lists, in chunks: hundreds of thousands of rows in one file are common."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import record
from channels_mgmt.core.bulk import count_anew, insert_rows
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from ..models import Price, PriceList
from ..services.price_lists import frozen
from .stored_prices import KEY, SCALE, Key, Stored, stored_prices

CHUNK = 5_000
ENOUGH = 1_000
"""So many new prices change what the database should know of its table."""
COLUMNS = (*KEY, "price", "valid_to")


class PriceRow(NamedTuple):
    row: int
    price_list: PriceList
    key: Key
    price: Decimal
    valid_to: datetime.date | None


class PriceWriter:
    """Writes the good rows of a file in the caller's transaction, and counts them."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.ends = "valid_to" in intake.present
        self.last_before = Price.objects.aggregate(last=Max("pk"))["last"] or 0
        self.added: Counter[PriceList] = Counter()

    def write(self, rows: Iterable[PriceRow]) -> None:
        rows = iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            self._write_chunk(chunk)
        if self.added.total() >= ENOUGH:
            count_anew(Price)
        for price_list, count in self.added.items():
            self._record("imported", price_list, after={"prices added": count})

    def _write_chunk(self, chunk: list[PriceRow]) -> None:
        fresh = self._without_repeats(chunk)
        stored = stored_prices(fresh)
        new, changed = [], []
        for key, row in fresh.items():
            there = stored.get(key)
            if there is not None and self._same(row, there):
                self.intake.duplicates += 1
            elif there is not None and there.pk > self.last_before:
                self._conflict(row)
            elif row.price_list.published_at is not None:
                fault = Fault("price_list_frozen", frozen(row.price_list))
                self.intake.faults.add(row.row, "price_list", row.price_list.code, fault)
            elif there is None:
                new.append(row)
            else:
                changed.append((row, there))
        insert_rows(Price, COLUMNS, map(_as_stored, new))
        self.added.update(row.price_list for row in new)
        for row, there in changed:
            self._change(row, there)
        self.intake.accepted += len(new) + len(changed)

    def _without_repeats(self, chunk: list[PriceRow]) -> dict[Key, PriceRow]:
        fresh: dict[Key, PriceRow] = {}
        for row in chunk:
            first = fresh.setdefault(row.key, row)
            if first is row:
                continue
            if first[3:] == row[3:]:
                self.intake.duplicates += 1
            else:
                self._conflict(row)
        return fresh

    def _conflict(self, row: PriceRow) -> None:
        message = _("Another row says something else about the same price.")
        code = row.price_list.code
        self.intake.faults.add(row.row, "price_list", code, Fault("conflict", message))

    def _same(self, row: PriceRow, there: Stored) -> bool:
        return row.price == there.price and (not self.ends or row.valid_to == there.valid_to)

    def _change(self, row: PriceRow, there: Stored) -> None:
        """A price of a draft that the file gives otherwise, with its history."""
        after: dict[str, Any] = {"price": row.price}
        before: dict[str, Any] = {"price": there.price}
        if self.ends:
            after["valid_to"], before["valid_to"] = row.valid_to, there.valid_to
        Price.objects.filter(pk=there.pk).update(**after)
        changed = Price.objects.select_related("sku", "tier", "region").get(pk=there.pk)
        self._record("changed", changed, before=before, after=after)

    def _record(self, action: str, one: Price | PriceList, **states: Any) -> None:
        record(action, one, by=self.intake.access.user, reason=self.intake.reason, **states)


def _as_stored(row: PriceRow) -> tuple:
    start = row.key[4].isoformat()
    end = row.valid_to and row.valid_to.isoformat()
    return (*row.key[:4], start, int(row.price * SCALE), end)


def good_rows(rows: Iterator[tuple[int, list[Any]]], intake: Intake) -> Iterator[PriceRow]:
    """The rows without a fault so far, in the order of the kind's columns."""
    for number, values in rows:
        price_list, tier, region, sku, price, start, end = values
        if end is not None and start is not None and end <= start:
            message = _(
                "It must be later than “valid_from” (%(start)s): it is the first day after."
            )
            fault = Fault("ends_before_start", message % {"start": start})
            intake.faults.add(number, "valid_to", end, fault)
        if intake.good(number):
            key = (price_list.pk, tier.pk, region.pk, sku.pk, start)
            yield PriceRow(number, price_list, key, price, end)

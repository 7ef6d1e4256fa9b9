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
from channels_mgmt.core.bulk import insert_rows
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from ..models import Price, PriceList
from ..services.price_lists import frozen

CHUNK = 5_000
KEY = ("price_list_id", "tier_id", "region_id", "sku_id", "valid_from")
COLUMNS = (*KEY, "price", "valid_to")
SCALE = 10_000

Key = tuple[int, int, int, int, datetime.date]


class PriceRow(NamedTuple):
    row: int
    price_list: PriceList
    key: Key
    price: Decimal
    valid_to: datetime.date | None


class Stored(NamedTuple):
    pk: int
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
        for price_list, count in self.added.items():
            batch = self.intake.batch
            reason = _("Import %(number)s, %(file)s") % {"number": batch.pk, "file": batch}
            after = {"prices added": count}
            record("imported", price_list, by=self.intake.access.user, after=after, reason=reason)

    def _write_chunk(self, chunk: list[PriceRow]) -> None:
        fresh = self._without_repeats(chunk)
        stored = self._stored(fresh.values())
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

    def _stored(self, rows: Iterable[PriceRow]) -> dict[Key, Stored]:
        keys = [row.key for row in rows]
        if not keys:
            return {}
        lists, tiers, regions, skus, _days = map(set, zip(*keys, strict=True))
        found = Price.objects.filter(
            price_list__in=lists, tier__in=tiers, region__in=regions, sku__in=skus
        )
        values = found.values_list(*KEY, "pk", "price", "valid_to")
        return {row[:5]: Stored(*row[5:]) for row in values.iterator(chunk_size=CHUNK)}

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
        reason = _("Import %(number)s, %(file)s") % {
            "number": self.intake.batch.pk,
            "file": self.intake.batch,
        }
        by = self.intake.access.user
        record("changed", changed, by=by, before=before, after=after, reason=reason)


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

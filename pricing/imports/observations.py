"""Observed prices from a monitoring provider, or typed in from a visit."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake, Kind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Access, Verb
from dealers.choices import SalesChannel
from dealers.imports import lookups
from dealers.imports.dated import regions_by_day

from ..models import PriceObservation
from .lookups import skus

CHUNK = 500


def sha256(cell: str) -> str:
    text = cells.text(64)(cell).lower()
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise Fault("not_a_digest", _("A SHA-256 has 64 hexadecimal digits."))
    return text


class ObservationKind(Kind):
    """Facts: an observation is added or is there already; it is never changed."""

    name = "price_observations"
    label = gettext_lazy("Observed prices")
    verb = Verb.CHANGE_CONTROLS
    model = PriceObservation
    order = ("observed_at", "pk")
    columns = (
        Column("observed_at", cells.moment, required=True, example="2025-06-01T09:30:00+08:00"),
        Column("sku", cells.model_code, required=True, source="sku__code", example="CXW-200"),
        Column("price", cells.decimal(4, least=0), required=True, example="2099.00"),
        Column("shop", cells.code, source="shop__code", example="TMALL-FLAG"),
        Column("seller", cells.text(120)),
        Column("region", cells.code, source="region__code", example="440100"),
        Column("channel", cells.one_of(SalesChannel)),
        Column("url", cells.text(500)),
        Column("evidence_sha256", sha256),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"sku": skus(), "shop": lookups.shops(), "region": lookups.regions()}

    def export_value(self, column: Column, value: Any) -> Any:
        """A moment with its offset: a spreadsheet's own moments have none."""
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).isoformat()
        return value

    def take(self, intake: Intake) -> None:
        rows = iter(regions_by_day(intake, self.columns, "observed_at"))
        while chunk := list(islice(rows, CHUNK)):
            self._write(chunk, intake)

    def _write(self, chunk: Iterable[tuple[int, list[Any]]], intake: Intake) -> None:
        fresh: dict[str, tuple[int, PriceObservation]] = {}
        for row, values in chunk:
            seen = self._observation(row, values, intake)
            if seen is None:
                continue
            _first, other = fresh.setdefault(seen.key, (row, seen))
            if other is not seen:
                self._repeated(row, seen, other, intake)
        for stored in PriceObservation.objects.filter(key__in=fresh):
            row, seen = fresh.pop(stored.key)
            self._repeated(row, seen, stored, intake)
        PriceObservation.objects.bulk_create(seen for _row, seen in fresh.values())
        intake.accepted += len(fresh)

    def _repeated(self, row: int, seen, other, intake: Intake) -> None:
        if (seen.price, seen.evidence_sha256) == (other.price, other.evidence_sha256):
            intake.duplicates += 1
            return
        message = _("The same observation is there with another price or evidence.")
        intake.faults.add(row, "price", seen.price, Fault("conflict", message))

    def _observation(self, row: int, values: list[Any], intake: Intake) -> PriceObservation | None:
        given = dict(zip((column.name for column in self.columns), values, strict=True))
        shop, seller, channel = given["shop"], given["seller"], given["channel"]
        if (shop is None) == (seller is None):
            message = _("Name the shop, or else the seller.")
            intake.faults.add(row, "shop", "", Fault("shop_or_seller", message))
        elif shop is None and channel is None:
            message = _("Without a shop, name the sales channel.")
            intake.faults.add(row, "channel", "", Fault("required", message))
        elif shop is not None and channel not in (None, shop.platform, SalesChannel.ONLINE):
            message = _("The shop %(shop)s is on %(platform)s: write that, or leave it empty.")
            parts = {"shop": shop.code, "platform": shop.platform}
            intake.faults.add(row, "channel", channel, Fault("channel_shop", message % parts))
        if not intake.good(row):
            return None
        seen = PriceObservation(**{name: value for name, value in given.items() if value})
        seen.price = given["price"]
        seen.channel = channel or shop.platform
        seen.key, seen.batch = key_of(seen), intake.batch
        return seen


def key_of(seen: PriceObservation) -> str:
    """Everything but the price and its evidence."""
    parts = (
        seen.observed_at.timestamp(), seen.sku_id, seen.shop_id, seen.seller, seen.region_id,
        seen.channel, seen.url,
    )  # fmt: skip
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()

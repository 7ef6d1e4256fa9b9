from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.audit import record, snapshot
from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake, Kind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Access, Verb
from dealers.imports import lookups
from dealers.imports.dated import regions_by_day
from dealers.models import Region

from ..models import Price, PriceList
from .lookups import skus
from .price_rows import PriceWriter, good_rows


class PriceKind(Kind):
    """Prices; a list is made by naming it. Without a region the price holds in the whole tree."""

    name = "prices"
    label = gettext_lazy("Prices")
    verb = Verb.IMPORT_MASTERS
    model = Price
    order = ("price_list__code", "sku__code", "tier__rank", "region__path", "valid_from", "pk")
    columns = (
        Column(
            "price_list",
            cells.code,
            required=True,
            source="price_list__code",
            example="STANDARD",
            repeats=True,
        ),
        Column(
            "tier", cells.code, required=True, source="tier__code", example="city", repeats=True
        ),
        Column("region", cells.code, source="region__code", example="440000", repeats=True),
        Column(
            "sku",
            cells.model_code,
            required=True,
            source="sku__code",
            example="CXW-200",
            repeats=True,
        ),
        Column("price", cells.decimal(4, least=0), required=True, example="2150.00", repeats=True),
        Column("valid_from", cells.date, required=True, example="2025-01-01", repeats=True),
        Column("valid_to", cells.date, repeats=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        lists = {found.code: found for found in PriceList.objects.all()}
        return {
            "price_list": lambda code: lists.setdefault(code, PriceList(code=code)),
            "tier": lookups.tiers(),
            "region": lookups.regions(),
            "sku": skus(),
        }

    def take(self, intake: Intake) -> None:
        """One import of prices at a time; SQLite has one writer in any case."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('prices'))")
        intake.rows = regions_by_day(intake, self.columns, "valid_from", lasting=True)
        PriceWriter(intake).write(good_rows(self._completed(intake), intake))

    def _completed(self, intake: Intake) -> Iterator[tuple[int, list[Any]]]:
        """The rows, once the lists that they name exist and empty regions mean the root."""
        roots = list(Region.objects.filter(parent=None)[:2])
        for row, values in intake.rows:
            if values[2] is None and intake.good(row):
                if len(roots) == 1:
                    values[2] = roots[0]
                else:
                    message = _("There are several trees of regions, or none: name the region.")
                    intake.faults.add(row, "region", "", Fault("required", message))
            price_list = values[0]
            if price_list is not None and price_list.pk is None:
                price_list.save()  # rolled back with everything else if it comes to that
                record("created", price_list, by=intake.access.user, after=snapshot(price_list))
            yield row, values

"""Products, prices and online-exclusive allotments from files."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.audit import record, snapshot
from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake, register
from channels_mgmt.core.imports.linked import LinkedKind
from channels_mgmt.core.imports.masters import Draft, Key
from channels_mgmt.core.imports.periods import PeriodKind
from channels_mgmt.core.imports.references import lookup
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Access
from dealers.imports import lookups
from dealers.models import Region

from .models import SKU, Exclusive, Price, PriceList


def vat_rate(cell: str) -> Decimal:
    """Per cent: 13, 13% or, below one, as a fraction: 0.13."""
    cell = cells.half_width(cell)
    if cell.endswith(("%", "％")):
        return cells.decimal(2)(cell[:-1].strip())
    rate = cells.decimal(4)(cell)
    return cells.decimal(2)(f"{rate * 100:f}" if 0 < rate < 1 else cell)


def barcode(cell: str) -> str:
    return cells.text(40)(cells.half_width(cell).replace(" ", "").replace("-", ""))


def skus() -> Resolver:
    return lookup(
        SKU, "unknown_sku", lambda: _("There is no product “%(value)s”: import it first.")
    )


class ProductKind(LinkedKind):
    name = "products"
    label = gettext_lazy("Products")
    model = SKU
    key = ("sku",)
    fields = {"sku": "code"}
    refers = "twin"
    cycles = True
    unique = ("barcode",)
    kept_if_empty = frozenset({"vat_rate", "online_exclusive"})
    order = ("code",)
    columns = (
        Column("sku", cells.model_code, required=True, source="code", example="CXW-200"),
        Column("name", cells.text(120), required=True, example="侧吸油烟机 CXW-200"),
        Column(
            "product_line", cells.code, required=True, source="product_line__code", example="HOODS"
        ),
        Column("brand", cells.text(60), example="Brand"),
        Column("barcode", barcode, example="6901234567892"),
        Column("list_price", cells.decimal(4, least=0), example="3299.00"),
        Column("vat_rate", vat_rate, example="13"),
        Column("online_exclusive", cells.boolean, example="no"),
        Column("twin", cells.model_code, source="twin__code"),
        Column("name_en", cells.text(120), extra=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"product_line": lookups.product_lines()}

    def export_value(self, column: Column, value: Any) -> Any:
        """A rate below one per cent needs its sign, or it would be read as a fraction."""
        if column.name == "vat_rate" and value is not None and 0 < value < 1:
            return f"{value}%"
        return value


class PriceKind(PeriodKind):
    """Prices; a list is made by naming it. Without a region the price holds in the whole tree."""

    name = "prices"
    label = gettext_lazy("Prices")
    model = Price
    key = ("price_list", "tier", "region", "sku", "valid_from")
    order = ("price_list__code", "sku__code", "tier__rank", "region__path", "valid_from", "pk")
    columns = (
        Column(
            "price_list", cells.code, required=True, source="price_list__code", example="STANDARD"
        ),
        Column("tier", cells.code, required=True, source="tier__code", example="city"),
        Column("region", cells.code, source="region__code", example="440000"),
        Column("sku", cells.model_code, required=True, source="sku__code", example="CXW-200"),
        Column("price", cells.decimal(4, least=0), required=True, example="2150.00"),
        Column("valid_from", cells.date, required=True, example="2025-01-01"),
        Column("valid_to", cells.date),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        lists = {found.code: found for found in PriceList.objects.all()}
        return {
            "price_list": lambda code: lists.setdefault(code, PriceList(code=code)),
            "tier": lookups.tiers(),
            "region": lookups.regions(),
            "sku": skus(),
        }

    def read(self, intake: Intake) -> dict[Key, Draft]:
        """Rows by key, once the lists that they name exist and empty regions mean the root."""
        roots = list(Region.objects.filter(parent=None)[:2])
        intake.rows = (self._complete(row, values, roots, intake) for row, values in intake.rows)
        return super().read(intake)

    def _complete(self, row: int, values: list[Any], roots: list[Region], intake: Intake):
        names = [column.name for column in self.columns]
        region = names.index("region")
        if values[region] is None and intake.good(row):
            if len(roots) == 1:
                values[region] = roots[0]
            else:
                message = _("There are several trees of regions, or none: name the region.")
                intake.faults.add(row, "region", "", Fault("required", message))
        price_list = values[names.index("price_list")]
        if price_list is not None and price_list.pk is None:
            price_list.save()  # rolled back with everything else if it comes to that
            record("created", price_list, by=intake.access.user, after=snapshot(price_list))
        return row, values


class ExclusiveKind(PeriodKind):
    name = "exclusives"
    label = gettext_lazy("Online exclusives")
    model = Exclusive
    key = ("sku", "shop", "valid_from")
    order = ("sku__code", "shop__code", "valid_from", "pk")
    columns = (
        Column("sku", cells.model_code, required=True, source="sku__code", example="CXW-200T"),
        Column("shop", cells.code, required=True, source="shop__code", example="TMALL-FLAG"),
        Column("valid_from", cells.date, required=True, example="2025-01-01"),
        Column("valid_to", cells.date),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"sku": skus(), "shop": lookups.shops()}

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        sku = draft.record.sku if intake.good(draft.row) else None
        if sku is not None and draft.new and not sku.online_exclusive:
            message = _("%(sku)s is not online-exclusive: mark it so first.") % {"sku": sku.code}
            intake.faults.add(draft.row, "sku", sku.code, Fault("not_exclusive", message))


def register_kinds() -> None:
    register(ProductKind(), PriceKind(), ExclusiveKind())

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.linked import LinkedKind
from channels_mgmt.core.imports.masters import Draft
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.imports.shapes import Form, shaped
from channels_mgmt.core.scopes import Access
from dealers.imports import lookups

from ..models import SKU
from ..services.skus import still_held


@shaped(Form.NUMBER, places=2, percent=True)
def vat_rate(cell: str) -> Decimal:
    """Per cent: 13, 13% or, below one, as a fraction: 0.13."""
    cell = cells.half_width(cell)
    if cell.endswith(("%", "％")):
        return cells.decimal(2)(cell[:-1].strip())
    rate = cells.decimal(4)(cell)
    return cells.decimal(2)(f"{rate * 100:f}" if 0 < rate < 1 else cell)


@shaped(Form.REFERENCE, max_length=40)
def barcode(cell: str) -> str:
    plain = cells.uncut(cells.half_width(cell))
    return cells.text(40)(plain.replace(" ", "").replace("-", ""))


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
        Column("model", cells.text(60), extra=True),
        Column("launched_on", cells.date, extra=True),
        Column("discontinued_on", cells.date, extra=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"product_line": lookups.product_lines()}

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        start, end = draft.record.launched_on, draft.record.discontinued_on
        if start and end and end <= start and self.differs(draft):
            message = _("It must be later than “launched_on” (%(start)s).") % {"start": start}
            column = "discontinued_on" if draft.values.get("discontinued_on") else "launched_on"
            intake.faults.add(draft.row, column, str(end), Fault("ends_before_launch", message))

    def verify(self, changed: list[Draft], intake: Intake) -> None:
        """What a shop holds stays online-exclusive."""
        plain = {d.record.pk: d for d in changed if not (d.new or d.record.online_exclusive)}
        for key, error in still_held(list(plain)).items() if plain else ():
            self.add_error(plain[key], error, intake)

    def export_value(self, column: Column, value: Any) -> Any:
        """A rate below one per cent needs its sign, or it would be read as a fraction."""
        if column.name == "vat_rate" and value is not None and 0 < value < 1:
            return f"{value}%"
        return value

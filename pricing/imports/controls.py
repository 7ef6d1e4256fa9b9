from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft, Key
from channels_mgmt.core.imports.periods import PeriodKind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.imports.shapes import Form, shaped
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb
from dealers.choices import SalesChannel
from dealers.imports import lookups
from dealers.imports.dated import regions_by_day

from ..choices import ControlMode, LimitUnit
from ..models import PriceControl
from ..services.controls import check_overlap, prepare_control
from .lookups import skus

PERCENT = ("%", "％")


class Percent(Decimal):
    """A limit that the file gives as a percentage of the suggested retail price."""


@shaped(Form.NUMBER, places=4, percent=True)
def limit(cell: str) -> Decimal:
    """Yuan a piece, or with a sign per cent of the suggested retail price: 2150.00 or 95%."""
    amount: Callable[[str], Decimal] = cells.decimal(4, least=0)
    if cell.endswith(PERCENT):
        return Percent(amount(cell[:-1].strip()))
    return amount(cell)


class PriceControlKind(PeriodKind):
    """Price controls; a row is for one product, product line or brand."""

    name = "price_controls"
    label = gettext_lazy("Price controls")
    model = PriceControl
    verb = Verb.CHANGE_CONTROLS
    key = ("sku", "product_line", "brand", "region", "channel", "valid_from")
    kept_if_empty = frozenset({"mode"})
    order = ("sku__code", "product_line__code", "brand", "valid_from", "pk")
    columns = (
        Column("sku", cells.model_code, source="sku__code", example="CXW-200"),
        Column("product_line", cells.code, source="product_line__code"),
        Column("brand", cells.text(60)),
        Column("region", cells.code, source="region__code", example="440000"),
        Column("channel", cells.one_of(SalesChannel)),
        Column("floor", limit, example="95%"),
        Column("ceiling", limit, example="110%"),
        Column("mode", cells.one_of(ControlMode), example="monitor"),
        Column("valid_from", cells.date, required=True, example="2025-01-01"),
        Column("valid_to", cells.date),
        Column("legal_basis", cells.text(300), extra=True),
        Column("legal_approver", cells.text(120), extra=True),
        Column("market_share", cells.decimal(2, least=0), extra=True),
        Column("turnover", cells.decimal(4, least=0), extra=True),
        Column("legal_until", cells.date, extra=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {
            "sku": skus(),
            "product_line": lookups.product_lines(),
            "region": lookups.regions(),
        }

    def take(self, intake: Intake) -> None:
        intake.rows = regions_by_day(intake, self.columns, "valid_from", lasting=True)
        super().take(intake)

    def lock(self) -> None:
        lock_table(PriceControl)

    def assign(self, draft: Draft, everything: dict[Key, Any], intake: Intake) -> None:
        """The unit of a row is in its limits; who brings a changed control proposes it."""
        super().assign(draft, everything, intake)
        limits = [value for name in ("floor", "ceiling") if (value := draft.values.get(name))]
        percents = {isinstance(value, Percent) for value in limits}
        if len(percents) > 1:
            message = _("Floor and ceiling are both in yuan or both in per cent.")
            intake.faults.add(draft.row, "ceiling", limits[-1], Fault("mixed_units", message))
        elif percents:
            unit = LimitUnit.PERCENT if percents.pop() else LimitUnit.YUAN
            draft.record.unit = unit
        if self.differs(draft):
            prepare_control(draft.record, intake.access)

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        if not intake.good(draft.row) or not self.differs(draft):
            return
        with self.faults_of(draft, intake):
            draft.record.validate_constraints()

    def verify(self, changed: list[Draft], intake: Intake) -> None:
        for draft in changed:
            with self.faults_of(draft, intake):
                check_overlap(draft.record)

    def export_paths(self, columns: Sequence[Column]) -> list[str]:
        return [*super().export_paths(columns), "unit"]

    def export_row(self, columns: Sequence[Column], row: Sequence[Any]) -> list[Any]:
        *values, unit = row
        if unit == LimitUnit.PERCENT:
            values = [
                f"{value.normalize():f}%" if column.parse is limit and value is not None else value
                for column, value in zip(columns, values, strict=True)
            ]
        return super().export_row(columns, values)

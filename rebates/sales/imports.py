"""Sales files: the columns, and what their codes mean."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake, Kind, Progress, register, unheard
from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.scopes import Access, Verb
from dealers.choices import SalesChannel

from .choices import SaleKind
from .fact_kinds import KINDS
from .models import SalesLine
from .place_kind import PlaceKind
from .services.intake import take_lines
from .services.lookups import sales_lookups
from .services.places import sold_where
from .services.undoing import delete_lines, reverse_lines


class SalesKind(Kind):
    """Facts: a line is added or is there already; it is never changed."""

    name = "sales"
    label = gettext_lazy("Sales")
    verb = Verb.IMPORT_SALES
    model = SalesLine
    order = ("date", "id")
    undoable = reversible = True
    columns = (
        Column("source", cells.text(40), required=True, example="ERP", repeats=True),
        Column("kind", cells.one_of(SaleKind), required=True, example="sell_in", repeats=True),
        Column("order_number", cells.reference(60), required=True, example="SO-1001"),
        Column("line_number", cells.reference(20), required=True, example="1", repeats=True),
        Column("date", cells.date, required=True, example="2025-01-31", repeats=True),
        Column(
            "dealer",
            cells.code,
            required=True,
            source="dealer__code",
            example="GD-GZ-01",
            repeats=True,
        ),
        Column("counterparty", cells.code, source="counterparty__code", repeats=True),
        Column(
            "sku",
            cells.model_code,
            required=True,
            source="sku__code",
            example="CXW-200",
            repeats=True,
        ),
        Column("quantity", cells.whole, required=True, example="2", repeats=True),
        Column("unit_price", cells.scaled(4), example="2150.00"),
        Column("amount", cells.scaled(4), required=True, example="4300.00"),
        Column("channel", cells.one_of(SalesChannel), example="offline", repeats=True),
        Column("shop", cells.code, source="shop__code", repeats=True),
        Column("region", cells.code, source="region__code", example="440100", repeats=True),
        Column("returns_order", cells.reference(60)),
        Column("returns_line", cells.reference(20), repeats=True),
        Column("serials", cells.long_text),
    )

    def authorise(self, access: Access) -> None:
        """Whose dealers' lines they may be is a matter of the look-up."""
        if not access.may(self.verb):
            raise PermissionDenied(_("You may not import files of this kind."))

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return sales_lookups(mine=access.to(self.verb), visible=access.scope)

    def take(self, intake: Intake) -> None:
        intake.rows = sold_where(intake)
        take_lines(intake)

    def undo(self, batch: ImportBatch, progress: Progress = unheard) -> None:
        delete_lines(batch, progress)

    def reverse(self, batch: ImportBatch, *, into: ImportBatch) -> tuple[int, Decimal]:
        return reverse_lines(batch, into=into)


def register_kinds() -> None:
    register(SalesKind(), *(kind() for kind in KINDS), PlaceKind())

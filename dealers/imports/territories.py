from collections.abc import Mapping

from django.db import connection
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft
from channels_mgmt.core.imports.periods import PeriodKind
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access

from ..choices import SalesChannel
from ..models import Territory
from ..services.territories import check_dealer, check_overlap
from . import lookups
from .dated import regions_by_day


class TerritoryKind(PeriodKind):
    """A row is known by everything but its end and whether it is exclusive."""

    name = "territories"
    label = _("Territories")
    model = Territory
    key = ("dealer", "region", "product_line", "channel", "valid_from")
    kept_if_empty = frozenset({"exclusive"})
    order = ("dealer__code", "region__path", "valid_from", "pk")
    columns = (
        Column("dealer", cells.code, required=True, source="dealer__code", example="GD-GZ-01"),
        Column("region", cells.code, required=True, source="region__code", example="440100"),
        Column("product_line", cells.code, source="product_line__code", example="HOODS"),
        Column("channel", cells.one_of(SalesChannel), example="offline"),
        Column("exclusive", cells.boolean, example="yes"),
        Column("valid_from", cells.date, required=True, example="2025-01-01"),
        Column("valid_to", cells.date, example="2026-01-01"),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {
            "dealer": lookups.dealers(),
            "region": lookups.regions(),
            "product_line": lookups.product_lines(),
        }

    def take(self, intake: Intake) -> None:
        intake.rows = regions_by_day(intake, self.columns, "valid_from", lasting=True)
        super().take(intake)

    def lock(self) -> None:
        """The database's own refusal waits for the commit: until then rows are refused by name."""
        lock_table(Territory)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS territory_exclusive DEFERRED")

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        if not intake.good(draft.row) or not self.differs(draft):
            return
        with self.faults_of(draft, intake):
            check_dealer(draft.record)

    def verify(self, changed: list[Draft], intake: Intake) -> None:
        for draft in changed:
            with self.faults_of(draft, intake):
                check_overlap(draft.record)

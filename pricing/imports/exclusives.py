import datetime
from collections import defaultdict
from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft
from channels_mgmt.core.imports.periods import PeriodKind
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access
from dealers.imports import lookups

from ..models import Exclusive
from ..services.exclusives import check_overlap, check_product, check_shop, ends_later
from .lookups import skus


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

    def lock(self) -> None:
        lock_table(Exclusive)

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        if not intake.good(draft.row) or not self.differs(draft):
            return
        with self.faults_of(draft, intake):
            if adds(draft):
                check_product(draft.record.sku)
                check_shop(draft.record.shop)

    def verify(self, changed: list[Draft], intake: Intake) -> None:
        """What a shop holds twice shows once all rows are written: rows may move each other."""
        held: dict[tuple[int, int], list[Exclusive]] = defaultdict(list)
        for one in Exclusive.objects.order_by("valid_from") if changed else ():
            held[one.sku_id, one.shop_id].append(one)
        for draft in changed:
            with self.faults_of(draft, intake):
                check_overlap(draft.record, held[draft.record.sku_id, draft.record.shop_id])


def adds(draft: Draft) -> bool:
    """Whether the row gives the shop something; of a stored allotment only the end can change."""
    if draft.new:
        return True
    end = draft.before["valid_to"]
    return ends_later(draft.record.valid_to, end and datetime.date.fromisoformat(end))

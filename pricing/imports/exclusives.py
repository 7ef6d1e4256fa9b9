from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft
from channels_mgmt.core.imports.periods import PeriodKind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Access
from dealers.imports import lookups

from ..models import Exclusive
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

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        sku = draft.record.sku if intake.good(draft.row) else None
        if sku is not None and draft.new and not sku.online_exclusive:
            message = _("%(sku)s is not online-exclusive: mark it so first.") % {"sku": sku.code}
            intake.faults.add(draft.row, "sku", sku.code, Fault("not_exclusive", message))

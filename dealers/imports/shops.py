from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft, MasterKind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Access

from ..choices import DealerStatus, SalesChannel
from ..models import Shop
from . import lookups


class ShopKind(MasterKind):
    name = "shops"
    label = gettext_lazy("Shops")
    model = Shop
    order = ("code",)
    columns = (
        Column("code", cells.code, required=True, example="TMALL-FLAG"),
        Column("name", cells.text(120), required=True, example="天猫官方旗舰店"),
        Column(
            "platform",
            cells.one_of(SalesChannel, SalesChannel.platforms()),
            required=True,
            example="tmall",
        ),
        Column("operator", cells.code, source="operator__code", example="GD-GZ-01"),
        Column("url", cells.text(200), example="https://shop.example.com"),
        Column("name_en", cells.text(120), extra=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"operator": lookups.dealers()}

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        operator = draft.record.operator
        if operator is None or not self.differs(draft):
            return
        if not draft.new and draft.before["operator"] == operator.pk:
            return  # what the dealer had he keeps
        if fault := not_ready_for_online(operator):
            intake.faults.add(draft.row, "operator", operator.code, fault)


def not_ready_for_online(dealer) -> Fault | None:
    """Why a dealer can be granted no shop and no online territory, if so."""
    if fault := takes_nothing_new(dealer):
        return fault
    if not dealer.ecommerce_team:
        message = _("%(dealer)s has no e-commerce team on record.") % {"dealer": dealer.code}
        return Fault("no_ecommerce_team", message)
    return None


def takes_nothing_new(dealer) -> Fault | None:
    if dealer.status in (DealerStatus.SUSPENDED, DealerStatus.TERMINATED):
        message = _("%(dealer)s is %(status)s and can be granted nothing new.")
        parts = {"dealer": dealer.code, "status": dealer.get_status_display()}
        return Fault("dealer_status", message % parts)
    return None

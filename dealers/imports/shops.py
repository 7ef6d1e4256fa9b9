from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft, MasterKind
from channels_mgmt.core.scopes import Access

from ..choices import SalesChannel, ShopStatus
from ..models import Shop
from ..services.shops import check_move, check_operator
from . import lookups


class ShopKind(MasterKind):
    name = "shops"
    label = _("Shops")
    model = Shop
    order = ("code",)
    kept_if_empty = frozenset({"status"})
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
        Column("status", cells.one_of(ShopStatus), example="open", extra=True),
        Column("name_en", cells.text(120), extra=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"operator": lookups.dealers()}

    def check(self, draft: Draft, intake: Intake) -> None:
        super().check(draft, intake)
        if not intake.good(draft.row) or not self.differs(draft):
            return
        shop = draft.record
        with self.faults_of(draft, intake):
            if shop.operator is not None and shop.operator.pk is not None:
                check_operator(shop)
            if draft.before and draft.before["status"] != shop.status:
                check_move(shop, ShopStatus(draft.before["status"]), ShopStatus(shop.status))

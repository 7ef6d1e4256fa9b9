from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.masters import Draft, MasterKind
from channels_mgmt.core.scopes import Access

from ..choices import SalesChannel
from ..models import Shop
from ..services.shops import check_operator
from . import lookups


class ShopKind(MasterKind):
    name = "shops"
    label = _("Shops")
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
        if operator is None or operator.pk is None or not self.differs(draft):
            return
        try:
            check_operator(draft.record)
        except ValidationError as error:
            self.add_error(draft, error, intake)

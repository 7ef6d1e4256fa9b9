"""The pages and the API of online shops."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.pages import Pages
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from . import filters, forms, tables
from .choices import ShopStatus
from .life import becomes
from .models import Shop
from .services.shops import change_shop_status, save_shop


class ShopViewSet(VerbViewSet):
    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: int) -> Response:
        """Let a suspended shop sell again."""
        return self._move(ShopStatus.OPEN)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, pk: int) -> Response:
        """The shop takes no new sale and no new allotment until it is opened again."""
        return self._move(ShopStatus.SUSPENDED)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: int) -> Response:
        """Close a shop for good."""
        return self._move(ShopStatus.CLOSED)

    def _move(self, to: ShopStatus) -> Response:
        shop, reason = self.for_verb(Verb.CHANGE_STRUCTURE), self.reason()
        access = self.request.access
        return self.answer(change_shop_status(shop=shop, to=to, access=access, reason=reason))


def changed(shop: Shop, **how: Any) -> None:
    change_shop_status(shop=shop, **how)


class ShopPages(Pages):
    model, table, filterset = Shop, tables.ShopTable, filters.ShopFilter
    form, verb = forms.ShopForm, Verb.CHANGE_STRUCTURE
    save = staticmethod(save_shop)
    detail = ("code", "name", "name_en", "platform", "operator", "status", "url")
    viewset = ShopViewSet
    actions = (
        becomes(changed, ShopStatus.OPEN, "reopen", _("Open again"), "success"),
        becomes(changed, ShopStatus.SUSPENDED, "suspend", _("Suspend"), "warning"),
        becomes(changed, ShopStatus.CLOSED, "close", _("Close the shop"), "danger"),
    )

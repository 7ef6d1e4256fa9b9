"""The pages and the API of the channel tiers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.scopes import Access, Verb

from . import filters, forms, tables
from .models import Tier
from .services.tier_order import move_tier, neighbour, save_tier
from .structure.actions import TIER_ACTIONS
from .structure.api import TierViewSet


class OrderedTierViewSet(TierViewSet):
    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def up(self, request: Request, pk: int) -> Response:
        """It changes places with the tier above it."""
        return self._move(up=True)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def down(self, request: Request, pk: int) -> Response:
        """It changes places with the tier below it."""
        return self._move(up=False)

    def _move(self, *, up: bool) -> Response:
        tier = self.for_verb(Verb.CHANGE_STRUCTURE)
        return self.answer(move_tier(tier=tier, up=up, access=self.request.access))


def move(name: str, label: Any, *, up: bool) -> Action:
    def run(tier: Tier, *, access: Access, reason: str) -> None:
        move_tier(tier=tier, up=up, access=access, reason=reason)

    return Action(
        name=name,
        label=label,
        run=run,
        verb=Verb.CHANGE_STRUCTURE,
        when=lambda tier: neighbour(tier, up=up) is not None,
        allowed=lambda tier, access: access.to(Verb.CHANGE_STRUCTURE).everything,
    )


class TierPages(Pages):
    model, table, filterset = Tier, tables.TierTable, filters.TierFilter
    form, verb = forms.TierForm, Verb.CHANGE_STRUCTURE
    save = staticmethod(save_tier)
    detail = ("code", "name", "name_en", "rank", "home_level", "dropped_on")
    viewset = OrderedTierViewSet
    few = True
    actions = (move("up", _("Move up"), up=True), move("down", _("Move down"), up=False),
               *TIER_ACTIONS)  # fmt: skip

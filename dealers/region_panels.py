"""What a region's page shows below its facts: its parts, its past and future, who sits there."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from channels_mgmt.core.trees import within

from .models import BusinessArea, Dealer, Region, Territory

SHOWN = 50


class RegionHistoryPanel(Panel):
    """What it came of and what it became; and what still names it although it has ended."""

    title = _("Codes before and after")
    template = "dealers/region_history_panel.html"
    order = 10

    def context(self, record: Region, request: HttpRequest) -> dict[str, Any] | None:
        before = list(record.predecessors.order_by("code"))
        after = list(record.successors.order_by("code"))
        day = timezone.localdate()
        ended = record.valid_to is not None and record.valid_to <= day
        if not (before or after or ended):
            return None
        left = self.left(record, request) if ended else {}
        return {"before": before, "after": after, "ended": ended, **left}

    def left(self, record: Region, request: HttpRequest) -> dict[str, QuerySet]:
        """Dealers and open territories that name an ended region wait to be moved."""
        scope = request.access.scope
        held = Territory.objects.visible_to(scope).valid_on(timezone.localdate())
        return {
            "left_dealers": Dealer.objects.visible_to(scope).filter(home_region=record)[:SHOWN],
            "left_territories": held.filter(region=record).select_related("dealer")[:SHOWN],
        }


class ChildrenPanel(Panel):
    title = _("Lies in it")
    template = "dealers/region_children_panel.html"
    order = 20

    def context(self, record: Region, request: HttpRequest) -> dict[str, Any] | None:
        children = list(record.children.order_by("path"))
        if not children:
            return None
        day = timezone.localdate()
        return {
            "standing": [child for child in children if child.valid_on(day)],
            "past": [child for child in children if not child.valid_on(day)],
        }


class HomedPanel(Panel):
    """The dealers homed in it, as far as the person sees."""

    title = _("Dealers at home here")
    template = "dealers/region_dealers_panel.html"
    order = 30

    def context(self, record: Region, request: HttpRequest) -> dict[str, Any] | None:
        scope = request.access.scope
        if not Dealer.reach.admits(scope):
            return None
        rows = Dealer.objects.visible_to(scope).filter(within("home_region__path", record.path))
        dealers = list(rows.select_related("home_region", "tier").order_by("tier__rank", "code")
                       [: SHOWN + 1])  # fmt: skip
        if not dealers:
            return None
        return {"dealers": dealers[:SHOWN], "more": len(dealers) > SHOWN}


class AreasPanel(Panel):
    """The business areas that it lies in or reaches into."""

    title = _("Business areas")
    template = "dealers/region_areas_panel.html"
    order = 40

    def context(self, record: Region, request: HttpRequest) -> dict[str, Any] | None:
        codes = record.path.strip("/").split("/")
        touching = Q(regions__code__in=codes) | within("regions__path", record.path)
        areas = BusinessArea.objects.visible_to(request.access.scope).filter(touching)
        found = list(areas.distinct())
        return {"areas": found} if found else None

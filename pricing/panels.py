"""What the pages of products and shops show below their facts."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from dealers.models import Shop

from .life import outside_life
from .models import SKU, Exclusive, Price

MOST = 50


class TwinPanel(Panel):
    """The twin map from both sides, and which shops hold an exclusive."""

    title = _("Online and offline")
    template = "pricing/twin_panel.html"
    order = 10

    def context(self, record: SKU, request) -> dict[str, Any] | None:
        rows = Exclusive.objects.visible_to(request.access.scope).filter(sku=record)
        held = list(rows.select_related("shop").order_by("-valid_from", "shop__code")[:MOST])
        online = list(record.online_twins.order_by("code")[:MOST])
        if not (held or online or record.twin_id or record.online_exclusive):
            return None
        today = Exclusive.objects.valid_on(timezone.localdate()).filter(sku=record)
        unheld = record.online_exclusive and not today.exists()
        return {"held": held, "online_twins": online, "twin": record.twin, "unheld": unheld}


class PricesOutsideLifePanel(Panel):
    """Prices that hold on no day of the product's life: said, not refused."""

    title = _("Prices outside its life")
    template = "pricing/life_panel.html"
    order = 20

    def context(self, record: SKU, request) -> dict[str, Any] | None:
        scope, outside = request.access.scope, outside_life(record)
        if outside is None or not Price.reach.admits(scope):
            return None
        rows = Price.objects.visible_to(scope).filter(outside, sku=record)
        prices = list(rows.select_related("price_list", "tier", "region")[:MOST])
        return {"prices": prices, "most": MOST} if prices else None


class HeldPanel(Panel):
    """The exclusives that a shop holds."""

    title = _("Online exclusives")
    template = "pricing/held_panel.html"
    order = 20

    def context(self, record: Shop, request) -> dict[str, Any] | None:
        rows = Exclusive.objects.visible_to(request.access.scope).filter(shop=record)
        held = list(rows.select_related("sku__twin").order_by("-valid_from", "sku__code")[:MOST])
        return {"held": held} if held else None

"""What a dealer's page shows below its facts."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel

from .choices import Account
from .models import Dealer, LedgerEntry, Shop, Territory
from .tree import branch, upstream_chain


class NetworkPanel(Panel):
    title = _("Place in the channel")
    template = "dealers/network_panel.html"
    order = 10

    def context(self, record: Dealer, request):
        scope = request.access.scope
        return {
            "chain": upstream_chain(record, scope),
            "nodes": branch(record, scope),
        }


class TerritoryPanel(Panel):
    title = _("Territories")
    template = "dealers/territory_panel.html"
    order = 20

    def context(self, record: Dealer, request):
        rows = Territory.objects.visible_to(request.access.scope).filter(dealer=record)
        return {"territories": rows.select_related("region", "product_line")[:50]}


class ShopPanel(Panel):
    title = _("Shops")
    template = "dealers/shop_panel.html"
    order = 30

    def context(self, record: Dealer, request):
        rows = Shop.objects.visible_to(request.access.scope).filter(operator=record)
        shops = list(rows[:50])
        return {"shops": shops} if shops else None


class BalancePanel(Panel):
    title = _("Account")
    template = "dealers/balance_panel.html"
    order = 40

    def context(self, record: Dealer, request):
        rows = LedgerEntry.objects.visible_to(request.access.scope).filter(dealer=record)
        return {
            "balance": rows.balance(),
            "deposit": rows.balance([Account.DEPOSIT]),
            "entries": rows.order_by("-date", "-id")[:5],
        }

"""What a dealer's page shows below its facts."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from channels_mgmt.core.scopes import Verb

from .choices import Account, BankAccountStatus
from .contracts.deposits import told_of
from .models import BankAccount, Dealer, LedgerEntry, ManualEntry, Shop, Territory
from .placements import Records, Stay, Structure, records_of
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
            "stays": self.stays(record, to_come=scope.brand_side),
            "today": timezone.localdate(),
        }

    def stays(self, record: Dealer, *, to_come: bool) -> list[tuple[Stay, Records]]:
        """Where it stood from when to when, the latest first; nothing if it always stood here."""
        today = timezone.localdate()
        stays = Structure(records=[record]).moved.get(record.pk, [])
        stays = [stay for stay in reversed(stays) if to_come or stay.start <= today]
        return list(zip(stays, records_of([stay.place for stay in stays]), strict=True))


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
        held = rows.by_account()
        return {
            "balance": held.balance,
            "goods_credit": held[Account.GOODS_CREDIT],
            "deposit": told_of(record, request.access, held[Account.DEPOSIT]),
            "entries": rows.order_by("-date", "-id")[:5],
        }


class ManualEntryPanel(Panel):
    """The latest entries by hand, above all those that wait; and where to propose one."""

    title = _("Manual entries")
    template = "dealers/manual_entry_panel.html"
    order = 41

    def context(self, record: Dealer, request):
        access = request.access
        rows = ManualEntry.objects.visible_to(access.scope).filter(dealer=record)
        entries = list(rows[:5])
        may = access.reaches(Verb.PROPOSE_ENTRIES, record)
        return {"manual_entries": entries, "may_propose": may} if entries or may else None


class BankAccountPanel(Panel):
    """Where payouts go, and what waits to replace it."""

    title = _("Bank account")
    template = "dealers/bank_account_panel.html"
    order = 42

    def context(self, record: Dealer, request):
        access = request.access
        rows = BankAccount.objects.visible_to(access.scope).filter(dealer=record)
        shown = [BankAccountStatus.IN_FORCE, BankAccountStatus.PROPOSED]
        accounts = list(rows.filter(status__in=shown))
        may = access.reaches(Verb.PROPOSE_ENTRIES, record)
        return {"accounts": accounts, "may_propose": may} if accounts or may else None

"""How the dealers of some statements stand: what each may be paid, read in a few queries."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Sum

from channels_mgmt.core.money import NOTHING
from dealers.choices import Account, BankAccountStatus
from dealers.models import BankAccount, LedgerEntry

from ..choices import PaymentForm, PayoutStatus
from ..models import Payout, Statement
from .shares import Standing

LIVE = (PayoutStatus.OPEN, PayoutStatus.PAID)


class Standings:
    """Of the dealers of these statements, as they stand now: hold their locks."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self.dealers = {statement.dealer_id for statement in statements}
        entries = LedgerEntry.objects.filter(dealer__in=self.dealers)
        self.balances = entries.balances()
        paid = entries.filter(debit=Account.PAYOUTS) | entries.filter(credit=Account.PAYOUTS)
        self.paid = list(paid.values_list("dealer", "pk", "debit", "amount"))
        self.accounts = {
            account.dealer_id: account
            for account in BankAccount.objects.filter(
                dealer__in=self.dealers, status=BankAccountStatus.IN_FORCE
            )
        }
        self.granted = granted(self.dealers)
        live = Payout.objects.filter(dealer__in=self.dealers, status__in=LIVE)
        self.taken = set(live.values_list("statement", flat=True))
        self.on_its_way: dict[int, Decimal] = defaultdict(lambda: NOTHING)
        self.in_form: dict[tuple[int, str], Decimal] = defaultdict(lambda: NOTHING)
        rows = live.order_by().values("dealer", "form", "status").annotate(amount=Sum("amount"))
        for row in rows:
            self.in_form[row["dealer"], row["form"]] += row["amount"]
            if row["status"] == PayoutStatus.OPEN:
                self.on_its_way[row["dealer"]] += row["amount"]

    def of(self, statement: Statement) -> Standing:
        dealer = statement.dealer_id
        return Standing(
            closing=statement.closing,
            balance=self.balances.get(dealer, NOTHING),
            paid_since=self.paid_since(statement),
            on_its_way=self.on_its_way[dealer],
            granted={
                form: self.rebates_upto(statement, form) - self.in_form[dealer, form]
                for form in (PaymentForm.CREDIT, PaymentForm.GOODS)
            },
        )

    def paid_since(self, statement: Statement) -> Decimal:
        """What left the account of payouts after the statement, less what came back."""
        return sum(
            (
                amount if debit == Account.PAYOUTS else -amount
                for dealer, entry, debit, amount in self.paid
                if dealer == statement.dealer_id and entry > statement.through_entry
            ),
            NOTHING,
        )

    def rebates_upto(self, statement: Statement, form: str) -> Decimal:
        """What the dealer's statements up to this one granted in a form."""
        rows = self.granted[statement.dealer_id]
        return sum((row[2] for row in rows if row[0] <= statement.pk and row[1] == form), NOTHING)

    def promise(self, statement: Statement, form: str, amount: Decimal) -> None:
        """It counts for the dealer's next statement in the same batch."""
        self.on_its_way[statement.dealer_id] += amount
        self.in_form[statement.dealer_id, form] += amount


def granted(dealers: set[int]) -> dict[int, list[tuple[int, str, Decimal]]]:
    """Of each dealer: statement, form, and what it granted in that form."""
    found: dict[int, list[tuple[int, str, Decimal]]] = defaultdict(list)
    rows = Statement.objects.filter(dealer__in=dealers).order_by("pk")
    for dealer, statement, forms in rows.values_list(
        "dealer", "pk", "content__payment_forms"
    ).iterator(chunk_size=2000):
        for each in forms or ():
            found[dealer].append((statement, each["form"], Decimal(each["amount"])))
    return found

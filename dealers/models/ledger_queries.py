from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q, Sum

from channels_mgmt.core.scopes import ScopedQuerySet

from ..choices import Account

ZERO = Decimal("0.00")


class Holdings(defaultdict[str, Decimal]):
    """Yuan by account; one that nothing moved on has nothing."""

    def __init__(self) -> None:
        super().__init__(lambda: ZERO)

    @property
    def balance(self) -> Decimal:
        return sum((self[account] for account in Account.of_balance()), ZERO)


class LedgerQuerySet(ScopedQuerySet):
    def balance(self, accounts: Iterable[Account] | None = None) -> Decimal:
        """What the accounts received less what they gave, in yuan (by default: the balance)."""
        accounts = list(accounts or Account.of_balance())
        sums = self.aggregate(
            received=Sum("amount", filter=Q(credit__in=accounts)),
            given=Sum("amount", filter=Q(debit__in=accounts)),
        )
        return (sums["received"] or ZERO) - (sums["given"] or ZERO)

    def by_account(self) -> "Holdings":
        """The balance of every account at once."""
        found = Holdings()
        sums = self.order_by().values_list("debit", "credit").annotate(Sum("amount"))
        for debit, credit, amount in sums:
            found[debit] -= amount
            found[credit] += amount
        return found

    def balances(self, accounts: Iterable[Account] | None = None) -> dict[int, Decimal]:
        """The same for each dealer, by key; one that is not there has moved nothing."""
        accounts = list(accounts or Account.of_balance())
        rows = (
            self.order_by()
            .values("dealer")
            .annotate(
                received=Sum("amount", filter=Q(credit__in=accounts)),
                given=Sum("amount", filter=Q(debit__in=accounts)),
            )
        )
        return {row["dealer"]: (row["received"] or ZERO) - (row["given"] or ZERO) for row in rows}

"""The oracle: what the books must say, kept from what the operations returned."""

from collections import Counter, defaultdict
from decimal import Decimal

from dealers.choices import Account
from rebates.models import SettlementRun, Statement

NOTHING = Decimal(0)
APART = (Account.DEPOSIT, Account.GOODS_CREDIT)


class Expected:
    """Yuan by dealer: the balance, deposit and goods credit; and what was posted by dealer,
    programme and period. Sales lines by their number and sum."""

    def __init__(self) -> None:
        self.balance: Counter[str] = Counter()
        self.apart: dict[Account, Counter[str]] = {account: Counter() for account in APART}
        self.posted: dict[tuple, Decimal] = defaultdict(lambda: NOTHING)
        self.runs: set[int] = set()  # that have begun to post
        self.stated: set[int] = set()  # statements whose amounts are in the balance
        self.sold = NOTHING
        self.lines = 0
        self.entries = 0  # in the ledger

    def moved(self, dealer: str, amount: Decimal, account: Account = Account.REBATES) -> None:
        """One entry between an account of the dealer and one of the brand."""
        counter = self.apart.get(account, self.balance)
        counter[dealer] += amount
        self.entries += 1

    def moved_within(self, dealer: str, amount: Decimal, account: Account) -> None:
        """One entry from an account that stands apart to the balance."""
        self.apart[account][dealer] -= amount
        self.balance[dealer] += amount
        self.entries += 1

    def run_posts(self, run: SettlementRun) -> list[str]:
        """A run begins to post: its differences must rest on what was posted until now. Says
        which do not."""
        self.runs.add(run.pk)
        wrong = []
        rows = run.lines.order_by("pk").values_list(
            "dealer__code", "programme__code", "period", "due", "already_posted", "amount"
        )
        for *key, due, already, amount in rows.iterator(chunk_size=2000):
            before = self.posted[tuple(key)]
            if not run.reverses_id and (already != before or due - already != amount):
                wrong.append(f"{key}: {before} was posted, the run says {already}: {amount}")
            self.posted[tuple(key)] = before + amount
        return wrong

    def dealers_stated(self, run: SettlementRun) -> None:
        """Of a run that posts: the dealers whose turn has come, with all their lines."""
        new = Statement.objects.filter(run=run).exclude(pk__in=self.stated)
        for pk, dealer, code in new.values_list("pk", "dealer", "dealer__code"):
            amounts = run.lines.filter(dealer=dealer).exclude(amount=0)
            for amount in amounts.values_list("amount", flat=True):
                self.moved(code, amount)
            self.stated.add(pk)

    def took_in(self, lines: int, amount: Decimal) -> None:
        self.lines += lines
        self.sold += amount

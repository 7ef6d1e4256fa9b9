"""The oracle: what the books must say, kept from what the operations returned."""

from collections import Counter, defaultdict
from decimal import Decimal

from dealers.choices import Account
from rebates.models import SettlementRun, Statement

NOTHING = Decimal(0)
APART = (Account.DEPOSIT, Account.GOODS_CREDIT)


class Expected:
    """Yuan by dealer: the balance, deposit and goods credit; and what was posted by dealer,
    programme and period, or case and part. Sales lines by their number and sum."""

    def __init__(self) -> None:
        self.balance: Counter[str] = Counter()
        self.apart: dict[Account, Counter[str]] = {account: Counter() for account in APART}
        self.posted: dict[tuple, Decimal] = defaultdict(lambda: NOTHING)
        self.drawn: dict[tuple[int, str], list[Decimal]] = {}  # by run and dealer
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
        fines = run.fine_lines.order_by("pk").values_list(
            "dealer__code", "case__number", "part", "due", "already_posted", "amount"
        )
        for *key, due, already, amount in (*rows.iterator(chunk_size=2000), *fines):
            before = self.posted[tuple(key)]
            if not run.reverses_id and (already != before or due - already != amount):
                wrong.append(f"{key}: {before} was posted, the run says {already}: {amount}")
            self.posted[tuple(key)] = before + amount
        return wrong

    def dealers_stated(self, run: SettlementRun) -> None:
        """Of a run that posts: the dealers whose turn has come, with all their lines."""
        new = Statement.objects.filter(run=run).exclude(pk__in=self.stated)
        for pk, dealer, code in new.values_list("pk", "dealer", "dealer__code"):
            for lines in (run.lines, run.fine_lines):
                amounts = lines.filter(dealer=dealer).exclude(amount=0)
                for amount in amounts.values_list("amount", flat=True):
                    self.moved(code, amount)
            self.deposit_drawn(run, pk, code)
            self.stated.add(pk)

    def deposit_drawn(self, run: SettlementRun, statement: int, dealer: str) -> None:
        """What fines drew, as the statement tells it, or what a reversal gives back of that."""
        if run.reverses_id:
            drawn = [-amount for amount in self.drawn.get((run.reverses_id, dealer), ())]
        else:
            told = Statement.objects.get(pk=statement).content["fines"]
            drawn = [Decimal(line["draw"]["drawn"]) for line in told if line["draw"]]
            self.drawn[run.pk, dealer] = drawn = [amount for amount in drawn if amount]
        for amount in drawn:
            self.moved_within(dealer, amount, Account.DEPOSIT)

    def took_in(self, lines: int, amount: Decimal) -> None:
        self.lines += lines
        self.sold += amount

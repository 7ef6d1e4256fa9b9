"""Any sales of a small brand, for the laws of settlement; every example is undone afterwards."""

from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dealers.models import LedgerEntry
from rebates.choices import RunStatus
from rebates.models import RunLine, Statement
from tests.settlement.world import D, World

NOTHING = Decimal(0)
DEALERS = ("D1", "D2", "D3")
PROGRAMMES = {
    "YEAR-WHOLE": {},
    "QUARTER-GRADUATED": {"period": "quarter", "method": "graduated"},
    "MONTH-STACKED": {"period": "month", "method": "stacked", "upper_inclusive": True},
    "PROGRESSIVE": {"period": "quarter", "method": "graduated", "cumulation": "progressive"},
    "PIECES": {
        "target_measure": {"of": "quantity"}, "earning_measure": {"of": "net_amount"},
        "steps": [
            {"from": "3", "percent": "1.25"},
            {"from": "9", "percent": "2", "lump_sum": "77"},
        ],
    },
    "HOODS-CAPPED": {
        "scope": {"kinds": ["sell_in"], "include": {"product_lines": ["hoods"]}},
        "cap": {"on": "measure", "amount": "70000"}, "method": "graduated",
    },
}  # fmt: skip

laws = settings(
    max_examples=25, derandomize=True, deadline=None, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
amounts = st.integers(1, 900_000_000).map(lambda number: D(number).scaleb(-4))
days = st.builds(
    lambda month, on: f"2012-{month:02}-{on:02}", st.integers(1, 12), st.integers(1, 28)
)
skus = st.sampled_from(["HOOD-1", "HOOD-2", "OVEN-1"])
sales = st.fixed_dictionaries(
    {"dealer": st.sampled_from(DEALERS), "amount": amounts, "date": days, "sku": skus,
     "pieces": st.integers(1, 12)}
)  # fmt: skip
some_sales = st.lists(sales, min_size=1, max_size=5)


fewer = settings(laws, max_examples=10)  # where an example settles eight times


class Laws(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.world = World()
        for code, terms in PROGRAMMES.items():
            cls.world.programme(code, **terms)

    def sell(self, found: list[dict]) -> None:
        for sale in found:
            self.world.sell(**sale | {"amount": f"{sale['amount']:f}"})

    def take_back(self, found: list[dict]) -> None:
        self.sell([sale | {"amount": -sale["amount"]} for sale in found])

    def balances(self) -> dict[str, Decimal]:
        return {dealer: self.world.balance(dealer) for dealer in DEALERS}

    def dues(self, *, dealer: str = "") -> dict[tuple, Decimal]:
        """What a draft of the year says is due; a dealer that has sold nothing is due nothing."""
        lines = self.world.draft().lines.exclude(due=0)
        lines = lines.filter(dealer__code=dealer) if dealer else lines
        keys = ("dealer__code", "programme__code", "period")
        return {tuple(key): due for *key, due in lines.values_list(*keys, "due")}

    def elsewhere(self, work):
        """What would come of it; then it has not been."""
        with transaction.atomic():
            found = work()
            transaction.set_rollback(True)
        return found

    def sold_then_due(self, found: list[dict]) -> dict[tuple, Decimal]:
        self.sell(found)
        return self.dues()


def cut(sale: dict, data) -> list[dict]:
    """The sale as several lines, each an order and a file of its own, on days of its month."""
    parts = data.draw(st.integers(1, min(4, sale["pieces"])))
    whole = int(sale["amount"].scaleb(4))
    cuts = sorted(
        data.draw(st.lists(st.integers(0, whole), min_size=parts - 1, max_size=parts - 1))
    )
    bounds = [0, *cuts, whole]
    pieces = [1] * (parts - 1) + [sale["pieces"] - parts + 1]
    return [
        sale | {
            "amount": D(bounds[number + 1] - bounds[number]).scaleb(-4),
            "pieces": pieces[number],
            "date": f"{sale['date'][:8]}{data.draw(st.integers(1, 28)):02}",
        }
        for number in range(parts)
    ]  # fmt: skip


def posted_rows() -> dict[tuple, dict]:
    """Ledger, statements and the lines of posted runs, column by column."""
    booked = (RunStatus.POSTED, RunStatus.REVERSED)
    rows = {
        "entry": LedgerEntry.objects.all(),
        "statement": Statement.objects.all(),
        "line": RunLine.objects.filter(run__status__in=booked),
    }
    return {(name, row["id"]): row for name, found in rows.items() for row in found.values()}

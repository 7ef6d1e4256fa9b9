"""A small brand that settles fines: D1 sold into the territory of D2."""

import datetime
from decimal import Decimal

from dealers.choices import Account, Role
from dealers.models import Brand, Contract, Dealer, LedgerEntry
from dealers.services.ledger import Posting, post
from rebates.conduct.models import Violation
from rebates.models import FineLine, SettlementRun, Statement
from tests.conduct.making import numbers
from tests.conduct.ways import Desk
from tests.conftest import person
from tests.factories import make_contract
from tests.settlement.world import World

D = Decimal
SPRING = {
    month: datetime.date(2026, number, 10)
    for number, month in enumerate(("march", "april", "may"), start=3)
}
MARCH, APRIL, MAY = SPRING.values()


class FinedWorld(World):
    """Three dealers; ``desk`` works on the cases of D1, whose principal appeals."""

    def __init__(self) -> None:
        super().__init__()
        Brand.objects.create(name="某品牌", name_en="A Brand")
        self.accused, self.invaded = self.dealers["D1"], self.dealers["D2"]
        staff = [person(name, Role.HEADQUARTERS) for name in ("opener", "decider", "judge")]
        principal = person("accused", Role.PRINCIPAL, dealer=self.accused)
        self.desk = Desk(*staff, principal, self.accused)

    def fined(self, day: datetime.date = MARCH, **finding) -> Violation:
        return self.desk.confirmed(day, **({"invaded": self.invaded} | finding))

    def month(self, number: int, *, year: int = 2026, **more) -> SettlementRun:
        """Settle a month."""
        return self.settle(*days_of(year, number), **more)

    def drafted(self, number: int, *, year: int = 2026, **more) -> SettlementRun:
        return self.draft(*days_of(year, number), **more)

    def lodged(self, amount: str, dealer: Dealer | None = None) -> None:
        self._entry(dealer or self.accused, Account.DEPOSIT, amount)

    def owed(self, amount: str, dealer: Dealer | None = None) -> None:
        """Rebates that are on the balance."""
        self._entry(dealer or self.accused, Account.REBATES, amount)

    @staticmethod
    def _entry(dealer: Dealer, account: Account, amount: str) -> None:
        posting = Posting(
            account=account,
            against=Account.BRAND_CASH,
            amount=D(amount),
            date=datetime.date(2026, 1, 1),
            key=f"before:{next(numbers)}",
        )
        post(dealer=dealer, postings=[posting], source="test:0", by=None)

    def contract(self, deposit: str = "200000", **more) -> Contract:
        values = {"valid_from": datetime.date(2024, 1, 1), "valid_to": None, "status": "in_force"}
        return make_contract(dealer=self.accused, deposit_required=D(deposit), **(values | more))

    def deposit(self, dealer: Dealer | None = None) -> Decimal:
        rows = LedgerEntry.objects.filter(dealer=dealer or self.accused)
        return rows.balance([Account.DEPOSIT])


def days_of(year: int, month: int) -> tuple[str, str]:
    end = (year, month + 1) if month < 12 else (year + 1, 1)
    return f"{year}-{month:02}-01", f"{end[0]}-{end[1]:02}-01"


def stated(run: SettlementRun, dealer: str = "D1") -> dict:
    """The content of the dealer's statement."""
    return Statement.objects.get(run=run, dealer__code=dealer).content


def said(run: SettlementRun) -> list[tuple[str, str, str, str]]:
    """Each fine line: dealer, part, due, amount; in yuan."""
    rows = FineLine.objects.filter(run=run).order_by("case_id", "dealer__code", "part")
    return [
        (dealer, part, f"{due:f}", f"{amount:f}")
        for dealer, part, due, amount in rows.values_list("dealer__code", "part", "due", "amount")
    ]

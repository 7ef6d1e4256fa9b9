"""A brand's random life of three years, in the database and as plain facts at the same time."""

import datetime
import random
from decimal import Decimal

from django.utils import timezone

from dealers.models import Dealer, ProductLine
from dealers.models.placements import BEGINNING
from pricing.models import SKU
from rebates.conduct.models import CaseEvent
from rebates.models import Enrolment, Programme
from rebates.sales.cells import mark_changed, refresh_cells
from rebates.sales.models import SalesLine
from tests.conduct.making import make_case
from tests.engine.reading import facts_of
from tests.factories import (
    make_batch,
    make_contract,
    make_control,
    make_grading,
    make_observation,
    make_payment,
    make_placement,
    make_shop,
    make_target,
)  # fmt: skip

Dice = random.Random
FIRST, LAST = datetime.date(2010, 11, 1), datetime.date(2013, 1, 31)
CODES = ["P1", "P2", "P3", "P4"]
LATER = datetime.timedelta(hours=1)


def a_day(dice: Dice) -> datetime.date:
    """Most in 2012, many in the year before, some on its edges and on the last of February."""
    if dice.random() < 0.1:
        return dice.choice([datetime.date(2012, 2, 29), datetime.date(2011, 2, 28),
                            datetime.date(2012, 1, 1), datetime.date(2012, 12, 31)])  # fmt: skip
    start = dice.choice([FIRST, *[datetime.date(2011, 3, 1)] * 2, *[datetime.date(2012, 1, 1)] * 4])
    return min(start + datetime.timedelta(days=dice.randrange(330)), LAST)


def noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


class AnyLife:
    """Fills a `World` by a throw of dice; `facts` is what happened, known up to `as_of`."""

    def __init__(self, world, dice: Dice, lines: int = 130, *, cut: bool = False) -> None:
        """cut: the same sales, each in two lines, in another order."""
        self.world, self.dice, self.cut = world, dice, cut
        for code in ("D4", "D5"):
            world.add_dealer(code, tier=world.outlet)
        self.programmes = {code: Programme.objects.create(code=code, name=code) for code in CODES}
        self.now = make_batch(committed_at=timezone.now())
        for sku in SKU.objects.all():
            make_control(sku=sku, floor=Decimal(100), valid_from=BEGINNING)
        self.shops = {
            code: make_shop(f"S-{code}", operator=dealer) for code, dealer in world.dealers.items()
        }
        self._happen(lines)
        as_of = timezone.now()
        self.now = make_batch(committed_at=as_of + LATER)
        self._happen(lines // 8)
        refresh_cells()
        self.facts = facts_of(as_of, self.programmes)

    def _happen(self, lines: int) -> None:
        some = max(lines // 40, 1)
        self._sell(lines)
        for code, dealer in self.world.dealers.items():
            if self.dice.random() < 0.6:
                self._move(code, dealer)
            if self.dice.random() < 0.7:
                self._grade(dealer)
            for _ in range(self.dice.randrange(some)):
                self._offend(dealer)
            for _ in range(self.dice.randrange(2 * some)):
                make_payment(str(self.dice.randrange(1, 3_000_000) / Decimal(100)), dealer=dealer,
                             date=a_day(self.dice), batch=self.now)  # fmt: skip
                make_observation(
                    shop=self.shops[code], price=Decimal(self.dice.choice([99, 100])),
                    observed_at=noon(a_day(self.dice)), batch=self.now,
                    sku=self.world.skus["HOOD-1"], region=self.world.guangzhou,
                )  # fmt: skip
        if not Enrolment.objects.exists():
            for dealer in self.world.dealers.values():
                self._agree(dealer)
                for line in (None, ProductLine.objects.get(code="hoods")):
                    self._ask(dealer, line)

    def _sell(self, lines: int) -> None:
        """Some sales come back, whole, on another day: pieces and money cancel."""
        rows = [self._line(number) for number in range(lines)]
        for row in self.dice.sample(rows, lines // 8):
            again = self._line(len(rows))
            for name in ("dealer", "sku", "kind", "channel", "shop", "region"):
                setattr(again, name, getattr(row, name))
            again.amount, again.quantity = -row.amount, -row.quantity
            rows.append(again)
        self.take_in(in_halves(rows) if self.cut else rows)

    def take_in(self, rows: list[SalesLine]) -> None:
        mark_changed({row.date for row in rows})
        SalesLine.objects.bulk_create(rows)

    def _line(self, number: int) -> SalesLine:
        dice, world = self.dice, self.world
        online = dice.random() < 0.4
        sign = -1 if dice.random() < 0.12 else 1
        return SalesLine(
            dealer=dice.choice(list(world.dealers.values())[:4]),
            date=a_day(dice), sku=dice.choice(list(world.skus.values())),
            quantity=sign * dice.randrange(1, 9),
            amount=sign * Decimal(dice.randrange(0, 160_000_000)) / 10_000,
            region=dice.choice([world.china, world.south, world.guangzhou, world.north]),
            channel=dice.choice(["online", "tmall", "jd"]) if online else "offline",
            shop=world.shop if online and dice.random() < 0.5 else None,
            kind=dice.choice(["sell_in", "sell_in", "sell_through", "sell_out", "online"]),
            source="T", order_number=f"{self.now.pk}-{number}", line_number="1", batch=self.now,
        )  # fmt: skip

    def _move(self, code: str, dealer: Dealer) -> None:
        """To a tier, and below a dealer of lower number; sometimes corrected on the same day."""
        lower = [d for c, d in self.world.dealers.items() if c < code]
        days = [BEGINNING, *sorted(a_day(self.dice) for _ in range(self.dice.randrange(3)))]
        for day in days if self.dice.random() < 0.7 else [*days, days[-1]]:
            make_placement(
                dealer=dealer, valid_from=day, upstream=self.dice.choice([None, *lower]),
                tier=self.dice.choice([self.world.tier, self.world.outlet]),
            )  # fmt: skip

    def _grade(self, dealer: Dealer) -> None:
        for day in (BEGINNING, a_day(self.dice)):
            make_grading(dealer=dealer, valid_from=day,
                         grade=self.dice.choice(["gold", "silver", "platinum"]))  # fmt: skip

    def _offend(self, dealer: Dealer) -> None:
        kind = self.dice.choice(["cross_region", "channel_breach", "false_data"])
        case = make_case(dealer=dealer, kind=kind, offence_date=a_day(self.dice))
        CaseEvent.objects.create(violation=case, action="opened", to_status="detected")
        moment = timezone.now() + self.dice.choice([datetime.timedelta(0), LATER])
        CaseEvent.objects.create(violation=case, action="confirmed", to_status="confirmed",
                                 at=moment)  # fmt: skip
        if self.dice.random() < 0.4:
            CaseEvent.objects.create(violation=case, action="overturned", to_status="overturned",
                                     at=moment + self.dice.choice([LATER / 7, LATER]))  # fmt: skip

    def _agree(self, dealer: Dealer) -> None:
        """A contract, perhaps not yet signed or ended early; some join some programmes."""
        start, end = sorted([a_day(self.dice), a_day(self.dice) + datetime.timedelta(days=200)])
        agreed = self.dice.choice([None, end + datetime.timedelta(days=100)])
        early = self.dice.random() < 0.3
        moment = timezone.now() + self.dice.choice([-LATER, -LATER, -LATER, LATER])
        contract = make_contract(
            dealer=dealer, valid_from=start, valid_to=end if early else agreed, signed_at=moment,
            ended_at=timezone.now() + self.dice.choice([-LATER, LATER]) if early else None,
            agreed_to=agreed if early else None,
        )  # fmt: skip
        for programme in self.programmes.values():
            if self.dice.random() < 0.7:
                Enrolment.objects.create(contract=contract, programme=programme)

    def _ask(self, dealer: Dealer, line: ProductLine | None) -> None:
        months = self.dice.choice([1, 3, 6, 12])
        for start, end in zip(starts := month_starts(months), starts[1:], strict=False):
            if self.dice.random() < 0.05:
                continue
            amount = Decimal(self.dice.randrange(0, 700_000 * months)) / 100
            unit = self.dice.choice(["amount", "amount", "quantity", "both"])
            make_target(
                dealer=dealer, product_line=line, period_from=start, period_to=end,
                amount=None if unit == "quantity" else amount,
                quantity=None if unit == "amount" else self.dice.randrange(1, 4 * months),
            )  # fmt: skip


def in_halves(rows: list[SalesLine]) -> list[SalesLine]:
    """Pieces that cannot be halved stay with the first; the last line comes first."""
    found = []
    for row in reversed(rows):
        other = replica(row, f"{row.order_number}-2")
        other.amount, other.quantity = row.amount / 3, row.quantity // 2
        other.amount = other.amount.quantize(Decimal("0.0001"))
        row.amount, row.quantity = row.amount - other.amount, row.quantity - other.quantity
        found += [other, row]
    return found


def replica(row: SalesLine, order: str) -> SalesLine:
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    return SalesLine(**values | {"id": None, "order_number": order})


def month_starts(months: int) -> list[datetime.date]:
    starts = [datetime.date(y, m, 1) for y in (2011, 2012, 2013) for m in range(1, 13, months)]
    return [start for start in starts if start <= datetime.date(2013, 1, 1)]

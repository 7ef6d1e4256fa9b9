"""A small brand for settlement: three dealers, a few products, and the verbs of the domain."""

import datetime
from decimal import Decimal
from itertools import count

from django.db import transaction
from django.utils import timezone

from channels_mgmt.core.models import ImportBatch, User
from channels_mgmt.core.scopes import SYSTEM, Access, Scope, Verb
from dealers.models import Dealer, LedgerEntry, ProductLine, Region, Shop
from pricing.models import SKU
from rebates.models import Programme, ProgrammeVersion, RunLine, SettlementRun
from rebates.rules.parsing import parse_terms
from rebates.sales.cells import mark_changed
from rebates.sales.models import SalesLine
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, start_run
from rebates.services.terms import fill, write_steps
from tests.factories import make_tier

D = Decimal
ORDERS = count(1)
STEPS = [
    {"from": "0", "percent": "1"},
    {"from": "50000", "percent": "2"},
    {"from": "100000", "percent": "3"},
]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


class World:
    def __init__(self, dealers: int = 3) -> None:
        self.china = Region.objects.create(code="CN", level="country", name="中国")
        self.south = Region.objects.create(
            code="44", level="province", name="广东", parent=self.china
        )
        self.guangzhou = Region.objects.create(
            code="4401", level="city", name="广州", parent=self.south
        )
        self.north = Region.objects.create(
            code="11", level="province", name="北京", parent=self.china
        )
        self.tier, self.outlet = make_tier("city"), make_tier("outlet")
        kitchen = ProductLine.objects.create(code="kitchen", name="厨电")
        hoods = ProductLine.objects.create(code="hoods", name="油烟机", parent=kitchen)
        ovens = ProductLine.objects.create(code="ovens", name="烤箱", parent=kitchen)
        self.skus = {
            code: SKU.objects.create(code=code, name=code, product_line=line, brand=brand)
            for code, line, brand in [
                ("HOOD-1", hoods, "Alpha"), ("HOOD-2", hoods, "Beta"), ("OVEN-1", ovens, "Alpha"),
            ]
        }  # fmt: skip
        self.dealers = {}
        for number in range(1, dealers + 1):
            self.add_dealer(f"D{number}")
        self.shop = Shop.objects.create(code="TM-1", name="旗舰店", platform="tmall")
        self.manager = Access(
            User.objects.create(username="manager"),
            ((frozenset({Verb.DRAFT_RUNS, Verb.APPROVE_RUNS}), Scope(everything=True)),),
        )
        self.finance = Access(
            User.objects.create(username="finance"),
            ((frozenset({Verb.APPROVE_RUNS, Verb.POST_RUNS}), Scope(everything=True)),),
        )

    def add_dealer(self, code: str, **more) -> Dealer:
        self.dealers[code] = Dealer.objects.create(
            code=code, name=code, **{"tier": self.tier, "home_region": self.guangzhou} | more
        )
        return self.dealers[code]

    def programme(self, code: str = "ANNUAL", **terms) -> ProgrammeVersion:
        programme, _ = Programme.objects.get_or_create(code=code, defaults={"name": code})
        return self.version(programme, **terms)

    def version(
        self, programme, *, valid_from="2012-01-01", valid_to=None, status="approved", **terms
    ) -> ProgrammeVersion:
        parsed = parse_terms(version_document(**terms))
        version = ProgrammeVersion(
            programme=programme,
            number=programme.versions.count() + 1,
            status=status,
            valid_from=day(valid_from),
            valid_to=valid_to and day(valid_to),
            approved_at=timezone.now(),
        )
        fill(version, parsed).save()
        write_steps(version, parsed)
        return version

    @transaction.atomic
    def sell(self, dealer: str, amount: str, date: str = "2012-03-15", *, sku="HOOD-1",
             pieces: int = 1, **more) -> SalesLine:  # fmt: skip
        """A sale taken in now; a negative amount is a return."""
        mark_changed([day(date)])
        batch = ImportBatch.objects.create(
            kind="sales", file_name="-", status="committed", committed_at=timezone.now()
        )
        number = next(ORDERS)
        return SalesLine.objects.create(
            **{"kind": "sell_in", "channel": "offline", "region": self.guangzhou, "source": "T"}
            | more,
            dealer=self.dealers[dealer],
            sku=self.skus[sku],
            date=day(date),
            amount=D(amount),
            quantity=-pieces if amount.startswith("-") else pieces,
            batch=batch,
            order_number=str(number),
            line_number="1",
        )

    def draft(self, start="2012-01-01", end="2013-01-01", **more) -> SettlementRun:
        access = more.pop("access", self.manager)
        run = start_run(date_from=day(start), date_to=day(end), access=access, **more)
        return calculate(run=run)

    def settle(self, start="2012-01-01", end="2013-01-01", **more) -> SettlementRun:
        """Draft, approve and post."""
        return self.post(self.draft(start, end, **more))

    def post(self, run: SettlementRun) -> SettlementRun:
        run = approve_run(run=run, access=self.finance, reason="checked")
        return post_run(run=run, access=self.finance)

    def reverse(self, run: SettlementRun, reason: str = "wrong price list") -> SettlementRun:
        return self.post(reverse_run(run=run, access=self.manager, reason=reason))

    def balance(self, dealer: str) -> Decimal:
        return LedgerEntry.objects.filter(dealer=self.dealers[dealer]).balance()


def version_document(**changes) -> dict:
    """A version of the programme file: 1/2/3 % on all sell-in of a year, whole."""
    return {
        "scope": {"kinds": ["sell_in"]},
        "target_measure": {"of": "net_amount"},
        "steps": STEPS,
        "method": "whole",
        "period": "year",
    } | changes


def line(run: SettlementRun, dealer: str, programme="ANNUAL", period="2012") -> RunLine:
    return run.lines.get(dealer__code=dealer, programme__code=programme, period=period)


def amounts(run: SettlementRun) -> dict[tuple[str, str], Decimal]:
    """What the run posts, by dealer and period."""
    rows = run.lines.values_list("dealer__code", "period", "amount")
    return {(dealer, period): amount for dealer, period, amount in rows}


__all__ = ["D", "STEPS", "SYSTEM", "World", "amounts", "day", "line", "version_document"]

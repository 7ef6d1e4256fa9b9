"""The engine against plain loops, on random programmes over random sales."""

import datetime
import random
from decimal import Decimal as D

import pytest
from django.utils import timezone

from dealers.models import Dealer
from dealers.models.placements import BEGINNING
from dealers.placements import Structure
from rebates.engine.calculation import Calculation
from rebates.engine.lines import lines_in
from rebates.engine.measures import Measures
from rebates.engine.schedule import Version, dues_between
from rebates.rules.terms import (
    Cap,
    CapOn,
    Cumulation,
    LineKind,
    LineScope,
    Measure,
    Method,
    OnChange,
    Selection,
    Step,
    Terms,
)  # fmt: skip
from rebates.sales.cells import mark_changed, refresh_cells
from rebates.sales.facts import known_at
from rebates.sales.models import SalesLine
from tests.engine import reference
from tests.factories import make_placement, make_tier

CHOICES = {
    "product_lines": ["kitchen", "hoods", "ovens"],
    "skus": ["HOOD-1", "HOOD-2", "OVEN-1"],
    "brands": ["Alpha", "Beta"],
    "regions": ["CN", "44", "4401", "11"],
    "tiers": ["city", "outlet"],
    "dealers": ["D1", "D2", "D3"],
    "channels": ["offline", "online", "tmall", "jd"],
    "shops": ["TM-1"],
}
LENGTHS = ["month", "quarter", "half", "year"]
YEAR = datetime.date(2012, 1, 1), datetime.date(2013, 1, 1)
MOVES = [  # in mid-month, at the start of one; a mistake corrected on the same day
    ("D1", BEGINNING, "city"),
    ("D1", datetime.date(2012, 3, 10), "outlet"),
    ("D1", datetime.date(2012, 9, 1), "city"),
    ("D2", BEGINNING, "city"),
    ("D2", datetime.date(2012, 6, 1), "outlet"),
    ("D2", datetime.date(2012, 6, 1), "city"),
    ("D4", BEGINNING, "outlet"),
    ("D4", datetime.date(2011, 12, 31), "city"),
]


def a_day(dice: random.Random) -> datetime.date:
    return datetime.date(2011, 11, 1) + datetime.timedelta(days=dice.randrange(440))


@pytest.fixture
def sales(world):
    """150 lines of every kind in every place, some of them returns, most in two busy months."""
    dice = random.Random(20120101)
    world.add_dealer("D4", tier=world.outlet)
    for _ in range(150):
        online = dice.random() < 0.4
        amount = D(dice.randrange(-400_000, 1_600_000)) / 100
        world.sell(
            dice.choice(list(world.dealers)), str(amount), str(a_day(dice)),
            sku=dice.choice(list(world.skus)), pieces=dice.randrange(1, 9),
            region=dice.choice([world.china, world.south, world.guangzhou, world.north]),
            channel=dice.choice(["online", "tmall", "jd"]) if online else "offline",
            shop=world.shop if online and dice.random() < 0.5 else None,
            kind=dice.choice(["sell_in", "sell_in", "sell_out", "online"]),
        )  # fmt: skip
    refresh_cells()
    for code, day, tier in MOVES:
        make_placement(dealer=world.dealers[code], valid_from=day, tier=make_tier(tier))
    rows = SalesLine.objects.select_related(
        "dealer__tier", "sku__product_line__parent", "region__parent__parent", "shop"
    )
    return list(rows.prefetch_related("dealer__placements__tier"))


def random_selection(dice, chance: float) -> Selection:
    return Selection(
        **{
            name: tuple(sorted(dice.sample(codes, dice.randint(1, len(codes)))))
            for name, codes in CHOICES.items()
            if dice.random() < chance
        }
    )


def random_terms(dice, period: str) -> Terms:
    kinds = tuple(k for k in LineKind if dice.random() < 0.6) or (LineKind.SELL_IN,)
    target, earning = dice.choice(list(Measure)), dice.choice(list(Measure))
    bound = 1 if target is Measure.QUANTITY else 5_000
    bounds = sorted(dice.sample(range(0, 12), dice.randint(1, 3)))
    benefits = [
        {"per_unit": D(dice.randrange(1, 900)) / 100}
        if earning is Measure.QUANTITY
        else {"percent": D(dice.randrange(0, 500)) / 100}
        for _ in bounds
    ]
    if dice.random() < 0.3:
        benefits[-1]["lump_sum"] = D(dice.randrange(1, 500))
    cap = Cap(dice.choice(list(CapOn)), D(dice.randrange(1, 20_000)))
    return Terms(
        LineScope(kinds, random_selection(dice, 0.2), random_selection(dice, 0.1)),
        target, earning,
        tuple(Step(D(b * bound), **benefit) for b, benefit in zip(bounds, benefits, strict=True)),
        dice.choice(list(Method)), period,
        upper_inclusive=dice.random() < 0.3,
        cumulation=dice.choice(list(Cumulation)),
        on_change=dice.choice(list(OnChange)),
        cap=cap if dice.random() < 0.3 else None,
    )  # fmt: skip


def random_versions(dice, number: int) -> list[Version]:
    """One to three versions; they follow each other, mostly at once, some after a gap."""
    period = dice.choice(LENGTHS)
    days = sorted(dice.sample(range(0, 430), dice.randint(1, 3)))
    starts = [datetime.date(2011, 11, 15) + datetime.timedelta(days=n) for n in days]
    if dice.random() < 0.5:
        starts[0] = datetime.date(2011, 1, 1)
    ends = [day - datetime.timedelta(days=dice.choice([0, 0, 0, 9])) for day in starts[1:]]
    ends.append(None if dice.random() < 0.7 else starts[-1] + datetime.timedelta(days=77))
    from channels_mgmt.core.periods import PeriodLength

    return [
        Version(
            100 * number + i,
            i + 1,
            number,
            f"P{number}",
            start,
            end,
            random_terms(dice, PeriodLength(dice.choice([period, period, dice.choice(LENGTHS)]))),
        )  # fmt: skip
        for i, (start, end) in enumerate(zip(starts, ends, strict=True))
        if end is None or start < end
    ]


def worked_out(programmes, known, dealers=()) -> dict:
    dues = [due for versions in programmes for due in dues_between(versions, *YEAR)]
    measures = Measures(dues, Structure())
    measures.read(known, dealers)
    codes = dict(Dealer.objects.values_list("pk", "code"))
    calculation = Calculation(dues, measures, dealers=codes, posted={}, heading={})
    names = {v.programme_id: v.programme for versions in programmes for v in versions}
    units = {v.id: v.terms for versions in programmes for v in versions}
    found = {}
    for dealer in calculation.concerned:
        for line in calculation.lines_of(dealer):
            key = codes[dealer], names[line.programme_id], line.period
            assert line.explanation["due"] == str(D(line.due).scaleb(-2).quantize(D("0.01")))
            assert units[line.version_id]
            found[key] = (
                D(line.due).scaleb(-2), line.step, D(line.target).scaleb(-4),
                D(line.earning).scaleb(-4),
            )  # fmt: skip
    return found


def test_it_agrees_with_plain_loops(sales):
    known, total = known_at(timezone.now()), 0
    for seed in range(100):
        dice = random.Random(seed)
        programmes = [p for n in range(1, 5) if (p := random_versions(dice, n))]
        expected = {}
        for versions in programmes:
            expected |= reference.settle(versions, sales, *YEAR)
        assert worked_out(programmes, known) == expected, f"seed {seed}"
        total += len(expected)
    assert total > 2000


def test_lines_and_cells_tell_the_same(sales):
    programmes = [random_versions(random.Random(seed), seed) for seed in range(1, 30)]
    from_cells = worked_out(programmes, known_at(timezone.now()))
    mark_changed({line.date for line in sales})  # cells are out of date: lines are read
    known = known_at(timezone.now())
    assert known.from_lines
    assert worked_out(programmes, known) == from_cells


def test_programmes_and_dealers_do_not_change_each_other(sales):
    known = known_at(timezone.now())
    programmes = [random_versions(random.Random(seed), seed) for seed in range(40, 50)]
    together = worked_out(programmes, known)
    alone = {}
    for versions in reversed(programmes):
        for dealer in Dealer.objects.all():
            alone |= worked_out([versions], known, {dealer.pk})
    assert together == alone


def test_the_filter_yields_the_lines_whose_sum_is_the_measure(sales):
    dice = random.Random(7)
    everything = {line.pk: line for line in sales}
    for _ in range(60):
        scope = random_terms(dice, "year").scope
        for dealer in Dealer.objects.all():
            window = reference.Period(*YEAR)
            found = lines_in(scope=scope, dealer=dealer, window=window, as_of=timezone.now())
            assert set(found.values_list("pk", flat=True)) == {
                pk
                for pk, line in everything.items()
                if line.dealer_id == dealer.pk
                and line.date in window
                and reference.counts(scope, line)
            }

"""What must hold for any programmes over any life of a brand, asked of the engine itself."""

import json
import random
from dataclasses import replace
from decimal import Decimal as D

import pytest
from django.db import transaction
from django.utils import timezone

from channels_mgmt.core.periods import Period
from dealers.models import Dealer
from rebates.engine.lines import lines_in
from rebates.rules.parsing import parse_terms
from rebates.sales.cells import mark_changed, refresh_cells
from rebates.sales.facts import known_at
from rebates.sales.models import SalesLine
from tests.engine.any_programmes import YEAR, any_set
from tests.engine.any_world import AnyLife, replica
from tests.engine.by_the_engine import calculation_of
from tests.settlement.world import World

SETS = 12


@pytest.fixture
def life(world) -> AnyLife:
    return AnyLife(world, random.Random("laws"))


def sets(first: int, count: int = SETS, **changes):
    """Random sets of programmes; `changes` to the terms of every version."""
    for seed in range(first, first + count):
        yield [
            replace(
                programme,
                versions=tuple(
                    replace(each, terms={**each.terms, **changes}) for each in programme.versions
                ),
            )
            for programme in any_set(random.Random(seed))
        ]


def due_of(programmes, life, dealers=()) -> dict:
    """All that a line says, by dealer, programme and period."""
    calculation, codes = calculation_of(programmes, life, dealers)
    return {
        (codes[dealer], line.programme_id, line.period): line
        for dealer in calculation.concerned
        for line in calculation.lines_of(dealer)
    }


def amounts(found: dict) -> dict:
    return {key: (line.due, line.step, line.target, line.earning) for key, line in found.items()}


def test_an_amount_does_not_depend_on_how_sales_are_split_into_lines_and_in_what_order(db):
    def told(cut: bool) -> list[dict]:
        with transaction.atomic():
            life = AnyLife(World(), random.Random("split"), cut=cut)
            ids = {record.pk: code for code, record in life.programmes.items()}
            found = [amounts(due_of(programmes, life)) for programmes in sets(5000)]
            transaction.set_rollback(True)
        return [{(d, ids[p], w): line for (d, p, w), line in each.items()} for each in found]

    assert told(cut=True) == told(cut=False)


def test_lines_and_cells_tell_the_same(life):
    from_cells = [due_of(programmes, life) for programmes in sets(6000)]
    mark_changed(set(SalesLine.objects.values_list("date", flat=True)))  # cells are out of date
    assert known_at(timezone.now()).from_lines
    assert [due_of(programmes, life) for programmes in sets(6000)] == from_cells


def test_programmes_and_dealers_do_not_change_each_other(life):
    """But where they share a budget or a group, or are paid for those below."""
    for programmes in sets(7000, budget=None, pass_through=False):
        programmes = [replace(programme, group=None) for programme in programmes]
        alone = {}
        for programme in reversed(programmes):
            for dealer in Dealer.objects.all():
                alone |= due_of([programme], life, [dealer.pk])
        assert due_of(programmes, life) == alone


def test_the_order_of_programmes_changes_nothing(life):
    for programmes in sets(7500):
        assert due_of(programmes[::-1], life) == due_of(programmes, life)


def test_returning_everything_leaves_nothing(life):
    """A guarantee apart: that is due to whoever traded at all."""
    rows = list(SalesLine.objects.all())
    back = [replica(row, f"{row.order_number}-back") for row in rows]
    for row in back:
        row.amount, row.quantity = -row.amount, -row.quantity
    assert any(line.due for programmes in sets(8000, minimum=None)
               for line in due_of(programmes, life).values())  # fmt: skip
    life.take_in(back)
    refresh_cells()
    for programmes in sets(8000, minimum=None):
        assert {line.due for line in due_of(programmes, life).values()} <= {0}


def test_progressive_dues_add_up_to_the_entitlement_at_every_cut_off(life):
    """Also where a version with other terms, another budget or another gate takes over."""
    changes = {"period": "quarter", "cumulation": "progressive", "minimum": None}
    for programmes in sets(9000, 3 * SETS, **changes):
        so_far: dict[tuple, int] = {}
        for (dealer, programme, period), line in sorted(due_of(programmes, life).items()):
            key = dealer, programme, period[:4]
            so_far[key] = so_far.get(key, 0) + line.due
            first = next(p for p in programmes if life.programmes[p.code].pk == programme)
            if all(
                a.end == b.start for a, b in zip(first.versions, first.versions[1:], strict=False)
            ):
                assert D(so_far[key]).scaleb(-2) == D(json.loads(line.explanation)["amount"])


def test_the_filter_yields_the_lines_whose_sum_is_the_measure(life):
    facts = life.facts
    for programmes in sets(10_000):
        for document in (each.terms for programme in programmes for each in programme.versions):
            scope, days = parse_terms(document).scope, Period(*YEAR)
            for dealer in Dealer.objects.all():
                found = lines_in(scope=scope, dealer=dealer, window=days, as_of=facts.as_of)
                expected = [
                    line
                    for line in facts.known_lines()
                    if line.dealer == dealer.code
                    and line.day in days
                    and facts.counts(document["scope"], line)
                ]
                rows = found.values_list("date", "quantity", "amount")
                assert sorted(rows) == sorted((x.day, x.pieces, x.money) for x in expected)

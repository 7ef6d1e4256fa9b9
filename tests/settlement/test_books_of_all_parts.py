"""Lines that a budget, an exclusion group or a minimum decided: a changed fact is found."""

import pytest

from rebates.models import Programme, RunLine
from rebates.services.books import verify
from tests.factories import make_target
from tests.settlement.world import D, day

SHARED = {"target_measure": {"of": "net_amount"}, "steps": [{"from": "0", "percent": "1"}]}


@pytest.fixture
def books(world):
    """Five programmes settled for two quarters, two dealers in each."""
    quarter = SHARED | {"period": "quarter"}
    world.programme("BUDGET", **quarter, budget={"amount": "100.00"})
    world.programme("CARRIED", **quarter, minimum={"amount": "150", "carry_over": True})
    world.programme("BEST", **quarter)
    world.programme("LESS", **quarter | {"steps": [{"from": "0", "percent": "0.5"}]})
    Programme.objects.filter(code__in=["BEST", "LESS"]).update(exclusion_group="G")
    world.programme(
        "GROWTH", **quarter | {"target_measure": {"of": "growth_percent"}},
        baseline={"when_missing": "zero"}, cap={"on": "benefit", "amount": "70"},
        gates=[{"measure": "attainment_percent", "at_least": "50", "else_multiply": "0.5"},
               {"no_violation": ["cross_region"]}],
    )  # fmt: skip
    for dealer in ("D1", "D2"):
        make_target(dealer=world.dealers[dealer], period_from=day("2012-01-01"),
                    period_to=day("2012-04-01"))  # fmt: skip
        for date, amount in (("2011-02-01", "4000"), ("2012-02-01", "9000.01"),
                             ("2012-05-01", "33333.33")):  # fmt: skip
            world.sell(dealer, amount, date)
    world.settle()
    return world


def wrong() -> set[str]:
    return {finding.check for finding in verify()}


def test_it_works(books):
    assert wrong() == set()
    lines = RunLine.objects.filter(programme__code="CARRIED", dealer__code="D1").order_by("period")
    assert [line.due for line in lines] == [D("150.00"), D("273.33")]
    assert {line.due for line in RunLine.objects.filter(programme__code="LESS")} == {D("0.00")}


CHANGES = {
    ("BUDGET", "budget", "asked"): "180.01",
    ("BUDGET", "budget", "claim"): "90.01",
    ("BUDGET", "budget", "amount"): "100.01",
    ("CARRIED", "carried_over", "earned"): "90.01",
    ("CARRIED", "carried_over", "carried"): "0.01",
    ("CARRIED", "carried_over", "left"): "0.01",
    ("BEST", "exclusion", "chosen"): "LESS",
    ("BEST", "exclusion", "precedence"): "priority",
    ("LESS", "exclusion", "chosen"): None,
    ("LESS", "exclusion", "group"): "H",
    ("LESS", "outcome"): "earned",
    ("LESS", "slices", 0, "target"): "9000.02",
    ("BUDGET", "slices", 0, "earning"): "9000.02",
    ("GROWTH", "slices", 0, "base"): "4000.01",
    ("GROWTH", "slices", 0, "goal"): "100000.01",
    ("GROWTH", "slices", 0, "attained"): "9000.02",
    ("GROWTH", "slices", 0, "gates", 0, "factor"): "1",
    ("GROWTH", "slices", 0, "gates", 1, "value"): "1",
    ("GROWTH", "slices", 0, "facts", "violations"): {"cross_region": 1},
    ("GROWTH", "slices", 0, "version"): 2,
    ("GROWTH", "capped_from"): "90.01",
}


@pytest.mark.parametrize(("path", "value"), CHANGES.items(), ids=lambda it: str(it)[:60])
def test_a_changed_fact_is_found(books, path, value):
    line = RunLine.objects.filter(programme__code=path[0], period="2012Q1").earliest("pk")
    place = line.explanation
    for key in path[1:-1]:
        place = place[key]
    assert place.get(path[-1]) != value
    place[path[-1]] = value
    RunLine.objects.filter(pk=line.pk).update(explanation=line.explanation)
    assert wrong() == {"calculation"}


@pytest.mark.parametrize("column", ["target_measure", "earning_measure", "step"])
def test_a_changed_column_is_found(books, column):
    line = RunLine.objects.filter(programme__code="GROWTH").earliest("pk")
    changed = getattr(line, column) + (1 if column == "step" else D("0.01"))
    RunLine.objects.filter(pk=line.pk).update(**{column: changed})
    assert wrong() == {"calculation"}

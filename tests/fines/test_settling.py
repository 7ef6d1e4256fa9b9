"""A run settles what cases cost: the difference to what was posted, once."""

import datetime

import pytest

from rebates.conduct.models import Violation
from rebates.models import FineLine
from rebates.services.books import verify
from tests.conduct.making import make_rule_version
from tests.conduct.ways import fresh
from tests.fines.world import APRIL, MARCH, D, said

pytestmark = pytest.mark.django_db
SHARE = "6400.00"  # 10 % of goods worth 64,000


@pytest.fixture(autouse=True)
def ladder(world):
    return make_rule_version()


def test_it_works(world):
    case = world.fined()
    run = world.month(3)
    assert said(run) == [
        ("D1", "fine", "-100000.00", "-100000.00"),
        ("D2", "share", SHARE, SHARE),
    ]
    assert (world.balance("D1"), world.balance("D2")) == (D("-100000.00"), D(SHARE))
    assert fresh(case).status == "settled"
    assert list(verify()) == []


def test_an_unchanged_world_posts_nothing(world):
    world.fined()
    world.month(3)
    again = world.month(3)
    assert said(again) == []
    assert not again.statements.exists()
    assert list(verify()) == []


def test_what_is_overturned_comes_back_and_what_came_later_costs_less(world):
    first, _second = world.fined(MARCH), world.fined(APRIL)
    world.month(4)
    assert world.balance("D1") == D("-250000.00")
    world.desk.overturned(fresh(first))
    run = world.month(5)
    assert said(run) == [
        ("D1", "fine", "0.00", "100000.00"),
        ("D2", "share", "0.00", "-" + SHARE),
        ("D1", "fine", "-100000.00", "50000.00"),
    ]
    assert world.balance("D1") == D("-100000.00")
    assert fresh(first).status == "settled"
    assert list(verify()) == []


def test_a_reversed_run_takes_its_fines_back_and_the_next_one_posts_them_anew(world):
    world.fined()
    run = world.month(3)
    world.reverse(run)
    assert (world.balance("D1"), world.balance("D2")) == (0, 0)
    assert list(verify()) == []
    assert [line[3] for line in said(world.month(3))] == ["-100000.00", SHARE]
    assert list(verify()) == []


def test_an_offence_after_the_last_day_waits_for_its_run(world):
    world.fined(datetime.date(2026, 4, 1))
    assert said(world.month(3)) == []
    assert len(said(world.month(4))) == 2


def test_an_old_offence_comes_with_the_next_run(world):
    world.fined(MARCH)
    assert len(said(world.month(7))) == 2


def test_what_nobody_had_decided_by_the_cut_off_is_left_out(world):
    before = world.drafted(3).as_of
    world.fined()
    assert said(world.drafted(3, as_of=before)) == []
    assert len(said(world.drafted(3))) == 2


def test_a_run_of_some_programmes_settles_no_case(world):
    world.fined()
    world.programme()
    assert said(world.drafted(3, programmes=["ANNUAL"])) == []


@pytest.mark.parametrize(
    ("dealers", "parts"), [(["D1"], ["fine"]), (["D2"], ["share"]), (["D3"], [])]
)
def test_a_run_of_some_dealers_settles_what_these_owe_and_get(world, dealers, parts):
    world.fined()
    assert [line[1] for line in said(world.drafted(3, dealers=dealers))] == parts


def test_an_appeal_puts_the_fine_off_until_it_is_decided(world):
    case = world.desk.appeal(world.fined())
    assert said(world.month(3)) == []
    assert fresh(case).status == "appealed"
    world.desk.judged(fresh(case), "upheld")
    assert len(said(world.month(3))) == 2
    assert fresh(case).status == "settled"


def test_what_costs_nothing_is_settled_too(world):
    overturned = world.desk.overturned(world.fined())
    world.fined(APRIL)
    world.month(4)
    assert set(Violation.objects.values_list("status", flat=True)) == {"settled"}
    assert not FineLine.objects.filter(case=overturned).exists()


def test_the_same_inputs_give_the_same_digest_and_a_decision_another(world):
    nothing = world.drafted(3).input_digest
    case = world.fined()
    run = world.drafted(3)
    assert nothing != run.input_digest == world.drafted(3, as_of=run.as_of).input_digest
    world.desk.appeal(case)
    assert world.drafted(3).input_digest not in {nothing, run.input_digest}


def test_a_line_is_in_a_run_once(world):
    from django.db import IntegrityError

    world.fined()
    line = FineLine.objects.filter(run=world.drafted(3)).first()
    line.pk = None
    with pytest.raises(IntegrityError):
        line.save()

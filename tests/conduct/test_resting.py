"""An import is not undone while a case rests on what came with it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from channels_mgmt.core.imports.undoing import dependents_of, undo_import
from channels_mgmt.core.scopes import SYSTEM
from rebates.conduct.services.cases import dismiss
from tests import factories as make
from tests.conduct.making import make_finding
from tests.conduct.ways import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["sales", "scans", "serials"])
def rested_on(request, desk, version, regions):
    """An import of each kind, and a case that rests on a row of it."""
    kind = request.param
    batch = make.make_batch(kind=kind, status="committed", committed_at=timezone.now())
    others = {} if kind == "serials" else {"batch": make.make_batch(kind="serials")}
    serial = make.make_serial(dealer=desk.dealer, **(others or {"batch": batch}))
    found = {
        "sales": lambda: {"sales_line": make.make_sale("100", dealer=desk.dealer, batch=batch)},
        "scans": lambda: {"scan": make.make_scan(serial, region=regions.hangzhou, batch=batch)},
        "serials": lambda: {"serial": serial},
    }[kind]()
    return batch, desk.under_review(region=regions.hangzhou, **found)


def test_it_works(rested_on):
    batch, case = rested_on
    [said] = dependents_of(batch, lock=True)
    assert case.number in said


def test_what_is_dismissed_or_overturned_rests_on_nothing(rested_on, desk):
    batch, case = rested_on
    dismiss(case=case, access=desk.decider, reason="样机")
    assert dependents_of(batch) == []


def test_an_overturned_case_does_not_either(rested_on, desk):
    batch, case = rested_on
    desk.overturned(desk.confirm(case))
    assert dependents_of(batch) == []


def test_a_finding_without_a_case_does_not(desk, regions):
    batch = make.make_batch(kind="serials")
    serial = make.make_serial(dealer=desk.dealer, batch=batch)
    make_finding(dealer=desk.dealer, serial=serial, no_case="buffer")
    assert dependents_of(batch) == []


def test_undoing_is_refused_with_the_case_that_stands_in_its_way(desk, version, regions):
    batch = make.make_batch(kind="sales", status="committed", committed_at=timezone.now())
    line = make.make_sale("100", dealer=desk.dealer, batch=batch)
    case = desk.detected(sales_line=line)
    with pytest.raises(ValidationError, match=case.number):
        undo_import(batch=batch, access=SYSTEM, reason="重复")
    assert fresh(case).evidence.get().sales_line == line

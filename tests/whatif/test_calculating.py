"""A trial says what a run would say once the draft is approved, and leaves everything as it is."""

import pytest
from django.core.exceptions import ValidationError

from dealers.models import LedgerEntry
from rebates.models import RunLine, SettlementRun, Trial, TrialLine
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.runs import approve_run, start_run
from rebates.services.versions import approve_version
from rebates.whatif.calculating import calculate_trial, give_up_trial
from rebates.whatif.starting import start_trial
from tests import factories as make

from .conftest import YEAR, draft_of, figures


def test_it_works(tried, draft):
    trial = tried(draft)
    assert trial.status == "done"
    assert figures(trial) == {
        ("GZ", "ANNUAL", "2024"): ("0.00", "600.00", "1200.00"),
        ("HZ", "ANNUAL", "2024"): ("0.00", "100.00", "200.00"),
    }


def lines_of_a_run(access, **more) -> tuple[SettlementRun, dict]:
    run = calculate(run=start_run(access=access, **{**YEAR, **more}))
    rows = run.lines.select_related("dealer", "programme")
    return run, {
        (line.dealer.code, line.programme.code, line.period): (line.due, line.explanation)
        for line in rows
    }


def lines_tried(trial: Trial, side: str) -> dict:
    found = {}
    for line in trial.lines.select_related("dealer", "programme"):
        amount = getattr(line, side)
        if amount is None:
            continue
        told = line.reasons.get(side, line.reasons["before"])
        found[line.dealer.code, line.programme.code, line.period] = (amount, told)
    return found


@pytest.fixture
def many(in_force, sell, dealers):
    """Programmes that hang together: a budget, an exclusion group, a progressive year, steps."""
    budgeted = make.make_version(make.make_programme("BUDGET"), budget="150", period="quarter")
    budgeted.steps.update(percent="3")
    for code, percent in (("BEST1", "1"), ("BEST2", "2")):
        programme = make.make_programme(code, exclusion_group="G")
        make.make_version(programme, period="half").steps.update(percent=percent)
    make.make_version(
        make.make_programme("YTD"), period="quarter", cumulation="progressive", method="graduated"
    )
    for month in range(1, 13):
        sell(dealers.guangzhou, f"{month}234.57", f"2024-{month:02}-10")
        sell(dealers.hangzhou, f"{13 - month}765.43", f"2024-{month:02}-20")
    sell(dealers.guangzhou, "-999.99", "2024-06-30")
    return in_force


@pytest.mark.parametrize(
    ("programme", "percent", "start", "terms"),
    [
        ("ANNUAL", "2.5", "2024-01-01", {}),
        ("ANNUAL", "2.5", "2024-05-17", {}),
        ("BUDGET", "4", "2024-07-01", {"period": "month", "budget": "40"}),
        ("BUDGET", "4", "2024-04-01", {"period": "quarter", "budget": "120"}),
        ("BEST1", "3", "2024-07-01", {"period": "half"}),
        ("YTD", "1.7", "2024-04-01", {"period": "quarter", "cumulation": "progressive"}),
    ],
)
def test_it_equals_the_run_after_approval(
    many, tried, hq, finance, programme, percent, start, terms
):
    approved = many.programme.__class__.objects.get(code=programme)
    draft = draft_of(approved, percent, start, created_by=hq.user, **terms)
    trial = tried(draft)
    _run, now = lines_of_a_run(hq)
    assert lines_tried(trial, "before") == now
    approve_version(version=draft, access=finance, reason="tried")
    run, then = lines_of_a_run(hq)
    assert lines_tried(trial, "after") == then
    assert then != now
    assert trial.input_digest == run.input_digest


def test_a_draft_with_the_same_terms_makes_no_difference(tried, in_force):
    trial = tried(draft_of(in_force.programme, "1", "2020-01-01"))
    assert all(line.before == line.after for line in trial.lines.all())
    assert trial.lines.count() == 2


def test_nothing_is_posted_and_no_rule_changes(tried, draft, in_force):
    before = list(in_force.programme.versions.order_by("pk").values())
    tried(draft)
    assert not SettlementRun.objects.exists()
    assert not RunLine.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert list(in_force.programme.versions.order_by("pk").values()) == before


def test_what_was_posted_stands_beside(tried, draft, sold, hq, finance):
    run = approve_run(run=lines_of_a_run(hq)[0], access=finance, reason="checked")
    post_run(run=run, access=finance)
    assert figures(tried(draft))["GZ", "ANNUAL", "2024"] == ("600.00", "600.00", "1200.00")


def test_a_programme_that_is_left_out(tried, in_force, sold, hq, finance):
    run = approve_run(run=lines_of_a_run(hq)[0], access=finance, reason="checked")
    post_run(run=run, access=finance)
    assert figures(tried(without=["ANNUAL"]))["GZ", "ANNUAL", "2024"] == ("600.00", "600.00", None)


def test_a_later_draft_as_if_in_force_all_along(tried, in_force):
    later = draft_of(in_force.programme, "3", "2026-01-01")
    assert figures(tried(later))["GZ", "ANNUAL", "2024"] == ("0.00", "600.00", "600.00")
    trial = tried(later, all_along=True)
    assert figures(trial)["GZ", "ANNUAL", "2024"] == ("0.00", "600.00", "1800.00")


def test_a_new_programme_is_new(tried, in_force):
    trial = tried(draft_of(make.make_programme("NEW"), "1"))
    assert figures(trial)["GZ", "NEW", "2024"] == ("0.00", None, "600.00")
    assert figures(trial)["GZ", "ANNUAL", "2024"] == ("0.00", "600.00", "600.00")


def test_only_some_dealers_and_programmes(tried, draft):
    make.make_version(make.make_programme("OTHER"))
    found = figures(tried(draft, dealers=["GZ"], programmes=["ANNUAL"]))
    assert set(found) == {("GZ", "ANNUAL", "2024")}


def test_what_is_taken_in_later_is_left_out(sold, draft, hq, sell, dealers):
    trial = start_trial(drafts=[draft.pk], access=hq, **YEAR)
    sell(dealers.guangzhou, "1000")
    found = figures(calculate_trial(trial=trial))
    assert found["GZ", "ANNUAL", "2024"] == ("0.00", "600.00", "1200.00")


def test_calculated_twice_it_has_its_lines_once(sold, draft, hq, monkeypatch):
    trial = start_trial(drafts=[draft.pk], access=hq, **YEAR)

    def stop(done: int, total: int) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        calculate_trial(trial=trial, progress=stop)
    calculate_trial(trial=trial)
    assert TrialLine.objects.count() == 2
    with pytest.raises(ValidationError, match="ended already"):
        calculate_trial(trial=trial)


def test_what_was_given_up_has_no_lines(tried, sold, draft, hq):
    trial = start_trial(drafts=[draft.pk], access=hq, **YEAR)
    TrialLine.objects.create(
        trial=trial, dealer=make.make_dealer(), programme=draft.programme, period="2024"
    )
    give_up_trial(trial=trial.pk, error="no")
    trial.refresh_from_db()
    assert (trial.status, trial.error, trial.lines.count()) == ("failed", "no", 0)
    done = tried(draft)
    give_up_trial(trial=done.pk, error="late")
    assert Trial.objects.get(pk=done.pk).status == "done"


def test_the_terms_tried_are_kept(tried, draft):
    trial = tried(draft)
    draft.steps.update(percent="9")
    [kept] = Trial.objects.get(pk=trial.pk).terms
    assert (kept["programme"], kept["number"]) == ("ANNUAL", draft.number)
    assert kept["terms"]["steps"][0]["percent"] == "2"


def test_queries_do_not_grow_with_dealers(
    tried, draft, sell, regions, django_assert_max_num_queries
):
    for number in range(20):
        dealer = make.make_dealer(f"M{number}", home_region=regions.guangzhou)
        sell(dealer, "1000")
    tried(draft)  # the cells are rebuilt
    with django_assert_max_num_queries(75):
        trial = tried(draft)
    assert trial.lines.count() == 22

"""A programme in force that pays 1 %, a draft that pays 2 %, dealers with sales in 2024."""

import datetime

import pytest
from django.utils import timezone

from channels_mgmt.core.jobs import claim, run_job
from rebates.models import ProgrammeVersion, Trial
from rebates.sales.cells import mark_changed
from rebates.whatif.calculating import calculate_trial
from rebates.whatif.starting import start_trial
from tests import factories as make

YEAR = {"date_from": datetime.date(2024, 1, 1), "date_to": datetime.date(2025, 1, 1)}


def draft_of(programme, percent: str, valid_from: str = "2024-01-01", **more) -> ProgrammeVersion:
    start = datetime.date.fromisoformat(valid_from)
    version = make.make_version(programme, status="draft", valid_from=start, **more)
    version.steps.update(percent=percent)
    return version


def work() -> None:
    """The worker takes up one job."""
    run_job(claim())


@pytest.fixture
def in_force(db) -> ProgrammeVersion:
    return make.make_version(make.make_programme("ANNUAL"), valid_from=datetime.date(2020, 1, 1))


@pytest.fixture
def draft(in_force) -> ProgrammeVersion:
    return draft_of(in_force.programme, "2")


@pytest.fixture
def sell(db):
    """``sell(dealer, "100", "2024-03-15")``: taken in now."""

    def sold(dealer, amount: str, on: str = "2024-03-15", **more):
        day = datetime.date.fromisoformat(on)
        mark_changed([day])
        batch = make.make_batch(status="committed", committed_at=timezone.now(), kind="sales")
        return make.make_sale(amount, dealer=dealer, date=day, batch=batch, **more)

    return sold


@pytest.fixture
def sold(sell, dealers) -> None:
    sell(dealers.guangzhou, "60000")
    sell(dealers.hangzhou, "10000", "2024-08-01")


@pytest.fixture
def tried(sold, hq):
    """``tried(draft)``: a trial of 2024, calculated."""

    def calculated(*drafts, **more) -> Trial:
        trial = start_trial(drafts=[d.pk for d in drafts], access=hq, **{**YEAR, **more})
        return calculate_trial(trial=trial)

    return calculated


def figures(trial: Trial) -> dict[tuple[str, str, str], tuple]:
    """Posted, before and after by dealer, programme and period."""
    rows = trial.lines.select_related("dealer", "programme")
    return {
        (line.dealer.code, line.programme.code, line.period): (
            str(line.posted),
            line.before if line.before is None else str(line.before),
            line.after if line.after is None else str(line.after),
        )
        for line in rows
    }

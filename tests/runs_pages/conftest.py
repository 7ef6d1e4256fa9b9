"""An annual programme, two dealers with sales in 2024, and a worker for the tests."""

import pytest
from django.utils import timezone

from channels_mgmt.core.jobs import claim, run_job
from channels_mgmt.core.models import Job
from channels_mgmt.core.scopes import SYSTEM
from rebates.models import Programme, ProgrammeVersion, SettlementRun
from rebates.sales.cells import mark_changed
from rebates.services.background import post_run_in_background
from rebates.services.programmes import import_programmes
from rebates.services.runs import approve_run
from tests import factories as make


@pytest.fixture
def annual(db) -> Programme:
    document = {
        "code": "ANNUAL",
        "name": "年度返利",
        "name_en": "Annual rebate",
        "versions": [
            {
                "valid_from": "2024-01-01",
                "scope": {"kinds": ["sell_in"]},
                "target_measure": {"of": "net_amount"},
                "steps": [{"from": "50000", "percent": "1"}, {"from": "100000", "percent": "2"}],
                "method": "whole",
                "period": "year",
            }
        ],
    }
    import_programmes(document={"programmes": [document]}, access=SYSTEM)
    return Programme.objects.get()


@pytest.fixture
def version(annual) -> ProgrammeVersion:
    return annual.versions.get()


@pytest.fixture
def sold(dealers) -> None:
    """Guangzhou reaches the first step, Hangzhou does not."""
    mark_changed([make.START])
    batch = make.make_batch(status="committed", committed_at=timezone.now())
    make.make_sale("60000", dealer=dealers.guangzhou, batch=batch)
    make.make_sale("11800", dealer=dealers.hangzhou, batch=batch)


def work() -> None:
    """The worker takes up one job."""
    run_job(claim())


@pytest.fixture
def start(annual, sold, hq_client):
    """Start a settlement of 2024 on the page, as headquarters, and let the worker calculate it."""

    def press(**more) -> SettlementRun:
        answer = hq_client.post("/settlement-runs/add/", {"period": "2024", **more})
        assert answer.status_code == 302, answer.content.decode()
        work()
        return SettlementRun.objects.first()

    return press


@pytest.fixture
def draft(start) -> SettlementRun:
    return start()


@pytest.fixture
def posted(draft, finance) -> SettlementRun:
    post_run_in_background(
        run=approve_run(run=draft, access=finance, reason="checked"), access=finance
    )
    work()
    Job.objects.filter(task="render_statements").delete()  # PDFs are not the matter here
    draft.refresh_from_db()
    return draft

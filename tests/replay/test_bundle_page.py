"""The bundle of a run from its page: a small one at once, a large one by a worker."""

import datetime
import io
import zipfile

import pytest
from django.utils import timezone

from channels_mgmt.core.jobs import claim, run_job
from channels_mgmt.core.models import Job
from rebates.replay import keeping
from rebates.replay.writing import write_bundle
from rebates.sales.cells import mark_changed
from rebates.services.calculating import calculate
from rebates.services.runs import start_run
from tests import factories as make
from tests.access.people import Who, client_of


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def run(dealers, hq):
    make.make_version()
    batch = make.make_batch(status="committed", committed_at=timezone.now())
    make.make_sale("1000", dealer=dealers.guangzhou, batch=batch)
    mark_changed([make.START])
    days = {"date_from": make.START, "date_to": datetime.date(2025, 1, 1)}
    return calculate(run=start_run(access=hq, **days))


@pytest.fixture
def address(run) -> str:
    return f"/settlement-runs/{run.pk}/bundle/"


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(keeping, "IN_A_REQUEST", 0)


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def bundle_of(run) -> bytes:
    file = io.BytesIO()
    write_bundle(run, file)
    return file.getvalue()


def test_it_works(run, address, hq_client):
    assert address in hq_client.get(f"/settlement-runs/{run.pk}/").content.decode()
    answer = hq_client.get(address)
    assert f'filename="run-{run.pk}.zip"' in answer["Content-Disposition"]
    assert content(answer) == bundle_of(run)
    assert not Job.objects.exists()


def test_a_large_one_is_a_workers_work_and_is_asked_for_once(run, address, hq_client, large):
    assert "Write the bundle" in hq_client.get(address).content.decode()
    for _ in range(2):
        assert hq_client.post(address).url == address
    [job] = Job.objects.filter(task=keeping.TASK)
    assert f"job-{job.pk}" in hq_client.get(address).content.decode()
    run_job(claim())
    page = hq_client.get(address).content.decode()
    assert "?file=1" in page
    assert content(hq_client.get(address, {"file": "1"})) == bundle_of(run)


def test_a_file_of_another_day_is_written_anew_and_goes(run, address, hq_client, large):
    hq_client.post(address)
    run_job(claim())
    Job.objects.update(finished_at=timezone.now() - keeping.KEPT - datetime.timedelta(minutes=1))
    assert keeping.kept_bundle(run) is None
    hq_client.post(address)
    run_job(claim())
    assert keeping.kept_bundle(run) is not None
    keeping.forget_bundles(timezone.localdate())
    assert keeping.kept_bundle(run) is not None


def test_what_is_older_than_a_day_is_forgotten(run, address, hq_client, large, monkeypatch):
    hq_client.post(address)
    run_job(claim())
    monkeypatch.setattr(keeping, "KEPT", datetime.timedelta(0))
    keeping.forget_bundles(timezone.localdate())
    monkeypatch.undo()
    assert keeping.kept_bundle(run) is None


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (Who.HQ, 200), (Who.FINANCE, 200), (Who.AUDITOR, 200),
        (Who.PROVINCE, 403), (Who.CITY, 403), (Who.PRINCIPAL, 404), (Who.CLERK, 404),
    ],
)  # fmt: skip
def test_it_is_for_whoever_sees_every_dealer(run, address, regions, dealers, who, status):
    client = client_of(who, regions, dealers)
    assert client.get(address).status_code == status
    offered = address in client.get(f"/settlement-runs/{run.pk}/").content.decode()
    assert offered is (status == 200)


def test_a_reversal_has_no_bundle(hq_client, run):
    reversal = make.make_run(reverses=run)
    address = f"/settlement-runs/{reversal.pk}/bundle/"
    assert hq_client.get(address).status_code == 403
    assert address not in hq_client.get(f"/settlement-runs/{reversal.pk}/").content.decode()


def test_it_is_a_zip_with_a_manifest(address, hq_client):
    with zipfile.ZipFile(io.BytesIO(content(hq_client.get(address)))) as bundle:
        assert "manifest.json" in bundle.namelist()

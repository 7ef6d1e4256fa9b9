"""The PDFs of a run, made in parts by as many workers as there are; each PDF once."""

import pytest

from channels_mgmt.core.jobs import Stopped, claim, run_job
from channels_mgmt.core.models import Job, JobStatus
from rebates.models import StatementDocument
from rebates.services import background
from rebates.services.background import render_in_background
from rebates.services.statements import render
from rebates.services.statements.render import LANGUAGES


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """Which PDFs were made; what is in them is tested elsewhere."""
    found = []

    def pdf_of(*, content, digest, issued_at, language):
        found.append(f"{content['number']} {language}")
        return b"%PDF"

    monkeypatch.setattr(render, "pdf_of", pdf_of)
    monkeypatch.setattr(background, "PART", 2)
    return found


@pytest.fixture
def run(world, made):
    """Posted, with five statements."""
    run = world.run()
    for number in range(5):
        world.post(run, world.dealer(f"D{number:04}"))
    return run


def parts(run) -> list[list[int]]:
    jobs = Job.objects.filter(task="render_statements").order_by("id")
    return [job.arguments["statements"] for job in jobs]


def test_it_works(run, made):
    render_in_background(run=run, by=None)
    statements = list(run.statements.order_by("pk").values_list("pk", flat=True))
    assert parts(run) == [statements[:2], statements[2:4], statements[4:]]
    assert list(Job.objects.order_by("id").values_list("total", flat=True)) == [4, 4, 2]
    while job := claim():
        run_job(job)
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}
    assert len(made) == len(set(made)) == StatementDocument.objects.count() == 5 * len(LANGUAGES)


def test_however_often_it_is_asked_for_there_is_one_job_for_each_part(run):
    first = render_in_background(run=run, by=None)
    assert render_in_background(run=run, by=None) == first
    assert len(parts(run)) == 3


def test_a_part_that_was_interrupted_goes_on_where_it_was(run, made):
    [job, *_] = render_in_background(run=run, by=None)
    with pytest.raises(Stopped):
        run_job(claim(), stopping=lambda: len(made) == 3)
    assert StatementDocument.objects.count() == 3
    again = claim()
    assert again == job
    run_job(again)
    assert len(made) == len(set(made)) == 4


def test_a_part_of_which_one_fails_is_tried_again_and_the_others_go_on(run, made, monkeypatch):
    render_in_background(run=run, by=None)
    broken = run.statements.order_by("pk").first().number
    whole = render.pdf_of

    def with_a_fault(*, content, **more):
        if content["number"] == broken:
            raise OSError("The disk is full.")
        return whole(content=content, **more)

    monkeypatch.setattr(render, "pdf_of", with_a_fault)
    while job := claim():
        run_job(job)
    monkeypatch.setattr(render, "pdf_of", whole)
    states = Job.objects.order_by("id").values_list("status", flat=True)
    assert list(states) == [JobStatus.QUEUED, JobStatus.DONE, JobStatus.DONE]
    Job.objects.update(leased_until=None)
    run_job(claim())
    assert StatementDocument.objects.count() == 5 * len(LANGUAGES)

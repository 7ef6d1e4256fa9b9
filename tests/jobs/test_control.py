"""What people do to jobs: cancel one, retry one."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core import job_board, job_tasks, jobs
from channels_mgmt.core.job_control import cancel, cancel_job, retry_job
from channels_mgmt.core.jobs import ATTEMPTS, claim, enqueue, run_job
from channels_mgmt.core.models import AuditEntry, Job, JobStatus

told: list[str] = []


@pytest.fixture(autouse=True)
def tasks(monkeypatch):
    """What the tasks were told is in ``told``."""
    told.clear()
    job_tasks.autodiscover_modules("tasks")
    monkeypatch.setattr(job_tasks, "_registry", dict(job_tasks._registry))
    monkeypatch.setattr(jobs, "REPORT_EVERY", 0)

    @jobs.task("walk")
    def walk(*, report):
        for step in range(5):
            report(step, 5)
            told.append(f"step {step}")
            if step == 2 and "cancel" in told:
                cancel(Job.objects.get())

    def without_result(*, error):
        told.append(f"given up: {error}")

    @jobs.task("fall", given_up=without_result, again=lambda: told.append("again"))
    def fall(*, report):
        raise ValidationError("It is steep.")

    @jobs.task("once", given_up=without_result)
    def once(*, report):
        raise ValidationError("Too late.")


def put(name: str) -> Job:
    return enqueue(task=name, arguments={}, by=None)


def done(name: str) -> Job:
    job = put(name)
    run_job(claim())
    return Job.objects.get(pk=job.pk)


class TestCancel:
    def test_one_that_waits_ends_at_once_and_what_it_works_on_is_told(self, hq):
        job = cancel_job(job=put("fall"), access=hq)
        assert (job.status, claim()) == (JobStatus.CANCELLED, None)
        assert job.finished_at
        assert told == ["given up: "]

    def test_one_in_work_ends_when_it_next_says_how_far_it_is(self, db):
        told.append("cancel")
        job = done("walk")
        assert job.status == JobStatus.CANCELLED
        assert told == ["cancel", "step 0", "step 1", "step 2"]

    def test_one_whose_worker_is_gone_is_not_begun_anew(self, hq):
        put("fall")
        running = claim()
        Job.objects.update(leased_until=None)
        cancel_job(job=running, access=hq)
        assert claim() is None
        assert Job.objects.get().status == JobStatus.CANCELLED
        assert told == ["given up: "]

    def test_one_that_fails_instead_is_not_repeated(self, hq):
        put("walk")
        running = claim()
        cancel_job(job=running, access=hq)
        jobs._rest(running, "a fault")
        found = Job.objects.get()
        assert (found.status, found.error) == (JobStatus.CANCELLED, "a fault")

    def test_too_late_it_is_said(self, hq):
        with pytest.raises(ValidationError, match="has ended already: Done"):
            cancel_job(job=done("walk"), access=hq)

    def test_it_is_in_the_trail(self, hq):
        job = cancel_job(job=put("walk"), access=hq)
        entry = AuditEntry.objects.get(action="cancelled", object_id=job.pk)
        assert (entry.by, entry.before) == (hq.user, {"status": "queued"})


class TestRetry:
    def test_it_works(self, hq):
        job = done("fall")
        assert job.status == JobStatus.FAILED
        job = retry_job(job=job, access=hq)
        assert (job.status, job.error, job.finished_at) == (JobStatus.QUEUED, "", None)
        assert told == ["given up: It is steep.", "again"]
        entry = AuditEntry.objects.get(action="retried")
        assert (entry.by, entry.before["error"]) == (hq.user, "It is steep.")

    def test_it_has_as_many_attempts_as_at_first_under_numbers_of_their_own(self, hq, caplog):
        job = put("walk")
        Job.objects.update(status=JobStatus.FAILED, attempts=ATTEMPTS)
        retry_job(job=job, access=hq)
        taken = claim()
        assert taken.attempts == ATTEMPTS + 1  # a worker that was given up long ago holds another
        assert taken.last_attempt == 2 * ATTEMPTS

    def test_one_that_was_cancelled_is_not_stopped_again(self, hq):
        job = cancel_job(job=put("walk"), access=hq)
        retry_job(job=job, access=hq)
        assert not job_board.asked_to_stop(job)
        run_job(claim())
        assert Job.objects.get().status == JobStatus.DONE

    @pytest.mark.parametrize("status", ["queued", "running", "done"])
    def test_only_what_has_ended_badly(self, hq, status):
        job = put("walk")
        Job.objects.update(status=status)
        with pytest.raises(ValidationError, match="only what failed or was cancelled"):
            retry_job(job=job, access=hq)

    @pytest.mark.parametrize("name", ["once", "gone"])
    def test_what_must_be_started_anew_elsewhere_says_so(self, hq, name):
        job = Job.objects.create(task=name, status=JobStatus.FAILED)
        with pytest.raises(ValidationError, match="from the page of what it worked on"):
            retry_job(job=job, access=hq)

    def test_a_task_that_refuses_leaves_it_as_it_was(self, hq, monkeypatch):
        def refuse():
            raise ValidationError("The run was discarded.")

        job = done("fall")
        jobs.task("fall", again=refuse)(lambda report: None)
        with pytest.raises(ValidationError, match="discarded"):
            retry_job(job=job, access=hq)
        assert Job.objects.get().status == JobStatus.FAILED


@pytest.mark.parametrize("service", [cancel_job, retry_job])
@pytest.mark.parametrize("who", ["province", "dealer_user"])
def test_who_does_not_manage_jobs_is_kept_out(service, who, request):
    access = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        service(job=put("walk"), access=access)

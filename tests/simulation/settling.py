"""Programmes and settlement: versions, runs, statements and what is said to them."""

import datetime

from django.db import connection

from channels_mgmt.core.scopes import Verb
from rebates.choices import AnswerKind, RunStatus, VersionStatus
from rebates.models import Programme, ProgrammeVersion, SettlementRun, Statement
from rebates.services.answers import answer_statement
from rebates.services.calculating import calculate
from rebates.services.posting import begin_posting, finish_posting, post_run
from rebates.services.programmes import import_programmes
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, discard_run, start_run
from rebates.services.versions import (
    approve_version,
    change_draft,
    propose_version,
    withdraw_version,
)
from tests.simulation.invariants import measure_problems
from tests.simulation.life import Life, NothingToDo
from tests.simulation.terms import any_version

WHY = "looked through"
MOST_PROGRAMMES = 16


class Interrupted(Exception):
    """The worker is gone, in the middle of a transaction."""


def propose_terms(life: Life) -> str:
    """A draft of a new version, from a month that is near."""
    programme = life.one_of(list(Programme.objects.order_by("pk")))
    document = any_version(life.dice, first_of_a_month(life))
    if (last := programme.versions.last()) and life.maybe(0.8):  # else it seldom can follow
        document |= {"period": last.period, "cumulation": last.cumulation}
    version = propose_version(
        programme=programme, document=document, access=life.who(Verb.CHANGE_PROGRAMMES)
    )
    return f"{version}: {document}"


def change_terms(life: Life) -> str:
    version = life.one_of(versions(VersionStatus.DRAFT))
    document = any_version(life.dice, first_of_a_month(life))
    access = life.who(Verb.CHANGE_PROGRAMMES)
    change_draft(version=version, document=document, access=access, reason=WHY)
    return f"{version}: {document}"


def decide_terms(life: Life) -> str:
    """Mostly drafts; one that is decided already is refused."""
    version = life.one_of(versions(VersionStatus.DRAFT) if life.maybe(0.95) else versions())
    how = approve_version if life.maybe(0.85) else withdraw_version
    how(version=version, access=life.who(Verb.APPROVE_PROGRAMMES), reason=WHY)
    return f"{how.__name__}: {version}"


def import_a_programme(life: Life) -> str:
    """A new one from a file, as a draft."""
    if Programme.objects.count() >= MOST_PROGRAMMES:
        raise NothingToDo
    code = f"NEW-{life.number()}"
    document = {
        "code": code,
        "name": code,
        "payment_form": life.dice.choice(("cash", "credit", "goods")),
        "exclusion_group": life.dice.choice(("", "", "BEST")),
        "enrolment": life.dice.choice(("scope", "scope", "contract")),
        "versions": [any_version(life.dice, datetime.date(life.today.year, 1, 1))],
    }
    access = life.who(Verb.CHANGE_PROGRAMMES)
    import_programmes(document={"programmes": [document]}, access=access)
    return f"{document}"


def start_a_run(life: Life) -> str:
    """Over a month, quarter, half or year that is over or not; of all dealers, or some."""
    length = life.dice.choice((1, 1, 3, 3, 3, 6, 12))
    end = first_of_a_month(life, back=150)
    start = (end - datetime.timedelta(days=30 * length)).replace(day=1)
    dealers = life.dice.sample(list(life.market.dealers), 3) if life.maybe(0.25) else []
    codes = list(Programme.objects.order_by("pk").values_list("code", flat=True))
    programmes = life.dice.sample(codes, 3) if life.maybe(0.25) else []
    run = start_run(
        date_from=start, date_to=end, programmes=programmes, dealers=dealers,
        access=life.who(Verb.DRAFT_RUNS),
    )  # fmt: skip
    return f"run {run.pk}: {start} to {end}, {programmes} {dealers}"


def calculate_run(life: Life) -> str:
    run = calculate(run=life.one_of(runs(RunStatus.CALCULATING)))
    life.wrong += measure_problems(run)
    return f"run {run.pk}: {run.lines.count()} lines"


def approve_a_run(life: Life) -> str:
    """Mostly by somebody else than the one who started it."""
    run = life.one_of(runs(RunStatus.DRAFT))
    approve_run(run=run, access=life.who(Verb.APPROVE_RUNS), reason=WHY)
    return f"run {run.pk}"


def discard_a_run(life: Life) -> str:
    """The oldest: it is the one that is out of date most likely."""
    run = runs(RunStatus.DRAFT, RunStatus.APPROVED, RunStatus.FAILED).order_by("pk").first()
    if run is None:
        raise NothingToDo
    discard_run(run=run, access=life.who(Verb.DRAFT_RUNS), reason=WHY)
    return f"run {run.pk}"


def post_a_run(life: Life) -> str:
    """Approved ones, and those that were interrupted."""
    run, access = life.one_of(runs(RunStatus.APPROVED)), life.who(Verb.POST_RUNS)
    run = post_run(run=run, access=access)
    noted(life, run)
    return f"run {run.pk}: {run.statements.count()} statements"


def post_and_be_interrupted(life: Life) -> str:
    """The worker is gone at a random statement to the database."""
    run, access = life.one_of(runs(RunStatus.APPROVED)), life.who(Verb.POST_RUNS)
    begin_posting(run=run, access=access)
    gone = finish_until(life, run, life.dice.randrange(1, 160))
    noted(life, run)
    return f"run {run.pk}: {gone}, {run.statements.count()} statements"


def go_on_posting(life: Life) -> str:
    """A run that was interrupted is taken up again; now and then it is interrupted again."""
    run = life.one_of(runs(RunStatus.POSTING))
    gone = finish_until(life, run, life.dice.choice((20, 90, 10_000, 10_000)))
    noted(life, run)
    return f"run {run.pk}: {gone}, {run.statements.count()} statements"


def settle_at_once(life: Life) -> str:
    """Started, calculated, approved and posted before anything else happens; then the same draft
    again has nothing to post."""
    days = {"date_to": first_of_a_month(life, back=150)}
    days["date_from"] = (days["date_to"] - datetime.timedelta(days=85)).replace(day=1)
    starter, approver, poster = (
        life.market.able(verb)[-1 - number]
        for number, verb in enumerate((Verb.DRAFT_RUNS, Verb.APPROVE_RUNS, Verb.POST_RUNS))
    )
    run = calculate(run=start_run(access=starter, **days))
    life.wrong += measure_problems(run)
    approve_run(run=run, access=approver, reason=WHY)
    run = post_run(run=run, access=poster)
    noted(life, run)
    again = calculate(run=start_run(access=starter, **days))
    for line in again.lines.exclude(amount=0).select_related("dealer", "programme"):
        life.wrong.append(f"nothing is new since run {run.pk}, but {line} of {line.dealer} is due")
    if fine := again.fine_lines.select_related("case").first():
        life.wrong.append(f"nothing was decided since run {run.pk}, but {fine} is due")
    return f"run {run.pk}: {run.statements.count()} statements; run {again.pk} has nothing to post"


def noted(life: Life, run: SettlementRun) -> None:
    """The oracle hears that the run has begun to post, and whose turn has come."""
    if run.pk not in life.expected.runs:
        life.wrong += life.expected.run_posts(run)
    life.expected.dealers_stated(run)


def finish_until(life: Life, run: SettlementRun, point: int) -> str:
    seen = 0

    def trace(execute, sql, params, many, context):
        nonlocal seen
        seen += 1
        if seen == point and "SAVEPOINT" not in sql:
            raise Interrupted
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(trace):
            finish_posting(run=run, by=life.market.boss.user)
    except Interrupted:
        return f"interrupted at statement {point}"
    return "to the end"


def reverse_a_run(life: Life) -> str:
    run = life.one_of(runs(RunStatus.POSTED))
    reversal = reverse_run(run=run, access=life.who(Verb.DRAFT_RUNS), reason=WHY)
    return f"run {run.pk} by run {reversal.pk}"


def answer_a_statement(life: Life) -> str:
    """The dealer confirms or disputes; the brand replies."""
    statement = life.one_of(list(Statement.objects.defer("content").order_by("-pk")[:40][::-1]))
    kind = life.dice.choice((*AnswerKind, AnswerKind.DISPUTED))
    access = life.principal(statement.dealer)
    if kind == AnswerKind.REPLIED:
        access = life.who(Verb.REPLY_TO_ANSWERS)
    answer_statement(statement=statement, kind=kind, access=access, text=f"n. {life.number()}")
    return f"{statement.number}: {kind}"


def runs(*status: RunStatus):
    return SettlementRun.objects.filter(status__in=status)


def versions(*status: VersionStatus):
    rows = ProgrammeVersion.objects.select_related("programme")
    return rows.filter(status__in=status) if status else rows


def first_of_a_month(life: Life, *, back: int = 60) -> datetime.date:
    """Some months ago, or the next ones."""
    return (life.day_before(back) + datetime.timedelta(days=75)).replace(day=1)


OPERATIONS = {
    propose_terms: 3, change_terms: 1, decide_terms: 3, import_a_programme: 1,
    start_a_run: 9, calculate_run: 30, approve_a_run: 20, discard_a_run: 3, post_a_run: 16,
    post_and_be_interrupted: 10, go_on_posting: 7, reverse_a_run: 4, answer_a_statement: 7,
    settle_at_once: 3,
}  # fmt: skip

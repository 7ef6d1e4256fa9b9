"""The life of a settlement run: started, approved by another person, or discarded."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given, second_person
from channels_mgmt.core.audit import record
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.told import clipped
from dealers.models import Dealer
from rebates.sales.cells import wait_for_intake

from ..choices import RunStatus
from ..fines.calculating import check_fines, wait_for_cases
from ..models import Programme, SettlementRun
from ..review.checks import check_nothing_blocks
from .posted import check_up_to_date


@transaction.atomic
def start_run(
    *,
    date_from: datetime.date,
    date_to: datetime.date,
    programmes: Iterable[str] = (),
    dealers: Iterable[str] = (),
    as_of: datetime.datetime | None = None,
    access: Access,
) -> SettlementRun:
    """A new run over the periods that end in (date_from, date_to], not yet calculated.

    Programmes and dealers are codes, none means all. `as_of` leaves out what was taken in later; by
    default everything counts that is taken in by now.
    """
    require(access, Verb.DRAFT_RUNS)
    wait_for_intake()
    wait_for_rules()
    wait_for_cases()
    now = timezone.now()
    if as_of and as_of > now:
        raise ValidationError(
            _("The cut-off %(moment)s lies in the future: nobody knows yet what will be taken in.")
            % {"moment": timezone.localtime(as_of).isoformat(sep=" ", timespec="minutes")}
        )
    run = SettlementRun(
        date_from=date_from,
        date_to=date_to,
        programmes=known_codes(
            Programme.objects.all(), programmes, _("No programme has the code %s.")
        ),
        dealers=dealers_within(access, dealers, Verb.DRAFT_RUNS),
        as_of=as_of or now,
        created_by=access.user,
    )
    run.full_clean()
    run.save()
    record("started", run, by=access.user, after={"from": date_from, "to": date_to})
    return run


@transaction.atomic
def approve_run(*, run: SettlementRun, access: Access, reason: str) -> SettlementRun:
    """Another person than those who made it agrees, and says why.

    Raises ValidationError also when the run is out of date.
    """
    require_over(access, Verb.APPROVE_RUNS, run)
    run = lock_run(run)
    must_become(run, RunStatus.APPROVED)
    run.approved_by, run.approved_at = second_person(run, access), timezone.now()
    reason = reason_given(reason)
    check_nothing_blocks(run)
    check_up_to_date(run)
    check_fines(run)
    return move(run, RunStatus.APPROVED, access, reason=reason)


@transaction.atomic
def discard_run(*, run: SettlementRun, access: Access, reason: str) -> SettlementRun:
    """Give up a run that has posted nothing, and say why; what it was to reverse may then be
    reversed anew."""
    if not reaches(access, Verb.APPROVE_RUNS, run):
        require_over(access, Verb.DRAFT_RUNS, run)
    run = lock_run(run)
    must_become(run, RunStatus.DISCARDED)
    run.reverses = None
    return move(run, RunStatus.DISCARDED, access, reason=reason_given(reason))


@transaction.atomic
def fail_run(*, run: SettlementRun, error: str) -> None:
    """Note that a calculation has ended without a result; it can be calculated anew."""
    run = lock_run(run)
    if run.status == RunStatus.CALCULATING:
        run.lines.all().delete()
        run.fine_lines.all().delete()
        move(run, RunStatus.FAILED, None, reason=clipped(error, 500))


def wait_for_rules() -> None:
    """Within a transaction: let every change of a programme that is under way finish first.

    What is approved after that, after the run was started, is noticed before the run is posted.
    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Programme._meta.db_table} IN EXCLUSIVE MODE")


def lock_run(run: SettlementRun) -> SettlementRun:
    """The run as it stands now; whoever else wants to move it waits."""
    return SettlementRun.objects.select_for_update().get(pk=run.pk)


def move(
    run: SettlementRun, to: RunStatus, access: Access | None, *, reason: str = ""
) -> SettlementRun:
    """Save the locked run in its new state, and record the move."""
    must_become(run, to)
    old, run.status = run.status, to
    run.save()
    record(
        to.value,
        run,
        by=access and access.user,
        before={"status": old},
        after={"status": to.value},
        reason=reason,
    )
    return run


def require(access: Access, verb: Verb) -> None:
    if not access.may(verb):
        raise PermissionDenied


def require_over(access: Access, verb: Verb, run: SettlementRun) -> None:
    """The right must reach every dealer of the run."""
    if not reaches(access, verb, run):
        raise PermissionDenied


def reaches(access: Access, verb: Verb, run: SettlementRun) -> bool:
    """Whether the person may do this to the whole run: to every dealer that it names or has."""
    scope = access.to(verb)
    if scope.everything:
        return True
    within = Dealer.objects.visible_to(scope)
    named = within.filter(code__in=run.dealers).count() == len(run.dealers) > 0
    return named and not dealers_of(run).exclude(pk__in=within).exists()


def dealers_of(run: SettlementRun) -> QuerySet[Dealer]:
    """Whoever has a line in the run."""
    lines = run.lines.order_by().values("dealer"), run.fine_lines.order_by().values("dealer")
    return Dealer.objects.filter(Q(pk__in=lines[0]) | Q(pk__in=lines[1]))


def dealers_within(access: Access, codes: Iterable[str], verb: Verb) -> list[str]:
    """The codes, sorted; raises ValidationError where the right does not reach one of them, or
    where none is named and it does not reach all dealers."""
    scope = access.to(verb)
    known = known_codes(Dealer.objects.visible_to(scope), codes, _("No dealer has the code %s."))
    if not known and not scope.everything:
        raise ValidationError(
            _("Name the dealers to settle: your right does not reach all of them.")
        )
    return known


def known_codes(rows, codes: Iterable[str], message: str) -> list[str]:
    """The codes, sorted; raises ValidationError with every one that none of the rows has."""
    wanted = sorted(set(codes))
    found = set(rows.filter(code__in=wanted).values_list("code", flat=True))
    if missing := [code for code in wanted if code not in found]:
        raise ValidationError([message % code for code in missing])
    return wanted

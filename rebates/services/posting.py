"""Post a run: every dealer's differences to the ledger, and what they mean as a statement.

A run begins to post in one transaction, under the locks of its programmes: from then on its amounts
count as posted for every other run. Then each dealer has a transaction of his own, whose mark is
his statement: whoever takes up a run that was interrupted goes on with the dealers without one.
"""

from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.models import User
from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Access, Verb
from dealers.choices import Account
from dealers.models import Dealer, LedgerEntry
from dealers.services.ledger import Posting, lock_dealer, post, reverse

from ..choices import RunStatus
from ..fines.calculating import check_fines
from ..fines.planning import demand_of, draws_of, fine_lines_of
from ..fines.posting import postings_of, settle_cases
from ..models import Programme, RunLine, SettlementRun, Statement
from .posted import check_up_to_date
from .runs import dealers_of, lock_run, move, require_over
from .statements import issue_statement, source_of

Progress = Callable[[int, int], None]


def post_run(
    *, run: SettlementRun, access: Access, progress: Progress | None = None
) -> SettlementRun:
    """Post an approved run, or go on with one that was interrupted; nothing is posted twice."""
    begin_posting(run=run, access=access)
    return finish_posting(run=run, by=access.user, progress=progress)


@transaction.atomic
def begin_posting(*, run: SettlementRun, access: Access) -> SettlementRun:
    """Decide that the run is posted. Raises ValidationError, with nothing changed, when it is not
    approved, or when its differences are no longer right."""
    require_over(access, Verb.POST_RUNS, run)
    run = lock_run(run)
    if run.status == RunStatus.POSTING:
        return run
    must_become(run, RunStatus.POSTING)
    lock_programmes(run)
    check_up_to_date(run)
    check_fines(run)
    if run.reverses_id:
        must_become(lock_run(run.reverses), RunStatus.REVERSED)
    return move(run, RunStatus.POSTING, access)


def lock_programmes(run: SettlementRun) -> None:
    """Runs that share a programme begin to post one after the other."""
    shared = Programme.objects.filter(pk__in=run.lines.order_by().values("programme"))
    list(shared.select_for_update().order_by("pk"))


def finish_posting(
    *, run: SettlementRun, by: User | None, progress: Progress | None = None
) -> SettlementRun:
    """Post what is left of a run that has begun to. progress(done, total) counts dealers."""
    run = SettlementRun.objects.get(pk=run.pk)
    if run.status == RunStatus.POSTED:
        return run
    if run.status != RunStatus.POSTING:
        raise ValidationError(
            _("Run %(run)s is %(status)s, not being posted.")
            % {"run": run.pk, "status": run.get_status_display().lower()}
        )
    concerned = dealers_of(run).order_by("code").values_list("pk", flat=True)
    stated = set(run.statements.values_list("dealer_id", flat=True))
    total, done = len(concerned), len(stated)
    for dealer in concerned:
        if dealer not in stated:
            post_dealer(run=run, dealer_id=dealer, by=by)
            done += 1
        if progress:
            progress(done, total)
    return _complete(run, by)


@transaction.atomic
def post_dealer(*, run: SettlementRun, dealer_id: int, by: User | None) -> Statement | None:
    """One dealer's entries and statement, all or nothing; None where another worker was first."""
    dealer = lock_dealer(dealer_id)
    if run.statements.filter(dealer=dealer).exists():
        return None
    if run.reverses_id:
        _reverse_entries(run, dealer, by)
        return issue_statement(run=run, dealer=dealer, issued_at=timezone.now())
    postings, fines = list(_postings(run, dealer)), fine_lines_of(run, dealer)
    draws = draws_of(run, dealer, fines, sum((each.amount for each in postings), NOTHING))
    postings += postings_of(run, fines, draws)
    post(dealer=dealer, postings=postings, source=source_of(run), by=by)
    if demand := demand_of(run, dealer, draws):
        demand.save()
    return issue_statement(run=run, dealer=dealer, issued_at=timezone.now(), draws=draws)


def key_of(line: RunLine) -> str:
    """What a line posts is posted once."""
    return f"run:{line.run_id}:{line.dealer_id}:{line.programme_id}:{line.period}"


def _postings(run: SettlementRun, dealer: Dealer) -> Iterator[Posting]:
    lines = run.lines.filter(dealer=dealer).exclude(amount=0)
    for line in lines.select_related("programme").defer("explanation").order_by("pk"):
        yield Posting(
            account=Account.REBATES,
            against=Account.BRAND_REBATE_EXPENSE,
            amount=line.amount,
            date=Period.parse(line.period).last_day,
            key=key_of(line),
            memo=str(line),
        )


def _reverse_entries(run: SettlementRun, dealer: Dealer, by: User | None) -> None:
    entries = LedgerEntry.objects.filter(dealer=dealer, source=source_of(run.reverses))
    for entry in entries.order_by("pk"):
        reverse(entry=entry, source=source_of(run), by=by, memo=entry.memo)


@transaction.atomic
def _complete(run: SettlementRun, by: User | None) -> SettlementRun:
    run = lock_run(run)
    if run.status == RunStatus.POSTED:
        return run
    access = Access(by)
    if run.reverses_id:
        move(lock_run(run.reverses), RunStatus.REVERSED, access, reason=run.reason)
    settle_cases(run, by)
    run.posted_at = timezone.now()
    return move(run, RunStatus.POSTED, access)

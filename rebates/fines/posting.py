"""Fines in the ledger: what a run posts for one dealer, and what follows once it is posted.

Locks are taken in one order everywhere: runs, programmes, cases, dealers. Whoever decides a case
begins with the lock of the cases and may go on to dealers; nobody who holds a dealer asks for a
case.
"""

from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import SYSTEM, Access
from channels_mgmt.core.told import told
from dealers.choices import Account
from dealers.services.ledger import Posting
from rebates.conduct.choices import ViolationStatus
from rebates.conduct.models import Violation
from rebates.conduct.services.settling import mark_settled

from ..models import FineLine, SettlementRun
from .calculating import wait_for_cases
from .dues import cases_of
from .planning import DRAW, Draw

FINE = "fine:"
UNSETTLED = (ViolationStatus.CONFIRMED, ViolationStatus.UPHELD, ViolationStatus.OVERTURNED)


def key_of(line: FineLine) -> str:
    """What a line posts is posted once."""
    return f"{FINE}{line.run_id}:{line.dealer_id}:{line.part}:{line.case_id}"


def draw_key_of(line: FineLine) -> str:
    return f"{DRAW}{line.run_id}:{line.dealer_id}:{line.case_id}"


def postings_of(
    run: SettlementRun, lines: Iterable[FineLine], draws: Iterable[Draw]
) -> Iterator[Posting]:
    """A fine goes from the dealer's account of fines to the brand, a share comes back the same way;
    what the deposit bears goes from there to the account of fines."""
    for line in lines:
        yield Posting(
            account=Account.FINES,
            against=Account.BRAND_FINE_INCOME,
            amount=line.amount,
            date=run.last_day,
            key=key_of(line),
            memo=line.case.number,
        )
    for draw in draws:
        yield Posting(
            account=Account.FINES,
            against=Account.DEPOSIT,
            amount=draw.drawn,
            date=run.last_day,
            key=draw_key_of(draw.line),
            memo=draw.line.case.number,
        )


def settle_cases(run: SettlementRun, by: User | None) -> list[Violation]:
    """Of a posted run: the cases of which all is posted now that is due are settled.

    Within the transaction that completes the run, after its lock.
    """
    wait_for_cases()
    waiting = Violation.objects.filter(status__in=UNSETTLED, offence_date__lt=run.date_to)
    keys = list(waiting.values_list("pk", flat=True))
    done = [
        case.fine.case
        for case in cases_of(run, known_at=timezone.now(), cases=keys)
        if not (case.fine.held or case.differs)
    ]
    if not done:
        return []
    reason = told(_("Settlement run %(run)s"), run=run.pk)
    return mark_settled(cases=done, access=Access(by, SYSTEM.rights), reason=reason)

"""What is due for each case, for the settlement to post the difference; nothing is posted here."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb

from ..choices import CaseAction, ViolationStatus
from ..models import CaseEvent, PenaltyDecision, Violation
from .common import move


@dataclass(frozen=True, slots=True)
class FineDue:
    """What a case costs as known at a moment, in yuan to the fen: a fine, and the share of the
    invaded dealer. An overturned case is among them, with nothing due: what was posted goes back.

    ``held``: an appeal waits, and by the rule it puts off what is not posted yet: post nothing of
    this case, neither way. ``rebate_percent`` of the rebate of the period that ``offence_date``
    lies in is forfeited. ``parts`` add up to the fine; ``basis`` has what it was reckoned from,
    ``clause`` the contract's words.
    """

    case: int
    number: str
    kind: str
    severity: str
    dealer: int
    offence_date: datetime.date
    offence: int | None
    parts: dict[str, Decimal]
    fine: Decimal
    share: Decimal
    invaded: int | None
    draws_on: str
    held: bool
    rebate_percent: Decimal | None
    decision: int
    rule: str
    basis: dict[str, Any]
    clause: str


PARTS = ("fixed", "per_unit", "multiple", "deposit_part")


def fines_due(
    dealers: Collection[int] | None,
    known_at: datetime.datetime,
    *,
    before: datetime.date | None = None,
    cases: Collection[int] | None = None,
) -> list[FineDue]:
    """Every case that was ever confirmed, as known at the moment, in the order of opening.

    ``dealers``: those accused or invaded (None: all); ``before``: the first day of offence that no
    longer counts; ``cases``: only these. Two queries. What is due to the other dealer of a case is
    told, too, whether or not it is one of ``dealers``.
    """
    rows = PenaltyDecision.objects.all()
    if dealers is not None:
        rows = rows.filter(Q(violation__dealer__in=dealers) | Q(violation__invaded__in=dealers))
    if before is not None:
        rows = rows.filter(violation__offence_date__lt=before)
    if cases is not None:
        rows = rows.filter(violation__in=cases)
    rows = rows.newest(known_at).select_related("violation", "rule_version__rule")
    rows = rows.order_by("violation_id")
    decisions = list(rows)
    states = states_at([decision.violation_id for decision in decisions], known_at)
    return [_due(decision, states) for decision in decisions]


def states_at(cases: Iterable[int], known_at: datetime.datetime) -> dict[int, str]:
    """The status of each case at a moment, as its time line has it."""
    events = CaseEvent.objects.filter(violation__in=list(cases), at__lte=known_at).order_by()
    last = events.values("violation").annotate(last=Max("pk")).values("last")
    return dict(CaseEvent.objects.filter(pk__in=last).values_list("violation", "to_status"))


def _due(decision: PenaltyDecision, states: dict[int, str]) -> FineDue:
    case, version = decision.violation, decision.rule_version
    appealed = states.get(case.pk) == ViolationStatus.APPEALED
    return FineDue(
        case=case.pk,
        number=case.number,
        kind=case.kind,
        severity=decision.severity,
        dealer=case.dealer_id,
        offence_date=case.offence_date,
        offence=decision.offence,
        parts={name: getattr(decision, name) for name in PARTS},
        fine=decision.fine,
        share=decision.share,
        invaded=case.invaded_id,
        draws_on=version.draws_on,
        held=appealed and version.appeal_suspends,
        rebate_percent=decision.rebate_percent,
        decision=decision.pk,
        rule=str(version),
        basis=decision.basis,
        clause=version.clause,
    )


@transaction.atomic
def mark_settled(*, cases: Collection[int], access: Access, reason: str) -> list[Violation]:
    """The settlement posted what was due for these: confirmed, upheld and overturned ones are
    settled now, others stay as they are. ``reason`` names the run."""
    if not access.may(Verb.POST_RUNS):
        raise PermissionDenied
    lock_table(Violation)
    done = []
    for case in Violation.objects.filter(pk__in=cases).order_by("pk"):
        if ViolationStatus(case.status).can_become(ViolationStatus.SETTLED):
            move(case, ViolationStatus.SETTLED, CaseAction.SETTLED, access, reason)
            done.append(case)
    return done

"""What a penalty brings besides money: carried out when it is decided, undone when it is not."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Access
from channels_mgmt.core.told import Told, clipped, refusal, told
from dealers.models import Territory
from dealers.services.territories import end_territory, give_back

from ..choices import EffectKind, EffectStatus, Termination
from ..models import Effect, PenaltyDecision, Violation
from .common import by_system
from .suspensions import lift, suspend
from .withdrawn import territories_for

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An effect that a decision asks for; equal ones are the same thing to do."""

    kind: EffectKind
    percent: Decimal | None = None
    days: int | None = None
    extent: str = ""

    def is_(self, effect: Effect) -> bool:
        days = effect.day_to and (effect.day_to - effect.day_from) // DAY
        return (self.kind, self.percent, self.extent) == (
            effect.kind,
            effect.percent,
            effect.extent,
        ) and (self.days is None or self.days == days)


def carry_out(*, case: Violation, decision: PenaltyDecision, access: Access) -> None:
    """Make the effects of a case those of its decision: undo what it no longer asks for, do what
    it asks for now. What cannot be done is kept as stuck, with why: a person does it by hand."""
    wanted = list(wanted_by(decision))
    there = list(case.effects.exclude(status=EffectStatus.REVERSED).order_by("pk"))
    for effect in there:
        if not any(one.is_(effect) for one in wanted):
            undo(effect, access)
    for one in wanted:
        if not any(one.is_(effect) for effect in there):
            _do(one, decision, access)


def wanted_by(decision: PenaltyDecision) -> Iterator[Wanted]:
    if decision.suspension_days:
        yield Wanted(EffectKind.SUSPENSION, days=decision.suspension_days)
    if decision.termination:
        yield Wanted(EffectKind.TERMINATION, extent=decision.termination)
    if decision.rebate_percent:
        yield Wanted(EffectKind.REBATE_FORFEIT, percent=decision.rebate_percent)
    if decision.plan_cut_percent:
        yield Wanted(EffectKind.PLAN_CUT, percent=decision.plan_cut_percent)
    if decision.buy_back:
        yield Wanted(EffectKind.BUY_BACK)


def _do(wanted: Wanted, decision: PenaltyDecision, access: Access) -> None:
    match wanted.kind:
        case EffectKind.TERMINATION:
            _withdraw(wanted, decision, access)
        case EffectKind.SUSPENSION:
            effect = _new(wanted, decision, access)
            effect.day_to = effect.day_from + DAY * wanted.days
            suspend(effect, by_system(access), reason_of(decision))
            effect.save()
        case EffectKind.BUY_BACK:
            effect = _new(wanted, decision, access)
            effect.quantity = decision.violation.quantity
            effect.save()
        case _:
            _new(wanted, decision, access).save()


def _new(wanted: Wanted, decision: PenaltyDecision, access: Access) -> Effect:
    return Effect(
        violation=decision.violation,
        decision=decision,
        kind=wanted.kind,
        percent=wanted.percent,
        extent=wanted.extent,
        day_from=timezone.localdate(),
        carried_out_by=access.user,
    )


def _withdraw(wanted: Wanted, decision: PenaltyDecision, access: Access) -> None:
    """One effect for each territory; where there is none to withdraw, that is kept, too."""
    today = timezone.localdate()
    found = territories_for(decision.violation, Termination(wanted.extent), today)
    for territory in found:
        effect = _new(wanted, decision, access)
        effect.territory, effect.before_to = territory, territory.valid_to
        ended = end_territory(
            territory=territory,
            day=today,
            access=by_system(access),
            reason=reason_of(decision),
        )
        effect.day_from = ended.valid_to
        effect.save()
    if not found:
        effect = _new(wanted, decision, access)
        effect.note = told(_("There was no territory to withdraw."))
        effect.save()


def reason_of(decision: PenaltyDecision) -> Told:
    """Why a dealer or a territory was changed: by the number of the case."""
    return told(_("Penalty of case %(case)s"), case=decision.violation.number)


def undo(effect: Effect, access: Access) -> None:
    """Reverse an effect. What stands in the way is kept as its note, and a person does it."""
    try:
        with transaction.atomic():
            _reverse(effect, access)
    except ValidationError as error:
        effect.status, effect.note = EffectStatus.STUCK, clipped(refusal(error), 500)
    else:
        effect.status, effect.note = EffectStatus.REVERSED, ""
        effect.reversed_by, effect.reversed_at = access.user, timezone.now()
    effect.save()


def _reverse(effect: Effect, access: Access) -> None:
    reason = told(_("Case %(case)s no longer brings it"), case=effect.violation.number)
    if effect.kind == EffectKind.SUSPENSION and effect.status == EffectStatus.IN_FORCE:
        lift(effect, by_system(access), reason)
    if effect.kind == EffectKind.TERMINATION and effect.territory_id:
        give_back(
            territory=Territory(pk=effect.territory_id),
            ended_on=effect.day_from,
            valid_to=effect.before_to,
            access=by_system(access),
            reason=reason,
        )

"""What each case of a legal entity costs, reckoned anew whenever one of them is decided."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.scopes import Access
from channels_mgmt.core.told import Told, told

from ..choices import CaseAction, DecisionCause
from ..models import PenaltyDecision, PenaltyRuleVersion, Violation
from ..rules.ladder import Ladder, Offence, Span, Step, earlier_ones, step_for
from ..rules.penalty import Basis, Penalty, UnknownBasis, penalty_of
from .common import change
from .effects import carry_out
from .entities import cases_of_entity

PARTS = ("fixed", "per_unit", "multiple", "deposit_part", "fine", "share")
BESIDES = ("rebate_percent", "plan_cut_percent", "suspension_days", "buy_back", "termination")
FIGURES = {
    "supply_value": gettext_lazy("value at the supply price"),
    "deposit": gettext_lazy("deposit reckoned with"),
}


def recount(
    *, case: Violation, access: Access, cause: DecisionCause, **evidence: Any
) -> list[PenaltyDecision]:
    """Decide anew what the case costs, and every other of the firm that it moved on the ladder.

    A sum that stays as it was gets no new row. Called under the lock of the cases, in the
    transaction of what happened to ``case``; ``evidence`` is what its decision pins.
    """
    cases = [one for one in cases_of_entity(case) if one.confirmed_at is not None]
    ladders = {v: ladder_of(v) for v in {one.rule_version for one in cases}}
    earlier = earlier_ones(_offence(one, ladders[one.rule_version]) for one in cases)
    named = {one.pk: one.number for one in cases}
    newest = _newest(cases)
    made = []
    for one in cases:
        own = one.pk == case.pk
        before = newest.get(one.pk)
        after = earlier.get(one.pk)
        decision = _decision(one, after, ladders[one.rule_version])
        decision.cause = cause if own else DecisionCause.RECOUNTED
        decision.by = access.user
        _follow(decision, before, evidence if own else {})
        if before and _same(decision, before):
            continue
        decision.basis |= {"after": [named[key] for key in after]} if after else {}
        decision.save()
        made.append(decision)
        if not own:
            change(one, CaseAction.RECALCULATED, access, said(decision))
        carry_out(case=one, decision=decision, access=access)
    return made


def ladder_of(version: PenaltyRuleVersion) -> Ladder:
    """The terms of a version, as the arithmetic takes them."""
    steps = tuple(
        Step(
            number=step.number,
            severity=step.severity,
            **{name: getattr(step, name) for name in STEP_FIELDS},
        )
        for step in sorted(version.steps.all(), key=lambda one: (one.severity, one.number))
    )
    return Ladder(Span(version.window), version.window_months, steps, version.share_percent)


STEP_FIELDS = ("fixed", "per_unit", "multiple", "deposit_percent", *BESIDES)


def said(decision: PenaltyDecision) -> Told:
    """What a decision says, in words for the time line."""
    if decision.offence is None:
        return told(gettext_lazy("It no longer counts."))
    text = gettext_lazy("It is offence %(number)s: %(fine)s yuan.")
    return told(text, number=decision.offence, fine=f"{decision.fine:,}")


def _offence(case: Violation, ladder: Ladder) -> Offence:
    return Offence(
        key=case.pk,
        day=case.offence_date,
        counts=case.counts,
        ladder=ladder,
        severity=case.severity,
        contract=case.contract_id,
    )


def _decision(case: Violation, earlier: tuple[int, ...] | None, ladder: Ladder) -> PenaltyDecision:
    number = None if earlier is None else len(earlier) + 1
    step = None if number is None else step_for(ladder.steps, number, case.severity)
    penalty = _penalty(case, step, ladder)
    decision = PenaltyDecision(
        violation=case,
        offence=number,
        rule_version=case.rule_version,
        severity=case.severity,
        basis=_basis(case, step),
        at=timezone.now(),
    )
    for name in PARTS:
        setattr(decision, name, getattr(penalty, name))
    for name in BESIDES:
        setattr(decision, name, getattr(step or Step(0), name))
    return decision


def _penalty(case: Violation, step: Step | None, ladder: Ladder) -> Penalty:
    basis = Basis(case.quantity, case.goods_value, case.supply_value, case.deposit)
    try:
        return penalty_of(step, basis, ladder.share_percent, case.invaded_id is not None)
    except UnknownBasis as missing:
        raise ValidationError(
            _("%(case)s: the penalty needs the %(figure)s, which is not on record. Add it first.")
            % {"case": case, "figure": FIGURES[missing.figure]},
            "unknown_basis",
        ) from None


def _basis(case: Violation, step: Step | None) -> dict[str, Any]:
    """Every figure that the penalty is reckoned from, as it was, exact and free of language."""
    figures = {
        name: getattr(case, name)
        for name in ("quantity", "goods_value", "supply_value", "seller_profit", "deposit")
    }
    terms = {f"step_{name}": getattr(step, name) for name in STEP_FIELDS} if step else {}
    terms |= {"share_percent": case.rule_version.share_percent, "clause": case.clause}
    return {k: str(v) for k, v in (figures | terms).items() if v not in (None, "", False)}


def _newest(cases: list[Violation]) -> dict[int, PenaltyDecision]:
    rows = PenaltyDecision.objects.newest().filter(violation__in=cases)
    return {decision.violation_id: decision for decision in rows}


def _follow(decision: PenaltyDecision, before: PenaltyDecision | None, evidence: dict) -> None:
    """Link it with the one before, and take over the evidence that one rests on."""
    decision.supersedes = before
    decision.difference = decision.fine - (before.fine if before else 0)
    kept = {"evidence_through": 0, "evidence_sha256": ""}
    if before:
        kept = {name: getattr(before, name) for name in kept}
    for name, value in (kept | evidence).items():
        setattr(decision, name, value)


def _same(decision: PenaltyDecision, before: PenaltyDecision) -> bool:
    names = ("offence", "rule_version_id", "severity", *PARTS, *BESIDES)
    return all(getattr(decision, name) == getattr(before, name) for name in names)

"""What a case costs and until when somebody may act, in words."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels_mgmt.core.display import clauses, number
from channels_mgmt.core.scopes import Scope

from .choices import Termination, ViolationStatus, Window
from .models import PenaltyDecision, PenaltyRuleVersion, Violation
from .rules.ladder import Ladder, Offence, earlier_ones, step_for
from .services.deciding import contract_of
from .services.entities import cases_of_firm
from .services.recounting import ladder_of
from .services.ruling import rule_on
from .wording import step_words, without_zeros


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a fine: what it is, how it is reckoned, and yuan to the fen."""

    label: str
    reckoning: str
    amount: Decimal


def parts_of(decision: PenaltyDecision) -> list[Part]:
    """What a fine is made of, each part with the figures it rests on."""
    return [part for part in _parts(decision) if part.amount]


def _parts(decision: PenaltyDecision) -> Iterator[Part]:
    basis = _figures(decision.basis)
    yield Part(_("Fixed sum"), "", decision.fixed)
    text = _("%(quantity)s pieces at %(step_per_unit)s yuan")
    yield Part(_("For the pieces"), text % basis, decision.per_unit)
    text = _("%(step_multiple)s times the value at the supply price, %(supply_value)s yuan")
    yield Part(_("Multiple of the supply price"), text % basis, decision.multiple)
    text = _("%(step_deposit_percent)s %% of the deposit, %(deposit)s yuan")
    yield Part(_("Part of the deposit"), text % basis, decision.deposit_part)


FIGURES = (
    "quantity",
    "goods_value",
    "supply_value",
    "deposit",
    "seller_profit",
    "step_per_unit",
    "step_multiple",
    "step_deposit_percent",
    "share_percent",
)


def _figures(basis: dict[str, Any]) -> dict[str, str]:
    """The figures of a decision as people write them; a dash for those it does not rest on."""
    return {name: without_zeros(Decimal(basis[name])) if name in basis else "–" for name in FIGURES}


def share_of(decision: PenaltyDecision) -> str:
    """What the invaded dealer gets and of what; for the brand alone."""
    if not decision.share:
        return ""
    text = _("%(share)s yuan: %(share_percent)s %% of the goods' value, %(goods_value)s yuan")
    return text % (_figures(decision.basis) | {"share": number(decision.share)})


def besides(decision: PenaltyDecision) -> Iterator[str]:
    """What a decision brings that is no fine."""
    if decision.rebate_percent:
        value = without_zeros(decision.rebate_percent)
        yield _("%(value)s %% of the period's rebate forfeited") % {"value": value}
    if decision.plan_cut_percent:
        value = without_zeros(decision.plan_cut_percent)
        yield _("the plan cut by %(value)s %%") % {"value": value}
    if decision.suspension_days:
        yield _("suspended for %(days)s days") % {"days": decision.suspension_days}
    if decision.buy_back:
        yield _("the goods are bought back")
    if decision.termination:
        yield str(Termination(decision.termination).label)


def ordinal(decision: PenaltyDecision) -> str:
    """Which offence it is, and in which window."""
    if decision.offence is None:
        return _("It does not count as an offence.")
    said = {"number": decision.offence, "window": window_of(decision.rule_version)}
    return _("Offence %(number)s of its kind (%(window)s)") % said


def window_of(version: PenaltyRuleVersion) -> str:
    if version.window == Window.ROLLING and version.window_months:
        n = version.window_months
        return ngettext("within %(n)s month", "within %(n)s months", n) % {"n": n}
    return str(Window(version.window).label)


def prospect(case: Violation) -> str:
    """What the case would cost if it were confirmed today, in the words of the ladder.

    Nothing for one that is decided, or without a rule for its day.
    """
    version = rule_on(case.kind, case.offence_date)
    if case.status not in UNDECIDED or version is None:
        return ""
    ladder, contract = ladder_of(version), contract_of(case)
    others = cases_of_firm(case.dealer).counting().filter(kind=case.kind).exclude(pk=case.pk)
    offences = [_offence(one, ladder_of(one.rule_version), one.contract_id) for one in others]
    offences.append(_offence(case, ladder, contract and contract.pk))
    place = len(earlier_ones(offences)[case.pk]) + 1
    return _("Offence %(number)s (%(window)s): %(costs)s") % {
        "number": place,
        "window": window_of(version),
        "costs": costs_of(ladder, place, case.severity),
    }


def costs_of(ladder: Ladder, number: int, severity: str) -> str:
    """What the n-th offence costs by a ladder, in its words."""
    step = step_for(ladder.steps, number, severity)
    return clauses(step_words(step)) if step else _("the ladder has no step for it")


UNDECIDED = (ViolationStatus.DETECTED, ViolationStatus.UNDER_REVIEW)


def _offence(case: Violation, ladder: Ladder, contract: int | None) -> Offence:
    return Offence(
        key=case.pk,
        day=case.offence_date,
        counts=True,
        ladder=ladder,
        severity=case.severity,
        contract=contract,
    )


def deadline_words(day: datetime.date | None) -> str:
    """A last day in plain words: how long there is still."""
    if day is None:
        return ""
    said = {"day": day.isoformat()}
    if day < timezone.localdate():
        return _("The last day was %(day)s: it has passed.") % said
    return _("Until %(day)s: %(left)s.") % (said | {"left": days_left(day)})


def days_left(day: datetime.date) -> str:
    left = (day - timezone.localdate()).days
    if left == 0:
        return _("today is the last day")
    return ngettext("%(n)s day is left", "%(n)s days are left", left) % {"n": left}


def next_deadline(case: Violation, *, yours: bool) -> str:
    """What the next last day is for, in plain words; nothing where nobody is waited for.

    ``yours``: said to the dealer.
    """
    status = ViolationStatus(case.status)
    said, day = (_yours() if yours else _of_the_dealer()).get(status, ""), _day_of(case)
    if not said or day is None:
        return ""
    if day < timezone.localdate():
        return deadline_words(day)
    return said % {"day": day.isoformat()} + _(" (%(left)s)") % {"left": days_left(day)}


def _yours() -> dict[ViolationStatus, str]:
    return {
        ViolationStatus.UNDER_REVIEW: _("You may answer until %(day)s"),
        ViolationStatus.CONFIRMED: _("You may appeal until %(day)s"),
        ViolationStatus.APPEALED: _("The brand decides your appeal until %(day)s"),
    }


def _of_the_dealer() -> dict[ViolationStatus, str]:
    return {
        ViolationStatus.UNDER_REVIEW: _("The dealer may answer until %(day)s"),
        ViolationStatus.CONFIRMED: _("The dealer may appeal until %(day)s"),
        ViolationStatus.APPEALED: _("The appeal is to be decided until %(day)s"),
    }


def _day_of(case: Violation) -> datetime.date | None:
    return {
        ViolationStatus.UNDER_REVIEW: case.answer_by,
        ViolationStatus.CONFIRMED: case.appeal_by,
        ViolationStatus.APPEALED: case.decide_by,
    }.get(ViolationStatus(case.status))


@dataclass(frozen=True, slots=True)
class Standing:
    """A case and its next deadline, for a short list."""

    case: Violation
    deadline: str


def standings(scope: Scope, limit: int = 20) -> list[Standing]:
    """The newest cases of a dealer, as it reads them."""
    return [
        Standing(case, next_deadline(case, yours=True))
        for case in Violation.objects.visible_to(scope)[:limit]
    ]

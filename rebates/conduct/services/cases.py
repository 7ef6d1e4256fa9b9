"""Opening cases, by findings or by hand, and what is done with them before they are decided."""

import datetime
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Access, Verb
from dealers.models import Dealer

from ..choices import CaseAction, NoCase, ViolationStatus
from ..holidays import deadline
from ..models import Finding, Violation
from .bringing_in import bring_in
from .common import change, locked, move, must_be
from .ruling import rule_on

UNDECIDED = (ViolationStatus.DETECTED, ViolationStatus.UNDER_REVIEW)


@transaction.atomic
def open_case(
    *, findings: Sequence[Finding], group: str, access: Access, summary: str = ""
) -> Violation | None:
    """One case of findings that belong together: of one dealer and one kind of violation.

    ``group`` names what belongs together, for ever: findings of the same group join the case that
    there is. Once that is decided they stay findings, marked so, and the answer is None. Findings
    that have a case already are left where they are.
    """
    if not access.may(Verb.OPEN_CASES):
        raise PermissionDenied
    lock_table(Violation)
    new = list(Finding.objects.filter(pk__in=[f.pk for f in findings], case=None).order_by("pk"))
    case = Violation.objects.filter(group=group).first()
    if case is None:
        return _opened(new, group, access, summary) if new else None
    if case.status not in UNDECIDED:
        _keep_as_findings(new, case)
        return None
    if new:
        _check_reach(case, access)
        _join(case, new)
        values = _values(list(case.findings.order_by("pk")))
        change(case, CaseAction.JOINED, access, **values)
    return case


@transaction.atomic
def open_by_hand(
    *,
    dealer: Dealer,
    kind: str,
    offence_date: datetime.date,
    access: Access,
    summary: str,
    quantity: int = 1,
    goods_value: Decimal = Decimal(0),
    supply_value: Decimal | None = None,
    **more,
) -> Violation:
    """A case that a person saw: ``more`` are further fields of it (region, invaded, …)."""
    lock_table(Violation)
    if offence_date > timezone.localdate():
        raise ValidationError({"offence_date": _("The offence lies in the future.")})
    case = Violation(
        dealer=dealer,
        kind=kind,
        offence_date=offence_date,
        summary=reason_given(summary),
        quantity=quantity,
        goods_value=goods_value,
        supply_value=supply_value,
        **more,
    )
    return _open(case, access)


@transaction.atomic
def review(*, case: Violation, access: Access, reason: str = "") -> Violation:
    """Put a case under review: from now on the dealer sees it, and can answer until a day.

    Of a case that the system opened, whoever reviews it is the one who opened it: another person
    decides it.
    """
    case = locked(case, access, Verb.OPEN_CASES)
    rule = rule_on(case.kind, case.offence_date)
    days = rule.answer_days if rule else 0
    values = {
        "opened_by": case.opened_by or access.user,
        "answer_by": deadline(timezone.localdate(), days) if days else None,
        "rule_version": rule,
        "clause": rule.clause if rule else "",
    }
    move(case, ViolationStatus.UNDER_REVIEW, CaseAction.REVIEWED, access, reason, **values)
    return case


@transaction.atomic
def dismiss(*, case: Violation, access: Access, reason: str) -> Violation:
    """End a case under review without a penalty; the dealer reads why."""
    case = locked(case, access, Verb.DECIDE_CASES)
    reason = reason_given(reason)
    move(case, ViolationStatus.DISMISSED, CaseAction.DISMISSED, access, reason)
    return case


@transaction.atomic
def set_aside(*, finding: Finding, access: Access, reason: str) -> Finding:
    """Say of a finding without a case that it is to be none, and why."""
    lock_table(Violation)
    if not access.reaches(Verb.OPEN_CASES, finding):
        raise PermissionDenied
    finding = Finding.objects.get(pk=finding.pk)
    if finding.case_id:
        raise ValidationError(_("This finding belongs to %(case)s.") % {"case": finding.case})
    before, reason = finding.no_case, reason_given(reason)
    finding.no_case, finding.no_case_note = NoCase.BY_HAND, reason
    finding.save(update_fields=["no_case", "no_case_note"])
    after = {"no_case": NoCase.BY_HAND.value}
    record("set_aside", finding, by=access.user, before={"no_case": before}, after=after,
           reason=reason)  # fmt: skip
    return finding


@transaction.atomic
def complete_figures(*, case: Violation, access: Access, reason: str, **figures) -> Violation:
    """Put figures on record that the penalty rests on (``FIGURES``), and say where they are from.

    Once a case is decided, only such as nobody had put on record before.
    """
    case = locked(case, access, Verb.OPEN_CASES)
    if case.status not in UNDECIDED:
        must_be(case, ViolationStatus.CONFIRMED, ViolationStatus.APPEALED, ViolationStatus.UPHELD)
        figures = {name: value for name, value in figures.items() if getattr(case, name) is None}
    unknown = set(figures) - FIGURES
    if unknown or not figures:
        raise ValidationError(_("There is no figure here that can still be put on record."))
    change(case, CaseAction.EVIDENCE, access, reason_given(reason), **figures)
    return case


FIGURES = {"quantity", "goods_value", "supply_value", "seller_profit", "deposit", "invaded"}


def _opened(findings: list[Finding], group: str, access: Access, summary: str) -> Violation:
    first = findings[0]
    if any((f.dealer_id, f.kind) != (first.dealer_id, first.kind) for f in findings):
        raise ValueError("Findings of one case are of one dealer and one kind of violation.")
    case = Violation(dealer=first.dealer, kind=first.kind, group=group, summary=summary)
    for name, value in _values(findings).items():
        setattr(case, name, value)
    _open(case, access)
    _join(case, findings)
    return case


def _open(case: Violation, access: Access) -> Violation:
    case.number = next_number(timezone.localdate().year)
    case.uscc, case.opened_by = case.dealer.uscc, access.user
    case.full_clean()
    case.save()
    _check_reach(case, access)
    change(case, CaseAction.OPENED, access, case.summary)
    return case


def _check_reach(case: Violation, access: Access) -> None:
    if not access.reaches(Verb.OPEN_CASES, case):
        raise PermissionDenied


def next_number(year: int) -> str:
    """V2026-00001; the caller has locked the cases."""
    prefix = f"V{year}-"
    last = Violation.objects.filter(number__startswith=prefix).order_by("-number").first()
    return f"{prefix}{int(last.number.removeprefix(prefix)) + 1 if last else 1:05}"


def _join(case: Violation, findings: Collection[Finding]) -> None:
    keys = [finding.pk for finding in findings]
    Finding.objects.filter(pk__in=keys).update(case=case, no_case="", no_case_note="")
    bring_in(case, findings)


def _keep_as_findings(findings: Collection[Finding], case: Violation) -> None:
    rows = Finding.objects.filter(pk__in=[f.pk for f in findings], no_case="")
    rows.update(no_case=NoCase.DECIDED, no_case_note=case.number)


def _values(findings: list[Finding]) -> dict:
    """What findings say together of their case: the first day, the sums, what all agree in."""
    first = min(findings, key=lambda finding: (finding.day, finding.pk))
    return sums_of(findings) | {
        "offence_date": first.day,
        "home": first.home,
        "region": first.region,
        "channel": first.channel,
        "product_line": common([finding.product_line for finding in findings]),
        "control": common([finding.control for finding in findings]),
        "invaded": common([finding.invaded for finding in findings]),
    }


def sums_of(findings: Collection[Finding]) -> dict[str, Any]:
    """Pieces and yuan of findings that are one case."""
    supply = [finding.supply_value for finding in findings]
    return {
        "quantity": sum(finding.quantity for finding in findings),
        "goods_value": sum((finding.goods_value for finding in findings), Decimal(0)),
        "supply_value": None if None in supply else sum(supply, Decimal(0)),
    }


def common(values: list) -> Any:
    """What all of them are, or None."""
    return values[0] if len(set(values)) == 1 else None

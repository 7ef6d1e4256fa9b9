"""Which rule is for a case, and whether the law lets it carry money."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pricing.choices import ControlMode, ControlStatus
from pricing.models import PriceControl

from ..choices import VersionStatus, ViolationKind
from ..models import PenaltyRuleVersion, Violation


def rule_on(kind: str, day: datetime.date) -> PenaltyRuleVersion | None:
    """The approved version for offences of this kind and day; there is at most one."""
    return _approved_on(day).filter(rule__kind=kind).first()


def rules_on(kinds: Iterable[str], day: datetime.date) -> dict[str, PenaltyRuleVersion]:
    """The same for several kinds, with their steps; a kind without a rule is left out."""
    rows = _approved_on(day).filter(rule__kind__in=kinds).prefetch_related("steps")
    return {version.rule.kind: version for version in rows}


def _approved_on(day: datetime.date) -> QuerySet[PenaltyRuleVersion]:
    approved = PenaltyRuleVersion.objects.filter(status=VersionStatus.APPROVED)
    return approved.valid_on(day).select_related("rule").order_by("pk")


def rule_for(case: Violation) -> PenaltyRuleVersion:
    """Raises ValidationError where no rule was approved for the day of the offence."""
    found = rule_on(case.kind, case.offence_date)
    if found is None:
        raise ValidationError(
            _(
                "No penalty rule for “%(kind)s” was in force on %(day)s. Approve a version that "
                "covers the day, or dismiss the case."
            )
            % {"kind": case.get_kind_display(), "day": case.offence_date},
            "no_rule",
        )
    return found


def check_legal(case: Violation) -> None:
    """A price breach carries money only by a control that penalises, on its legal basis
    (Anti-Monopoly Law, Art. 18). Raises ValidationError otherwise."""
    if case.kind == ViolationKind.PRICE_BREACH and not penalises(case.control, case.offence_date):
        raise ValidationError(
            _(
                "A price breach can be penalised only by a price control in the mode “penalise” "
                "whose legal basis held on %(day)s (Anti-Monopoly Law, Art. 18). Dismiss the case, "
                "or keep it as a finding."
            )
            % {"day": case.offence_date},
            "legal_gate",
        )


def penalises(control: PriceControl | None, day: datetime.date) -> bool:
    """Whether the control may carry money for what happened on the day."""
    return (
        control is not None
        and control.mode == ControlMode.PENALISE
        and control.status == ControlStatus.IN_FORCE
        and control.valid_on(day)
        and control.legal_until is not None
        and day < control.legal_until
    )

"""Gates in words: what they ask for, and how they were passed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from channels_mgmt.core.display import clauses, listed
from dealers.choices import Grade
from rebates.conduct.choices import ViolationKind

from ..rules.exact import ONE
from ..rules.gates import AtLeast, Gate, GateMeasure, GradeIs, NoViolation, PaymentDays
from ..rules.parsing_parts import read_gates
from ..rules.reading import Reader
from .numbers import percent, whole_percent

Facts = Mapping[str, Any]


def condition(gate: Gate) -> str:
    """What a gate asks for, and what happens otherwise."""
    if isinstance(gate, PaymentDays):
        return _speeds(gate)
    words = {"condition": _asked(gate), "else": _otherwise(gate.else_multiply)}
    return _("%(condition)s; %(else)s.") % words


def outcome(facts: Facts) -> str:
    """How the gate of an explanation was passed, and what it does: without the full stop."""
    gate = gate_of(facts["gate"])
    return _("%(fact)s: %(effect)s") % {
        "fact": _found(gate, facts["value"]),
        "effect": effect(Decimal(facts["factor"])),
    }


def effect(factor: Decimal) -> str:
    if factor == ONE:
        return _("the condition is met")
    if not factor:
        return _("nothing is paid")
    return _("%(share)s of it is paid") % {"share": whole_percent(factor)}


def gate_of(document: Facts) -> Gate:
    """The gate that stands in an explanation."""
    [gate] = read_gates(Reader(), [document])
    return gate


def _asked(gate: Gate) -> str:
    if isinstance(gate, NoViolation):
        return _("Only without a confirmed violation in the period (%(kinds)s)") % {
            "kinds": kinds(gate.kinds)
        }
    if isinstance(gate, GradeIs):
        return _(
            "Only for a dealer who has one of these grades when the period ends: %(grades)s"
        ) % {"grades": grades(gate.grades)}
    bound = {"bound": percent(gate.at_least)}
    match gate.measure:
        case GateMeasure.ATTAINMENT_PERCENT:
            return _("Only if at least %(bound)s of the agreed target is reached") % bound
        case GateMeasure.PRICE_COMPLIANCE_PERCENT:
            return _("Only if at least %(bound)s of the observed prices keep their control") % bound
    return _("Only if at least %(bound)s of the service jobs are done in time") % bound


def _otherwise(factor: Decimal) -> str:
    if not factor:
        return _("otherwise nothing is paid")
    return _("otherwise %(share)s of it is paid") % {"share": whole_percent(factor)}


def _speeds(gate: PaymentDays) -> str:
    limits = clauses(
        _("up to %(days)s days %(share)s") % {"days": days, "share": whole_percent(factor)}
        for days, factor in gate.limits
    )
    return _("By the days to payment, on average: %(limits)s; later nothing.") % {"limits": limits}


def _found(gate: Gate, value: str | None) -> str:
    """What the gate was asked of."""
    if isinstance(gate, NoViolation):
        return _violations(gate, int(Decimal(value or 0)))
    if isinstance(gate, GradeIs):
        return _grade(gate, value)
    if isinstance(gate, PaymentDays):
        if value is None:
            return _("Nothing was there to be paid in the period")
        return _("Paid after %(days)s days on average") % {"days": _number(value)}
    return _share(gate, value)


def _violations(gate: NoViolation, count: int) -> str:
    words = {"count": count, "kinds": kinds(gate.kinds)}
    if not count:
        return _("No confirmed violation in the period (%(kinds)s)") % words
    return ngettext(
        "%(count)s confirmed violation in the period (%(kinds)s)",
        "%(count)s confirmed violations in the period (%(kinds)s)",
        count,
    ) % words  # fmt: skip


def _grade(gate: GradeIs, value: str | None) -> str:
    words = {"grades": grades(gate.grades), "grade": value and grades([value])}
    if value is None:
        return _("The dealer has no grade, but %(grades)s is asked for") % words
    return _("The grade is %(grade)s, and %(grades)s is asked for") % words


def _share(gate: AtLeast, value: str | None) -> str:
    words = {"bound": percent(gate.at_least), "value": "" if value is None else percent(value)}
    match gate.measure:
        case GateMeasure.ATTAINMENT_PERCENT:
            if value is None:
                return _("No target was agreed, but %(bound)s of it is asked for") % words
            return _("%(value)s of the target is reached, and %(bound)s is asked for") % words
        case GateMeasure.PRICE_COMPLIANCE_PERCENT:
            if value is None:
                return _("No price was observed in the period")
            return _("%(value)s of the observed prices keep their control, and %(bound)s is"
                     " asked for") % words  # fmt: skip
    if value is None:
        return _("There was no service job in the period")
    return _("%(value)s of the service jobs were done in time, and %(bound)s is asked for") % words


def _number(value: str) -> str:
    """18, or ≈ 18.3333 where it does not end."""
    return percent(value).removesuffix("%").strip()


def kinds(codes: tuple[str, ...]) -> str:
    return listed(str(ViolationKind(c).label) if c in ViolationKind else c for c in codes)


def grades(codes: Any) -> str:
    return listed(str(Grade(code).label) if code in Grade else code for code in codes)

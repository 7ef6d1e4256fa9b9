"""Between a stored version, its terms, and its object in the programme file."""

from decimal import Decimal
from typing import Any

from channels_mgmt.core.periods import Period

from ..choices import PeriodLength, VersionStatus
from ..models import Programme, ProgrammeVersion, Step
from ..rules.documents import BENEFITS, period_document, terms_document
from ..rules.parsing import parse_terms
from ..rules.reading import plain
from ..rules.terms import Terms


def terms_of(version: ProgrammeVersion) -> Terms:
    """What the version says, as the rules understand it (prefetch `steps` for many)."""
    return parse_terms(_stored(version))


def document_of(version: ProgrammeVersion) -> dict[str, Any]:
    """The version as it stands in a programme file (docs: data formats)."""
    return {
        "valid_from": version.valid_from.isoformat(),
        "valid_to": version.valid_to and version.valid_to.isoformat(),
        **terms_document(terms_of(version)),
    }


def programme_document(programme: Programme) -> dict[str, Any]:
    """The programme with its versions that are not withdrawn, as it stands in a programme file."""
    return {
        "code": programme.code,
        "name": programme.name,
        "name_en": programme.name_en,
        "payment_form": programme.payment_form,
        "sales_linked": programme.sales_linked,
        "vat_rate": plain(programme.vat_rate),
        "exclusion_group": programme.exclusion_group or None,
        "precedence": programme.precedence,
        "priority": programme.priority,
        "enrolment": programme.enrolment,
        "versions": [document_of(version) for version in standing_versions(programme)],
    }


def standing_versions(programme: Programme):
    """Drafts and approved versions, in order of validity."""
    standing = programme.versions.exclude(status=VersionStatus.WITHDRAWN)
    return standing.order_by("valid_from", "number").prefetch_related("steps")


def fill(version: ProgrammeVersion, terms: Terms) -> ProgrammeVersion:
    """Put the terms into the version's columns; its steps are written by `write_steps`."""
    document = terms_document(terms)
    version.scope = document["scope"]
    version.target, version.earning = terms.target.value, terms.earning.value
    version.target_scope = document["target_measure"].get("scope")
    version.earning_scope = document["earning_measure"].get("scope")
    version.method, version.upper_inclusive = terms.method.value, terms.upper_inclusive
    version.cumulation, version.on_change = terms.cumulation.value, terms.on_change.value
    version.gates, version.pass_through = document["gates"], terms.pass_through
    version.cap_on = terms.cap.on.value if terms.cap else ""
    version.cap_amount = terms.cap and terms.cap.amount
    version.minimum_amount = terms.minimum and terms.minimum.amount
    version.minimum_carries_over = terms.carries_over
    version.budget = terms.budget
    version.base_when_missing = terms.baseline.when_missing.value if terms.baseline else ""
    version.base_amount = terms.baseline and terms.baseline.amount
    return _fill_period(version, terms)


def _fill_period(version: ProgrammeVersion, terms: Terms) -> ProgrammeVersion:
    days = terms.period if isinstance(terms.period, Period) else None
    version.period = PeriodLength.DAYS if days else terms.period.value
    version.period_from, version.period_to = (days.start, days.end) if days else (None, None)
    return version


def write_steps(version: ProgrammeVersion, terms: Terms) -> None:
    version.steps.all().delete()
    Step.objects.bulk_create(
        Step(
            version=version,
            lower=step.lower,
            percent=step.percent,
            per_unit=step.per_unit,
            lump_sum=step.lump_sum,
        )
        for step in terms.steps
    )


def _stored(version: ProgrammeVersion) -> dict[str, Any]:
    return {
        "scope": version.scope,
        "target_measure": {"of": version.target, "scope": version.target_scope},
        "earning_measure": {"of": version.earning, "scope": version.earning_scope},
        "steps": [_step(step) for step in sorted(version.steps.all(), key=lambda s: s.lower)],
        "method": version.method,
        "upper_inclusive": version.upper_inclusive,
        "period": _period(version),
        "cumulation": version.cumulation,
        "on_change": version.on_change,
        "gates": version.gates,
        "cap": _part(version.cap_amount, on=version.cap_on),
        "minimum": _part(version.minimum_amount, carry_over=version.minimum_carries_over),
        "budget": _part(version.budget),
        "baseline": _baseline(version),
        "pass_through": version.pass_through,
    }


def _part(amount: Decimal | None, **more: Any) -> dict[str, Any] | None:
    """A part that has an amount; None where there is none."""
    return None if amount is None else {"amount": plain(amount), **more}


def _baseline(version: ProgrammeVersion) -> dict[str, Any] | None:
    policy = {"when_missing": version.base_when_missing}
    return (_part(version.base_amount, **policy) or policy) if version.base_when_missing else None


def _period(version: ProgrammeVersion) -> Any:
    if version.period == PeriodLength.DAYS:
        return period_document(Period(version.period_from, version.period_to))
    return version.period


def _step(step: Step) -> dict[str, str]:
    given = {key: getattr(step, key) for key in BENEFITS if getattr(step, key) is not None}
    return {"from": plain(step.lower)} | {key: plain(amount) for key, amount in given.items()}

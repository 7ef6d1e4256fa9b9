"""Between a stored version, its terms, and its object in the programme file."""

from typing import Any

from ..choices import VersionStatus
from ..models import Programme, ProgrammeVersion, Step
from ..rules.parsing import BENEFITS, parse_terms, terms_document
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
        "exclusion_group": programme.exclusion_group or None,
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
    version.scope = terms_document(terms)["scope"]
    version.target, version.earning = terms.target.value, terms.earning.value
    version.method, version.period = terms.method.value, terms.period.value
    version.upper_inclusive = terms.upper_inclusive
    version.cumulation, version.on_change = terms.cumulation.value, terms.on_change.value
    version.cap_on = terms.cap.on.value if terms.cap else ""
    version.cap_amount = terms.cap.amount if terms.cap else None
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
        "target_measure": {"of": version.target},
        "earning_measure": {"of": version.earning},
        "steps": [_step(step) for step in sorted(version.steps.all(), key=lambda s: s.lower)],
        "method": version.method,
        "upper_inclusive": version.upper_inclusive,
        "period": version.period,
        "cumulation": version.cumulation,
        "on_change": version.on_change,
        "cap": {"on": version.cap_on, "amount": plain(version.cap_amount)}
        if version.cap_on
        else None,
    }


def _step(step: Step) -> dict[str, str]:
    given = {key: getattr(step, key) for key in BENEFITS if getattr(step, key) is not None}
    return {"from": plain(step.lower)} | {key: plain(amount) for key, amount in given.items()}

"""Programmes and their versions: read in words, proposed by one person, approved by another."""

import datetime
from typing import Any

from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core import seen
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.scopes import Access, Scope, Verb

from .. import api, filters, forms, tables
from ..choices import VersionStatus
from ..examples import assumption, examples
from ..forms.versions import TERMS
from ..models import Programme, ProgrammeVersion
from ..payout_chart import payout_chart
from ..rules.parsing import BENEFITS
from ..services.scope_names import sentences_for
from ..services.sight import Sight, reaches_all
from ..services.terms import terms_of
from ..services.versions import approve_version, change_draft, propose_version, withdraw_version
from ..version_diff import version_before
from ..wording.plain import benefit, bound
from .version_compare import CompareView, compared
from .version_trial import TrialView, VersionAdd, VersionEdit


def told(version: ProgrammeVersion, sight: Sight) -> dict[str, Any]:
    """A version as a page tells it."""
    terms = terms_of(version)
    return {
        "version": version,
        "sentences": sentences_for([terms], sight)[0],
        "steps": [(bound(step, terms), benefit(step)) for step in terms.steps],
        "examples": examples(terms),
        "assumption": assumption(terms),
        "chart": payout_chart(terms),
    }


def in_force(programme: Programme, day: datetime.date) -> ProgrammeVersion | None:
    """The approved version of a day, or else the one that begins last."""
    approved = programme.versions.filter(status=VersionStatus.APPROVED)
    return approved.valid_on(day).first() or approved.order_by("valid_from").last()


class ProgrammeDetail(DetailView):
    def context(self, *, record: Programme, **more: Any) -> dict[str, Any]:
        current = in_force(record, timezone.localdate())
        sight = Sight(self.access.scope)
        versions = record.versions.prefetch_related("steps").order_by("-number")
        versions = list(versions.select_related("programme", "created_by", "approved_by"))
        sentences = sentences_for(map(terms_of, versions), sight)
        return super().context(
            record=record,
            versions=[*zip(versions, sentences, strict=True)],
            current=current and told(current, sight),
            version_pages=ProgrammeVersionPages,
            **more,
        )


class VersionDetail(DetailView):
    def context(self, *, record: ProgrammeVersion, **more: Any) -> dict[str, Any]:
        scope = self.access.scope
        against = compared(record, version_before(record), scope)
        return super().context(record=record, **told(record, Sight(scope)), **against, **more)


class ProgrammePages(Pages):
    model, table, filterset = Programme, tables.ProgrammeTable, filters.ProgrammeFilter
    form, verb = forms.ProgrammeForm, Verb.CHANGE_PROGRAMMES
    detail = (
        "code",
        "name",
        "name_en",
        "payment_form",
        "sales_linked",
        "vat_rate",
        "enrolment",
        "exclusion_group",
        "precedence",
        "priority",
    )
    viewset = api.ProgrammeViewSet
    few = True
    empty_hint = _("Add one here, or load a file: manage.py import_programmes.")

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = ProgrammeDetail.as_view(pages=cls)
        return [path(f"{prefix}<int:pk>/", detail, name="programme_detail"), *super().urls(prefix)]


def save_version(
    *, instance: ProgrammeVersion, access: Access, verb: Verb, reason: str = ""
) -> ProgrammeVersion:
    """The form's document, through the services."""
    if instance.pk:
        return change_draft(
            version=instance, document=instance.document, access=access, reason=reason
        )
    return propose_version(programme=instance.programme, document=instance.document, access=access)


def _approve(version: ProgrammeVersion, *, access: Access, reason: str) -> None:
    approve_version(version=version, access=access, reason=reason)


def _withdraw(version: ProgrammeVersion, *, access: Access, reason: str) -> None:
    withdraw_version(version=version, access=access, reason=reason)


def _is_draft(version: ProgrammeVersion) -> bool:
    return version.status == VersionStatus.DRAFT


class ProgrammeVersionPages(Pages):
    model = ProgrammeVersion
    table, filterset = tables.ProgrammeVersionTable, filters.ProgrammeVersionFilter
    form, verb, save = forms.VersionForm, Verb.CHANGE_PROGRAMMES, staticmethod(save_version)
    plural = "programme-versions"
    viewset = api.ProgrammeVersionViewSet
    detail = (
        "programme",
        "number",
        "status",
        "valid_from",
        "valid_to",
        "created_by",
        "approved_by",
        "approved_at",
    )
    api_fields = ("id", *detail, "scope", "target_scope", "earning_scope", "gates", *TERMS)
    actions = (
        Action(
            name="approve",
            label=_("Approve"),
            run=_approve,
            verb=Verb.APPROVE_PROGRAMMES,
            when=_is_draft,
            by_another=True,
            reason="required",
            confirm=_(
                "An approved version does not change any more. An open-ended version before it "
                "ends where this one begins."
            ),
            tone="success",
        ),
        Action(
            name="withdraw",
            label=_("Withdraw"),
            run=_withdraw,
            verb=Verb.CHANGE_PROGRAMMES,
            when=_is_draft,
            bulk=True,
            reason="required",
            confirm=_("A withdrawn version keeps its number and is never used."),
            tone="danger",
        ),
    )

    @classmethod
    def fingerprint(cls, record: ProgrammeVersion) -> str:
        """With the steps of its scale, which are rows of their own."""
        steps = record.steps.order_by("lower").values_list("lower", *BENEFITS)
        return seen.digest([super().fingerprint(record), list(steps)])

    @classmethod
    def can_edit(cls, record: ProgrammeVersion, access: Access) -> bool:
        within = reaches_all(access.to(cls.verb), terms_of(record))
        return _is_draft(record) and within and super().can_edit(record, access)

    @classmethod
    def told(cls, name: str, value: Any, scope: Scope) -> Any:
        """Whom a version is for, as far as the reader sees them."""
        return Sight(scope).told(name, value)

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        own = (
            ("<int:pk>/", VersionDetail, "detail"),
            ("<int:pk>/compare/", CompareView, "compare"),
            ("<int:pk>/edit/", VersionEdit, "edit"),
            ("add/", VersionAdd, "add"),
            ("trial/", TrialView, "trial"),
        )
        return [
            path(f"{prefix}{tail}", view.as_view(pages=cls), name=f"programmeversion_{page}")
            for tail, view, page in own
        ] + super().urls(prefix)

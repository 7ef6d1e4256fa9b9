"""Penalty rules and their versions: read in words, proposed by one person, approved by another."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core import seen
from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.pages.detail import DetailView
from channels_mgmt.core.scopes import Access, Verb

from .. import api, filters, forms, tables
from ..choices import VersionStatus
from ..models import PenaltyRule, PenaltyRuleVersion
from ..services.recounting import STEP_FIELDS
from ..services.versions import (
    TERMS,
    approve_version,
    change_draft,
    propose_version,
    withdraw_version,
)
from ..wording import ladder, notes


class RuleDetail(DetailView):
    def context(self, *, record: PenaltyRule, **more: Any) -> dict[str, Any]:
        versions = record.versions.order_by("-number")
        return super().context(
            record=record,
            versions=[(version, ladder(version)) for version in versions],
            version_pages=PenaltyRuleVersionPages,
            can_propose=PenaltyRuleVersionPages.can_add(self.access),
            notes=notes(record.kind),
            **more,
        )


class VersionDetail(DetailView):
    def context(self, *, record: PenaltyRuleVersion, **more: Any) -> dict[str, Any]:
        return super().context(
            record=record, ladder=ladder(record), notes=notes(record.rule.kind), **more
        )


class PenaltyRulePages(Pages):
    model, table, filterset = PenaltyRule, tables.PenaltyRuleTable, filters.PenaltyRuleFilter
    form, verb = forms.PenaltyRuleForm, Verb.CHANGE_PENALTIES
    plural = "penalty-rules"
    few = True
    empty_hint = _("Add a rule for each kind of violation, then its first version.")

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = RuleDetail.as_view(pages=cls)
        return [
            path(f"{prefix}<int:pk>/", detail, name="penaltyrule_detail"),
            *super().urls(prefix),
        ]


def save_version(
    *, instance: PenaltyRuleVersion, access: Access, verb: Verb, reason: str = ""
) -> PenaltyRuleVersion:
    """The form's terms and steps, through the services."""
    values = {name: getattr(instance, name) for name in TERMS}
    if instance.pk:
        return change_draft(
            version=instance, values=values, steps=instance.ladder, access=access, reason=reason
        )
    return propose_version(rule=instance.rule, values=values, steps=instance.ladder, access=access)


def _approve(version: PenaltyRuleVersion, *, access: Access, reason: str) -> None:
    approve_version(version=version, access=access, reason=reason)


def _withdraw(version: PenaltyRuleVersion, *, access: Access, reason: str) -> None:
    withdraw_version(version=version, access=access, reason=reason)


def _is_draft(version: PenaltyRuleVersion) -> bool:
    return version.status == VersionStatus.DRAFT


class PenaltyRuleVersionPages(Pages):
    model = PenaltyRuleVersion
    table, filterset = tables.PenaltyRuleVersionTable, filters.PenaltyRuleVersionFilter
    form, verb = forms.PenaltyRuleVersionForm, Verb.CHANGE_PENALTIES
    save = staticmethod(save_version)
    plural = "penalty-rule-versions"
    viewset = api.PenaltyRuleVersionViewSet
    detail = (
        "rule",
        "number",
        "status",
        *TERMS,
        "created_by",
        "approved_by",
        "approved_at",
    )
    actions = (
        Action(
            name="approve",
            label=_("Approve"),
            run=_approve,
            verb=Verb.APPROVE_PENALTIES,
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
            verb=Verb.CHANGE_PENALTIES,
            when=_is_draft,
            reason="required",
            confirm=_("A withdrawn version keeps its number and is never used."),
            tone="danger",
        ),
    )

    @classmethod
    def fingerprint(cls, record: PenaltyRuleVersion) -> str:
        """With the steps of its ladder, which are rows of their own."""
        steps = record.steps.order_by("severity", "number")
        rows = list(steps.values_list("severity", "number", *STEP_FIELDS))
        return seen.digest([super().fingerprint(record), rows])

    @classmethod
    def can_edit(cls, record: PenaltyRuleVersion, access: Access) -> bool:
        return _is_draft(record) and super().can_edit(record, access)

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        detail = VersionDetail.as_view(pages=cls)
        name = "penaltyruleversion_detail"
        return [path(f"{prefix}<int:pk>/", detail, name=name), *super().urls(prefix)]

"""Findings: what detectors saw, and why something was made no case. For the brand alone."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Action, Pages
from channels_mgmt.core.scopes import Scope, Verb

from .. import case_filters, case_tables, findings_api
from ..choices import NoCase
from ..models import Finding
from ..services.cases import set_aside
from .case_actions import CaseAction, by

FACTS = ("serial", "scan", "sales_line")
"""Rows that an import may take away again: then nothing is shown of them."""


class FindingPages(Pages):
    model = Finding
    table, filterset = case_tables.FindingTable, case_filters.FindingFilter
    viewset = findings_api.FindingViewSet
    detail = (
        "detector",
        "kind",
        "dealer",
        "day",
        "home",
        "region",
        "channel",
        "sku",
        "product_line",
        *FACTS,
        "observation",
        "control",
        "reference",
        "quantity",
        "goods_value",
        "supply_value",
        "invaded",
        "case",
        "no_case",
        "no_case_note",
        "setting",
        "key",
        "found_at",
    )
    empty_hint = _("Detectors find, once a day or when they are told to, by their settings.")
    actions = (
        Action(
            name="set-aside",
            label=_("Set aside"),
            run=by(set_aside, "finding"),
            verb=Verb.OPEN_CASES,
            when=lambda finding: finding.case_id is None and finding.no_case != NoCase.BY_HAND,
            reason="required",
            confirm=_("It is kept, and no case will be made of it."),
            view=CaseAction,
        ),
    )

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        return super().rows(scope).select_related(*FACTS)

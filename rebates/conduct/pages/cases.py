"""Cases: the list, what is done to them, and the form of one that a person saw."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core import seen
from channels_mgmt.core.pages import Link, Pages
from channels_mgmt.core.scopes import Access, Scope, Verb

from .. import case_filters, case_forms, case_tables, cases_api
from ..models import PenaltyDecision, Violation
from ..services.cases import open_by_hand
from .case_actions import ACTIONS
from .case_detail import CaseDetail, CaseHistory, PieceFile
from .saying import AnswerView, AppealView, EvidenceView

FOR_BOTH = (
    "dealer",
    "kind",
    "severity",
    "status",
    "offence_date",
    "home",
    "region",
    "channel",
    "product_line",
    "quantity",
    "goods_value",
    "supply_value",
    "deposit",
    "contract",
    "clause",
    "answer_by",
    "answered_at",
    "confirmed_at",
    "appeal_by",
    "decide_by",
    "overturned_at",
)
"""What both sides read. Not among it: who was invaded, what was written down about how the brand
came to know, and who of the brand did what."""


def open_form(*, instance: Violation, access: Access, verb: Verb, reason: str = "") -> Violation:
    """The form's case, through the service."""
    return open_by_hand(
        access=access, **{name: getattr(instance, name) for name in case_forms.OPENED}
    )


class ViolationPages(Pages):
    model, table, filterset = Violation, case_tables.ViolationTable, case_filters.ViolationFilter
    form, verb = case_forms.OpenForm, Verb.OPEN_CASES
    save = staticmethod(open_form)
    detail = FOR_BOTH
    api_fields = ("id", "number", *FOR_BOTH)
    viewset = cases_api.ViolationViewSet
    actions = ACTIONS
    links = (Link(_("Work on cases"), "conduct:work", brand_side=True),)
    empty_hint = _("Cases come from what detectors find, or are opened by hand.")

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        """With ``due_on`` and ``fine``, yuan as last decided."""
        last = PenaltyDecision.objects.filter(violation=OuterRef("pk")).order_by("-pk")
        return super().rows(scope).with_due().annotate(fine=Subquery(last.values("fine")[:1]))

    @classmethod
    def can_edit(cls, record: Violation, access: Access) -> bool:
        """What stands in a case is moved by its verbs."""
        return False

    @classmethod
    def fingerprint(cls, record: Violation) -> str:
        """With its time line: evidence and recalls are rows of their own."""
        last = record.events.order_by("-pk").values_list("pk", flat=True).first()
        return seen.digest([super().fingerprint(record), last])

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        own = [
            ("<int:pk>/", CaseDetail, "detail"),
            ("<int:pk>/history/", CaseHistory, "history"),
            ("<int:pk>/evidence/", EvidenceView, "evidence"),
            ("<int:pk>/answer/", AnswerView, "answer"),
            ("<int:pk>/appeal/", AppealView, "appeal"),
            ("<int:pk>/evidence/<int:piece>/file/", PieceFile, "evidence_file"),
        ]
        views = [
            path(f"{prefix}{tail}", view.as_view(pages=cls), name=f"violation_{name}")
            for tail, view, name in own
        ]
        return [*views, *super().urls(prefix)]

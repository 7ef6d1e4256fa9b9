"""The page of a case: each side reads what is for it (``reading``)."""

from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.attachments import download
from channels_mgmt.core.display import NONE, facts
from channels_mgmt.core.history import changes_of
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.pages.detail import DetailView, HistoryView
from channels_mgmt.core.scopes import Scope, Verb

from ..case_map import map_of
from ..case_wording import (
    besides,
    next_deadline,
    ordinal,
    parts_of,
    prospect,
    share_of,
)
from ..choices import ViolationStatus
from ..models import Evidence, PenaltyDecision, Violation
from ..reading import (
    changes_for,
    decisions_of,
    effects_of,
    events_of,
    evidence_of,
    recalls_of,
)
from ..record import RecordPanel
from ..services.appeals import why_no_appeal
from ..services.evidence import OPEN
from ..wording import notes, without_zeros

OF_THE_BRAND = (
    "invaded",
    "control",
    "rule_version",
    "seller_profit",
    "uscc",
    "summary",
    "opened_by",
    "opened_at",
    "confirmed_by",
)


class CaseDetail(DetailView):
    def context(self, *, record: Violation, **more: Any) -> dict[str, Any]:
        scope = self.access.scope
        more["changes"] = changes_for(more["changes"], scope)
        more["facts"] = [fact for fact in more["facts"] if fact.value != NONE]
        pieces = evidence_of(record, scope)
        decisions = [Decided(one, scope) for one in decisions_of(record, scope)]
        return super().context(
            record=record,
            brand_facts=facts(record, OF_THE_BRAND, scope) if scope.brand_side else [],
            pieces=pieces,
            map=map_of(pieces),
            own_record=RecordPanel().context(record.dealer, self.request),
            events=events_of(record, scope),
            decided=decisions[:1],
            superseded=decisions[1:],
            effects=effects_of(record),
            recalls=recalls_of(record, scope),
            prospect=prospect(record) if scope.brand_side else "",
            deadline=next_deadline(record, yours=not scope.brand_side),
            notes=notes(record.kind),
            hindered=self.hindered(record),
            **self.sayable(record),
            **more,
        )

    def sayable(self, case: Violation) -> dict[str, bool]:
        """Which of the forms with files this person may open."""
        mine = self.access.reaches(Verb.ANSWER_CASES, case)
        works = case.status in OPEN and self.access.reaches(Verb.OPEN_CASES, case)
        return {
            "can_answer": mine and case.can_be_answered(timezone.localdate()),
            "can_appeal": mine and not why_no_appeal(case),
            "can_add_evidence": works,
        }

    def hindered(self, case: Violation) -> str:
        """Why this person does not decide, where only her own hand in it is in the way."""
        key = getattr(self.access.user, "pk", None)
        opened = (case.status, case.opened_by_id) == (ViolationStatus.UNDER_REVIEW, key)
        if opened and self.access.may(Verb.DECIDE_CASES):
            return _("You opened this case or put it under review: another person confirms it.")
        confirmed = (case.status, case.confirmed_by_id) == (ViolationStatus.APPEALED, key)
        if confirmed and self.access.may(Verb.DECIDE_APPEALS):
            return _("You confirmed this case: somebody else decides its appeal.")
        return ""


class Decided:
    """A decision as one reader may read it: its share is the business of the brand."""

    def __init__(self, decision: PenaltyDecision, scope: Scope) -> None:
        self.decision = decision
        self.ordinal = ordinal(decision)
        self.parts = parts_of(decision)
        self.besides = list(besides(decision))
        self.share = share_of(decision) if scope.brand_side else ""
        self.after = decision.basis.get("after", [])
        self.profit = without_zeros(Decimal(decision.basis.get("seller_profit", "0")))


class CaseHistory(HistoryView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.record()
        changes = changes_of(record, self.access.scope)
        return self.page(record=record, changes=changes_for(changes, self.access.scope))


class PieceFile(PageView):
    """The file of a piece of evidence, for whoever may read the piece."""

    def get(self, request: HttpRequest, pk: int, piece: int) -> FileResponse:
        return file_of(self.record(), piece, self.access.scope)


def file_of(case: Violation, piece: int, scope: Scope) -> FileResponse:
    """Raises Http404 where it is no evidence of the case, not for this reader, or has no file."""
    rows = Evidence.objects.visible_to(scope).filter(violation=case).exclude(file="")
    found = get_object_or_404(rows, pk=piece)
    return download(found.file, name=found.name_for(scope), media_type=found.media_type)

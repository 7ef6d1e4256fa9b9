"""Cases by the API: read as on their pages, moved by the same services."""

from functools import cache
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.serializers import ExactDecimal
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from .case_dossier import dossier_of
from .cases_requests import (
    ConfirmRequest,
    DecideRequest,
    EvidenceRequest,
    FiguresRequest,
    RecallRequest,
    SayRequest,
)
from .choices import RecallStatus
from .models import Violation
from .pages.case_detail import file_of
from .services.answers import answer_case
from .services.appeals import appeal, decide_appeal
from .services.cases import complete_figures, dismiss, review
from .services.deciding import confirm
from .services.evidence import add_evidence
from .services.recalls import order_recall, recall_done

PARSERS = [MultiPartParser, FormParser, JSONParser]


@cache
def with_sums(base: type[Serializer]) -> type[Serializer]:
    """One class for all requests: the schema takes two of a name for a mistake."""

    class ViolationSerializer(base):
        due_on = serializers.DateField(read_only=True, allow_null=True)
        fine = ExactDecimal(decimal_places=2, read_only=True, allow_null=True)

        class Meta(base.Meta):
            fields = (*base.Meta.fields, "due_on", "fine")

    return ViolationSerializer


class ViolationViewSet(VerbViewSet):
    def get_serializer_class(self) -> type[Serializer]:
        return with_sums(super().get_serializer_class())

    def get_object(self) -> Violation:
        """The cases are locked before the row, as every service does."""
        if self.request.method not in SAFE_METHODS:
            lock_table(Violation)
        return super().get_object()

    @extend_schema(responses=OpenApiTypes.OBJECT, filters=False)
    @action(detail=True, filter_backends=[], pagination_class=None)
    def dossier(self, request: Request, pk: str) -> Response:
        """Evidence, time line, decisions, effects and recalls, as far as they are for the reader.

        Nothing here tells a dealer who complained or who was invaded.
        """
        return Response(dossier_of(self.get_object(), request))

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(
        detail=True,
        url_path=r"evidence/(?P<piece>\d{1,18})/file",
        url_name="evidence-file",
        filter_backends=[],
    )
    def evidence_file(self, request: Request, pk: str, piece: str) -> FileResponse:
        """The file of a piece of evidence; its media type is the one that the piece names."""
        return file_of(self.get_object(), int(piece), request.access.scope)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """From now on the dealer sees the case."""
        case, reason = self.for_verb(Verb.OPEN_CASES), self.reason()
        return self.answer(review(case=case, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str) -> Response:
        case, reason = self.for_verb(Verb.DECIDE_CASES), self.reason()
        return self.answer(dismiss(case=case, access=request.access, reason=reason))

    @extend_schema(request=ConfirmRequest)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """By another person than the one who opened the case."""
        case = self.for_verb(Verb.DECIDE_CASES)
        return self.answer(confirm(case=case, access=request.access, **self._said(ConfirmRequest)))

    @extend_schema(request=DecideRequest)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """An appeal, by somebody else than who confirmed the case."""
        case = self.for_verb(Verb.DECIDE_APPEALS)
        decide_appeal(case=case, access=request.access, **self._said(DecideRequest))
        return self.answer(case)

    @extend_schema(request=RecallRequest)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        case = self.for_verb(Verb.OPEN_CASES)
        order_recall(case=case, access=request.access, **self._said(RecallRequest))
        return self.answer(case)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="recall-done", url_name="recall-done")
    def recall_done(self, request: Request, pk: str) -> Response:
        case = self.for_verb(Verb.OPEN_CASES)
        running = case.recalls.filter(status=RecallStatus.ORDERED).first()
        if running is None:
            raise serializers.ValidationError(_("There is no recall that is not done yet."))
        recall_done(recall=running, access=request.access)
        return self.answer(case)

    @extend_schema(request=FiguresRequest)
    @action(detail=True, methods=["post"])
    def figures(self, request: Request, pk: str) -> Response:
        """Figures that the penalty rests on, and where they are from."""
        case = self.for_verb(Verb.OPEN_CASES)
        said = self._said(FiguresRequest)
        return self.answer(complete_figures(case=case, access=request.access, **said))

    @extend_schema(request=EvidenceRequest)
    @action(detail=True, methods=["post"], parser_classes=PARSERS)
    def evidence(self, request: Request, pk: str) -> Response:
        """A piece of evidence from the brand."""
        case = self.for_verb(Verb.OPEN_CASES)
        add_evidence(case=case, access=request.access, **self._said(EvidenceRequest))
        return self.answer(case)

    # ``answer`` is how a viewset answers: the address has the name, the method another one.
    @extend_schema(request=SayRequest, operation_id="violations_answer_create")
    @action(
        detail=True, methods=["post"], parser_classes=PARSERS, url_path="answer", url_name="answer"
    )
    def answer_it(self, request: Request, pk: str) -> Response:
        """For the dealer, while the case is under review."""
        case = self.for_verb(Verb.ANSWER_CASES)
        return self.answer(answer_case(case=case, access=request.access, **self._said(SayRequest)))

    @extend_schema(request=SayRequest)
    @action(detail=True, methods=["post"], parser_classes=PARSERS)
    def appeal(self, request: Request, pk: str) -> Response:
        """For the dealer: once, until the day that the case names."""
        case = self.for_verb(Verb.ANSWER_CASES)
        appeal(case=case, access=request.access, **self._said(SayRequest))
        return self.answer(case)

    def _said(self, form: type[Serializer]) -> dict[str, Any]:
        said = form(data=self.request.data)
        said.is_valid(raise_exception=True)
        return {name: value for name, value in said.validated_data.items() if name != "seen"}

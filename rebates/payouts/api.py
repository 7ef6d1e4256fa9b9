"""Payouts in the API: a batch is proposed, approved, sent to the bank, and marked as paid."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.stepup import CODE_PARAMETER, require_step_up
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from ..models import SettlementRun
from .bank_file import FORMATS, export_batch
from .deciding import approve_batch, discard_batch, withdraw_payout
from .downloads import file_response
from .forms import numbered
from .paying import pay, pay_batch, return_payout
from .proposing import propose_payouts


class ProposeBatchSerializer(serializers.Serializer):
    """`run` is the number of a posted run; without one, `statements` are their numbers."""

    run = serializers.IntegerField(required=False)
    statements = serializers.ListField(child=serializers.CharField(), default=list)
    date = serializers.DateField(required=False)
    purpose = serializers.CharField(max_length=40)


class PaidSerializer(serializers.Serializer):
    """`bank_has_paid`: book it, even where the balance fell below the payout meanwhile."""

    paid_on = serializers.DateField(required=False)
    bank_reference = serializers.CharField(max_length=80, default="", allow_blank=True)
    bank_has_paid = serializers.BooleanField(default=False)
    seen = serializers.CharField(required=False, default="", allow_blank=True)


class Anything(BaseRenderer):
    """The file as it was made, whatever the caller accepts."""

    media_type, format, charset = "*/*", "bin", None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return data


def how(request: Request) -> dict[str, Any]:
    form = PaidSerializer(data=request.data)
    form.is_valid(raise_exception=True)
    return {name: value for name, value in form.validated_data.items() if name != "seen"}


class PayoutBatchViewSet(VerbViewSet):
    @extend_schema(request=ProposeBatchSerializer)
    def create(self, request: Request) -> Response:
        """Propose what the dealers' balances allow; another person approves it."""
        if not request.access.may(Verb.PROPOSE_ENTRIES):
            raise PermissionDenied
        form = ProposeBatchSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        if ("run" in data) == bool(data["statements"]):
            text = _("Choose a run, or give the numbers of statements, not both.")
            raise ValidationError({"run": text})
        scope = request.access.scope
        data["statements"] = numbered(" ".join(data["statements"]), scope)
        if "run" in data:
            data["run"] = SettlementRun.objects.visible_to(scope).filter(pk=data["run"]).first()
            if data["run"] is None:
                raise ValidationError({"run": _("There is no such run.")})
        batch = propose_payouts(access=request.access, **data)
        return self.answer(batch, status.HTTP_201_CREATED)

    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """Promise its amounts: for another person than whoever proposed it."""
        batch, reason = self.for_verb(Verb.APPROVE_ENTRIES), self.reason()
        require_step_up(request)
        return self.answer(approve_batch(batch=batch, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: int) -> Response:
        batch, reason = self.get_object(), self.reason()
        return self.answer(discard_batch(batch=batch, access=request.access, reason=reason))

    @extend_schema(request=None, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: int) -> Response:
        """Make the bank's file; `file` then gives it out."""
        batch = self.for_verb(Verb.APPROVE_ENTRIES)
        require_step_up(request)
        return self.answer(export_batch(batch=batch, access=request.access))

    @extend_schema(request=PaidSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def paid(self, request: Request, pk: int) -> Response:
        """All that is still open was paid; the ledger has it then."""
        batch, said = self.for_verb(Verb.APPROVE_ENTRIES), how(request)
        require_step_up(request)
        pay_batch(batch=batch, access=request.access, **said)
        return self.answer(batch)

    @extend_schema(
        parameters=[OpenApiParameter("as", enum=FORMATS)],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    @action(detail=True, renderer_classes=[JSONRenderer, Anything])
    def file(self, request: Request, pk: int) -> Any:
        """The bank's file, the same bytes every time; its ETag is its SHA-256."""
        form = request.query_params.get("as", FORMATS[0])
        return file_response(get_object_or_404(self.get_object().files.filter(format=form)))


class PayoutViewSet(VerbViewSet):
    @extend_schema(request=PaidSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def paid(self, request: Request, pk: int) -> Response:
        """It was paid; the ledger has it then."""
        payout, said = self.for_verb(Verb.APPROVE_ENTRIES), how(request)
        require_step_up(request)
        return self.answer(pay(payout=payout, access=request.access, **said))

    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def returned(self, request: Request, pk: int) -> Response:
        """The bank sent it back."""
        payout, reason = self.for_verb(Verb.APPROVE_ENTRIES), self.reason()
        require_step_up(request)
        return self.answer(return_payout(payout=payout, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        """Take it out of a batch that is not with the bank yet."""
        payout, reason = self.get_object(), self.reason()
        return self.answer(withdraw_payout(payout=payout, access=request.access, reason=reason))

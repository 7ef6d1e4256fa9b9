"""Manual entries in the API: proposed, then approved or refused by another person."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.approval import REASON_LENGTH
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.stepup import CODE_PARAMETER, require_step_up
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from ..choices import EntryKind
from ..models import Dealer
from ..services.manual_entries import (
    approve_entry,
    propose_entry,
    propose_reversal,
    refuse_entry,
)


class ProposeEntrySerializer(serializers.Serializer):
    """`dealer` is a code; `amount` is in yuan to the fen, below zero only for an adjustment."""

    dealer = serializers.CharField()
    kind = serializers.ChoiceField(EntryKind.choices)
    amount = serializers.DecimalField(max_digits=19, decimal_places=2)
    date = serializers.DateField()
    reference = serializers.CharField(max_length=80, default="", allow_blank=True)
    reason = serializers.CharField(max_length=REASON_LENGTH)


class ManualEntryViewSet(VerbViewSet):
    @extend_schema(request=ProposeEntrySerializer)
    def create(self, request: Request) -> Response:
        """Propose an entry; it is in the ledger when another person has approved it."""
        if not request.access.may(Verb.PROPOSE_ENTRIES):
            raise PermissionDenied
        form = ProposeEntrySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        entry = propose_entry(access=request.access, **self.known(form.validated_data))
        return self.answer(entry, status.HTTP_201_CREATED)

    def known(self, data: dict[str, Any]) -> dict[str, Any]:
        rows = Dealer.objects.visible_to(self.request.access.scope)
        dealer = rows.filter(code=data["dealer"]).first()
        if dealer is None:
            text = _("No dealer has the code %(code)s.") % {"code": data["dealer"]}
            raise ValidationError({"dealer": text})
        return {**data, "dealer": dealer}

    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """Post it: for another person than whoever proposed it."""
        entry, reason = self.for_verb(Verb.APPROVE_ENTRIES), self.reason()
        require_step_up(request)
        return self.answer(approve_entry(entry=entry, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: int) -> Response:
        entry, reason = self.get_object(), self.reason()
        return self.answer(refuse_entry(entry=entry, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def reverse(self, request: Request, pk: int) -> Response:
        """Propose to take a posted entry back; the answer is the entry that would do it."""
        entry, reason = self.for_verb(Verb.PROPOSE_ENTRIES), self.reason()
        back = propose_reversal(entry=entry, access=request.access, reason=reason)
        return self.answer(back, status.HTTP_201_CREATED)

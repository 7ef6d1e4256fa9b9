"""Bank accounts in the API: proposed, then approved or refused by another person."""

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

from ..models import BankAccount, Dealer
from ..services.bank_accounts import (
    approve_bank_account,
    propose_bank_account,
    refuse_bank_account,
)


class ProposeAccountSerializer(serializers.Serializer):
    """`dealer` is a code, `cnaps` the branch's code of 12 figures."""

    dealer = serializers.CharField()
    account_name = serializers.CharField(max_length=120)
    account_number = serializers.CharField(max_length=32)
    bank = serializers.CharField(max_length=80)
    branch = serializers.CharField(max_length=120, default="", allow_blank=True)
    cnaps = serializers.CharField(max_length=12, default="", allow_blank=True)
    reason = serializers.CharField(max_length=REASON_LENGTH)


class BankAccountViewSet(VerbViewSet):
    @extend_schema(request=ProposeAccountSerializer)
    def create(self, request: Request) -> Response:
        """Propose an account; payouts go there when another person has approved it."""
        if not request.access.may(Verb.PROPOSE_ENTRIES):
            raise PermissionDenied
        form = ProposeAccountSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        data = dict(form.validated_data)
        reason, code = data.pop("reason"), data.pop("dealer")
        dealer = Dealer.objects.visible_to(request.access.scope).filter(code=code).first()
        if dealer is None:
            text = _("No dealer has the code %(code)s.") % {"code": code}
            raise ValidationError({"dealer": text})
        account = BankAccount(dealer=dealer, **data)
        proposed = propose_bank_account(account=account, access=request.access, reason=reason)
        return self.answer(proposed, status.HTTP_201_CREATED)

    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """Let payouts go there: for another person than whoever proposed it."""
        account, reason = self.for_verb(Verb.APPROVE_ENTRIES), self.reason()
        require_step_up(request)
        done = approve_bank_account(account=account, access=request.access, reason=reason)
        return self.answer(done)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: int) -> Response:
        account, reason = self.get_object(), self.reason()
        done = refuse_bank_account(account=account, access=request.access, reason=reason)
        return self.answer(done)

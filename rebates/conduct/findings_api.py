"""Findings and effects by the API; each verb calls the service that the page calls."""

from django.db import models
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.locks import lock_table
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from .models import Violation
from .services.cases import set_aside
from .services.effects_by_hand import finish_effect, retry_effect


class BesideCases(VerbViewSet):
    """What is changed along with cases: these are locked before the row, as every service does."""

    def get_object(self) -> models.Model:
        if self.request.method not in SAFE_METHODS:
            lock_table(Violation)
        return super().get_object()


class FindingViewSet(BesideCases):
    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"], url_path="set-aside", url_name="set-aside")
    def put_aside(self, request: Request, pk: str) -> Response:
        """No case is made of it."""
        finding, reason = self.for_verb(Verb.OPEN_CASES), self.reason()
        return self.answer(set_aside(finding=finding, access=request.access, reason=reason))


class EffectViewSet(BesideCases):
    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: str) -> Response:
        """A plan cut or a buy-back that was done; the reason says by what."""
        effect, reason = self.for_verb(Verb.OPEN_CASES), self.reason()
        return self.answer(finish_effect(effect=effect, access=request.access, reason=reason))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Undo once more what was stuck when its case was overturned."""
        effect = self.for_verb(Verb.DECIDE_CASES)
        return self.answer(retry_effect(effect=effect, access=request.access))

"""The verbs of the API; each calls the service that the page calls."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from .services.versions import approve_version, withdraw_version


class PenaltyRuleVersionViewSet(VerbViewSet):
    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        version, reason = self.get_object(), self.reason()
        return self.answer(approve_version(version=version, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: int) -> Response:
        version, reason = self.get_object(), self.reason()
        return self.answer(withdraw_version(version=version, access=request.access, reason=reason))

"""The verbs of the API; each calls the service that the page calls."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.stepup import CODE_PARAMETER, require_step_up
from channels_mgmt.core.viewsets import RecordViewSet

from .services.controls import approve_control, refuse_control


class WhySerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class PriceControlViewSet(RecordViewSet):
    @extend_schema(request=WhySerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        self.for_verb(Verb.APPROVE_CONTROLS)
        require_step_up(request)
        return self.decide(approve_control)

    @extend_schema(request=WhySerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: int) -> Response:
        return self.decide(refuse_control)

    def decide(self, service) -> Response:
        control = self.for_verb(Verb.APPROVE_CONTROLS)
        form = WhySerializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        service(control=control, access=self.request.access, reason=form.validated_data["reason"])
        return Response(self.get_serializer(self.get_object()).data)

"""The verbs of the API; each calls the service that the page calls."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.stepup import CODE_PARAMETER, require_step_up
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from .services.controls import approve_control, refuse_control
from .services.price_lists import publish_list


class PriceControlViewSet(VerbViewSet):
    @extend_schema(request=ReasonSerializer, parameters=[CODE_PARAMETER])
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: int) -> Response:
        """Let a control penalise: for another person than whoever proposed it."""
        control, reason = self.for_verb(Verb.APPROVE_CONTROLS), self.reason()
        require_step_up(request)
        return self.answer(approve_control(control=control, access=request.access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: int) -> Response:
        control, reason = self.for_verb(Verb.APPROVE_CONTROLS), self.reason()
        return self.answer(refuse_control(control=control, access=request.access, reason=reason))


class PriceListViewSet(VerbViewSet):
    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: int) -> Response:
        """Put the list into force for good."""
        price_list, reason = self.for_verb(Verb.CHANGE_PRODUCTS), self.reason()
        return self.answer(
            publish_list(price_list=price_list, access=request.access, reason=reason)
        )

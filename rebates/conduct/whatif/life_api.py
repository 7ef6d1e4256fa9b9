"""What the API of a what-if, of whichever rules, has in common."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.viewsets import VerbViewSet

from ..models.trials import WhatIf
from .life import cancel_trial, delete_trial


class DaysSerializer(serializers.Serializer):
    """`to` is exclusive."""

    def get_fields(self) -> dict[str, serializers.Field]:
        days = {
            "from": serializers.DateField(source="date_from"),
            "to": serializers.DateField(source="date_to"),
        }
        return days | super().get_fields()  # `from` cannot be the name of an attribute


class WhatIfViewSet(VerbViewSet):
    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        return self.answer(cancel_trial(trial=self.own(), access=request.access))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="delete", url_name="delete")
    def remove(self, request: Request, pk: int) -> Response:
        """For whoever started it."""
        delete_trial(trial=self.own(), access=request.access)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def own(self) -> WhatIf:
        return self.for_verb(self.pages.model.verb)

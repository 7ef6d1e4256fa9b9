"""What the API tells of fine lines and top-up demands: the case by its number, and why."""

from functools import cache

from rest_framework import serializers

from channels_mgmt.core.serializers import ExactDecimal
from channels_mgmt.core.viewsets import RecordViewSet

from .demands import DemandState
from .wording import sentences


class FineLineViewSet(RecordViewSet):
    def get_serializer_class(self) -> type[serializers.Serializer]:
        return with_reasons(super().get_serializer_class())


class TopUpDemandViewSet(RecordViewSet):
    def get_serializer_class(self) -> type[serializers.Serializer]:
        return with_state(super().get_serializer_class())


@cache
def with_reasons(base: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """One class for all requests: the schema takes two of a name for a mistake."""

    class FineLineSerializer(base):
        case = serializers.CharField(source="case.number", help_text="The number of the case.")
        reasons = serializers.SerializerMethodField()

        class Meta(base.Meta):
            fields = (*base.Meta.fields, "reasons")

        def get_reasons(self, line) -> list[str]:
            return sentences(line.explanation)

    return FineLineSerializer


@cache
def with_state(base: type[serializers.Serializer]) -> type[serializers.Serializer]:
    class TopUpDemandSerializer(base):
        contract = serializers.CharField(source="contract.number")
        state = serializers.ChoiceField(choices=DemandState.choices)
        missing = ExactDecimal(decimal_places=2, allow_null=True, help_text="Missing by now.")

        class Meta(base.Meta):
            fields = (*base.Meta.fields, "state", "missing")

    return TopUpDemandSerializer

"""What the verbs of a case are sent by the API."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from channels_mgmt.core.attachments import Attachment, take_in
from channels_mgmt.core.viewsets import ReasonSerializer

from .case_forms import BY_PEOPLE
from .choices import AppealOutcome, Severity
from .services.evidence import TEXT_LENGTH

OUTCOMES = [(one.value, one.label) for one in AppealOutcome if one != AppealOutcome.OPEN]


@extend_schema_field(OpenApiTypes.BINARY)
class SentFile(serializers.FileField):
    """PDF, JPEG or PNG, at most 10 MB; its value is an ``Attachment``."""

    def to_internal_value(self, data: Any) -> Attachment:
        return take_in(super().to_internal_value(data))


class Seen(serializers.Serializer):
    """The ETag of what the caller saw, if it wants to be sure."""

    seen = serializers.CharField(required=False, default="", allow_blank=True)


class ConfirmRequest(ReasonSerializer):
    severity = serializers.ChoiceField(choices=Severity.choices, required=False)


class DecideRequest(ReasonSerializer):
    outcome = serializers.ChoiceField(choices=OUTCOMES)


class RecallRequest(Seen):
    quantity = serializers.IntegerField(min_value=1)
    deadline = serializers.DateField()


class FiguresRequest(ReasonSerializer):
    """Yuan as strings; what is left out stays as it is."""

    quantity = serializers.IntegerField(required=False, min_value=1)
    goods_value = serializers.DecimalField(19, 4, required=False, min_value=0)
    supply_value = serializers.DecimalField(19, 4, required=False, min_value=0)
    seller_profit = serializers.DecimalField(19, 4, required=False, min_value=0)
    deposit = serializers.DecimalField(19, 2, required=False, min_value=0)


class EvidenceRequest(Seen):
    """A note needs words; a photo or a document its file, as ``multipart/form-data``."""

    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in BY_PEOPLE])
    text = serializers.CharField(default="", allow_blank=True, max_length=TEXT_LENGTH)
    file = SentFile(default=None, allow_null=True, allow_empty_file=True)
    visible_to_dealer = serializers.BooleanField(default=False)


class SayRequest(Seen):
    """Words, and with ``multipart/form-data`` up to ten files."""

    text = serializers.CharField(max_length=TEXT_LENGTH)
    files = serializers.ListField(child=SentFile(allow_empty_file=True), default=list)

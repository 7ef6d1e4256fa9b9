"""How far a dealer is, by the API: what `services.progress` finds, as it stands."""

import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_mgmt.core.serializers import ExactDecimal
from dealers.models import Dealer
from dealers.pages import DealerPages

from .rules.exact import Exact, as_text
from .rules.measuring import ENDLESS
from .rules.terms import Measure
from .services.progress import Progress, progress_of

AMOUNT = {"decimal_places": 4}
FEN = {"decimal_places": 2}
PLACES = Decimal("0.0001")


@extend_schema_field(OpenApiTypes.DECIMAL)
class MeasuredField(serializers.Field):
    """A measure as a string; one whose decimals do not end is cut half-up to 4."""

    def to_representation(self, value: Exact) -> str | None:
        if value == ENDLESS:
            return None
        text, _whole_truth = as_text(value)
        return str(Decimal(text).quantize(PLACES, ROUND_HALF_UP))


class AheadSerializer(serializers.Serializer):
    """`due` and `gain` are null where there is no average price to go by."""

    step = serializers.IntegerField()
    bound = ExactDecimal(**AMOUNT)
    missing = MeasuredField(help_text="Of the target, in its unit: yuan, pieces or percent.")
    to_sell = ExactDecimal(
        **AMOUNT, allow_null=True, help_text="Yuan or pieces that bring it there; null: none do."
    )
    in_pieces = serializers.BooleanField(help_text="Whether to_sell is pieces.")
    beyond = serializers.BooleanField(help_text="It takes more than the bound.")
    due = ExactDecimal(source="amount", **FEN, allow_null=True)
    gain = ExactDecimal(**FEN, allow_null=True)
    estimated = serializers.BooleanField(help_text="At the average price so far.")


class ProgressSerializer(serializers.Serializer):
    programme = serializers.CharField(source="programme.code")
    version = serializers.IntegerField(source="standing.due.version.number")
    period = serializers.CharField(source="period.key")
    ends_on = serializers.DateField(source="period.last_day")
    target = serializers.ChoiceField(source="standing.terms.target", choices=[*Measure])
    so_far = MeasuredField(
        source="standing.so_far",
        allow_null=True,
        help_text="In the unit of the target: yuan, pieces, or percent. Null: growth without end.",
    )
    without = serializers.CharField(
        source="standing.result.last.without",
        allow_null=True,
        help_text="What it lacks to pay anything: no_base, no_goal.",
    )
    step = serializers.IntegerField(source="standing.step", help_text="0: below the first.")
    steps = serializers.SerializerMethodField(help_text="How many steps there are.")
    due = ExactDecimal(source="standing.amount", **FEN, help_text="As things stand.")
    next_step = AheadSerializer(source="standing.ahead", allow_null=True)
    counts = serializers.BooleanField(help_text="Whether any sale counts yet.")

    def get_steps(self, progress: Progress) -> int:
        return len(progress.standing.terms.steps)


class DayQuery(serializers.Serializer):
    day = serializers.DateField(required=False, default=timezone.localdate)

    def validate_day(self, day: datetime.date) -> datetime.date:
        if day.year == datetime.MAXYEAR:  # its periods would end after the last day there is
            raise serializers.ValidationError(_("There is no such period."))
        return day


class ProgressView(APIView):
    """Every programme that may apply to the dealer, in its period that holds the day."""

    pages = DealerPages

    @extend_schema(
        operation_id="dealers_progress",
        parameters=[OpenApiParameter("day", OpenApiTypes.DATE, description="Today by default.")],
        responses=ProgressSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        rows = Dealer.objects.visible_to(request.access.scope)
        dealer = get_object_or_404(rows.select_related("tier", "home_region"), pk=pk)
        query = DayQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        day: datetime.date = query.validated_data["day"]
        return Response(ProgressSerializer(progress_of(dealer=dealer, day=day), many=True).data)


urlpatterns = [path("dealers/<int:pk>/progress/", ProgressView.as_view(), name="dealers-progress")]

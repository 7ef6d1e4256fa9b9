"""All dealers by their distance to the next step, over HTTP."""

from django.http import Http404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_mgmt.core.serializers import ExactDecimal

from .models import Programme
from .pages.next_steps import ORDERS, NextStepsForm, steps_asked
from .progress_api import AMOUNT, FEN
from .rules.terms import Measure


class NextSerializer(serializers.Serializer):
    """`due` and `gain` are null where there is no average price to go by."""

    step = serializers.IntegerField()
    bound = ExactDecimal(**AMOUNT)
    beyond = serializers.BooleanField(help_text="It takes more than the bound.")
    due = ExactDecimal(source="amount", **FEN, allow_null=True)
    gain = ExactDecimal(**FEN, allow_null=True)
    estimated = serializers.BooleanField(help_text="At the average price so far.")


class NextStepSerializer(serializers.Serializer):
    dealer = serializers.CharField(source="dealer.code")
    programme = serializers.CharField(source="programme.code")
    version = serializers.IntegerField(source="standing.due.version.number")
    period = serializers.CharField(source="period.key")
    target = serializers.ChoiceField(source="standing.terms.target", choices=[*Measure])
    so_far = ExactDecimal(**AMOUNT)
    missing = ExactDecimal(**AMOUNT, help_text="Of the target, in its unit.")
    step = serializers.IntegerField(source="standing.step", help_text="0: below the first.")
    percent = ExactDecimal(decimal_places=1, help_text="Of the way from nothing to the bound.")
    next_step = NextSerializer(source="standing.ahead")


class NextStepsView(APIView):
    """Every dealer with counted sales and a step ahead, the least missing first."""

    http_method_names = ["get", "head"]

    @extend_schema(
        operation_id="next_steps_list",
        parameters=[
            OpenApiParameter("programme"),
            OpenApiParameter("region"),
            OpenApiParameter("tier"),
            OpenApiParameter("day", OpenApiTypes.DATE, description="Today by default."),
            OpenApiParameter("order", enum=[*ORDERS]),
        ],
        responses=NextStepSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        scope = request.access.scope
        if not Programme.reach.admits(scope):
            raise Http404
        form = NextStepsForm(request.query_params, access=request.access)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        steps = steps_asked(form.cleaned_data, scope)
        return Response(NextStepSerializer(steps, many=True).data)


urlpatterns = [path("next-steps/", NextStepsView.as_view(), name="next-steps")]

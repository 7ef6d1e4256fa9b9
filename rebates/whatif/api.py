"""Trials over HTTP: started, followed, read, deleted."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.serializers import ExactDecimal
from dealers.models import Dealer

from ..conduct.whatif.life_api import DaysSerializer, WhatIfViewSet
from ..services.runs import require
from .outcome import Row, found_in, lines_of, why
from .starting import start_trial

FEN = {"decimal_places": 2}


class StartTrialSerializer(DaysSerializer):
    """`to` is exclusive; `drafts` are ids of versions, all else codes; no programmes or dealers
    means all."""

    drafts = serializers.ListField(child=serializers.IntegerField(), default=list)
    without = serializers.ListField(child=serializers.CharField(), default=list)
    all_along = serializers.BooleanField(default=False)
    programmes = serializers.ListField(child=serializers.CharField(), default=list)
    dealers = serializers.ListField(child=serializers.CharField(), default=list)


class RowSerializer(serializers.Serializer):
    """Yuan posted, due by the rules in force (`before`) and by those tried (`after`)."""

    dealer = serializers.SerializerMethodField()
    programme = serializers.SerializerMethodField()
    posted = ExactDecimal(**FEN)
    before = ExactDecimal(source="change.before", **FEN, allow_null=True)
    after = ExactDecimal(source="change.now", **FEN, allow_null=True)
    difference = ExactDecimal(source="change.difference", **FEN)
    percent = ExactDecimal(source="change.share", decimal_places=1, allow_null=True)

    def get_dealer(self, row: Row) -> str | None:
        return row.change.dealer and row.change.dealer.code

    def get_programme(self, row: Row) -> str | None:
        return row.change.programme and row.change.programme.code


class FoundSerializer(serializers.Serializer):
    """Empty until the trial is `done`."""

    posted = ExactDecimal(source="outcome.posted", **FEN)
    before = ExactDecimal(source="outcome.before", **FEN)
    after = ExactDecimal(source="outcome.now", **FEN)
    difference = ExactDecimal(source="outcome.difference", **FEN)
    percent = ExactDecimal(source="outcome.share", decimal_places=1, allow_null=True)
    winners = serializers.IntegerField()
    losers = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    programmes = RowSerializer(many=True)
    dealers = RowSerializer(many=True)


class LineSerializer(serializers.Serializer):
    programme = serializers.CharField(source="programme.code")
    period = serializers.CharField()
    posted = ExactDecimal(**FEN)
    before = ExactDecimal(**FEN, allow_null=True)
    after = ExactDecimal(**FEN, allow_null=True)
    reasons = serializers.SerializerMethodField()

    def get_reasons(self, line: Any) -> dict[str, list[str]]:
        return why(line)


class TrialViewSet(WhatIfViewSet):
    @extend_schema(request=StartTrialSerializer)
    def create(self, request: Request) -> Response:
        """Try drafts on a past period; a worker calculates it, nothing is posted."""
        require(request.access, Verb.CHANGE_PROGRAMMES)
        form = StartTrialSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        trial = start_trial(access=request.access, **form.validated_data)
        return self.answer(trial, status.HTTP_201_CREATED)

    @extend_schema(responses=FoundSerializer)
    @action(detail=True, filter_backends=[])
    def result(self, request: Request, pk: int) -> Response:
        """Totals, winners and losers, by programme and by dealer."""
        return Response(FoundSerializer(found_in(self.get_object(), request.access.scope)).data)

    @extend_schema(
        parameters=[OpenApiParameter("dealer", OpenApiTypes.STR, required=True)],
        responses=LineSerializer(many=True),
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def reasons(self, request: Request, pk: int) -> Response:
        """How both figures of one dealer come about, by programme and period."""
        code = request.query_params.get("dealer", "")
        dealers = Dealer.objects.visible_to(request.access.scope).filter(code=code)
        lines = lines_of(self.get_object(), request.access.scope).filter(dealer__in=dealers)
        rows = lines.select_related("programme").order_by("programme__code", "period")
        return Response(LineSerializer(rows, many=True).data)

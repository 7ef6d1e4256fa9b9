"""What-ifs of penalties over HTTP: started, followed, read, deleted."""

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.serializers import ExactDecimal

from ..choices import Detector
from ..detecting.trying import TRIED
from .life_api import DaysSerializer, WhatIfViewSet
from .outcome import found_in, looked_in
from .starting import may_try, start_trial
from .territories import NAMES

FEN = {"decimal_places": 2}


class TerritoryRowSerializer(serializers.Serializer):
    """A row of the import of territories, as text."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {name: serializers.CharField(default="", allow_blank=True) for name in NAMES}


class StartPenaltyTrialSerializer(DaysSerializer):
    """`to` is exclusive. `detectors` look anew; `settings`: by detector the changed tolerances;
    `drafts` are ids of versions of penalty rules."""

    detectors = serializers.ListField(
        child=serializers.ChoiceField(choices=Detector.choices), default=list
    )
    settings = serializers.DictField(
        child=serializers.DictField(help_text=", ".join(TRIED)), default=dict
    )
    drafts = serializers.ListField(child=serializers.IntegerField(), default=list)
    all_along = serializers.BooleanField(default=False)
    territories = TerritoryRowSerializer(many=True, default=list)


class TotalSerializer(serializers.Serializer):
    """Cases that count and yuan by the rules in force (`before`) and by those tried (`after`)."""

    dealer = serializers.CharField(source="dealer.code", default=None)
    cases_before = serializers.IntegerField()
    cases_after = serializers.IntegerField()
    before = ExactDecimal(**FEN)
    after = ExactDecimal(**FEN)
    difference = ExactDecimal(**FEN)
    share_before = ExactDecimal(**FEN)
    share_after = ExactDecimal(**FEN)


class SideSerializer(serializers.Serializer):
    """`fine` is null where a figure is not on record; `why` says which."""

    offence = serializers.IntegerField(allow_null=True)
    fine = ExactDecimal(**FEN, allow_null=True)
    share = ExactDecimal(**FEN, allow_null=True)
    rule = serializers.CharField()
    besides = serializers.CharField()
    why = serializers.CharField()


class TriedCaseSerializer(serializers.Serializer):
    key = serializers.CharField(source="case.key")
    dealer = serializers.CharField(source="case.dealer.code")
    kind = serializers.CharField(source="case.kind")
    day = serializers.DateField(source="case.day")
    violation = serializers.IntegerField(source="case.violation_id", allow_null=True)
    before = SideSerializer(allow_null=True)
    after = SideSerializer(allow_null=True)
    difference = ExactDecimal(**FEN)


class LookedSerializer(serializers.Serializer):
    detector = serializers.CharField()
    silent = serializers.BooleanField()
    findings = serializers.ListField(child=serializers.IntegerField())
    cases = serializers.ListField(child=serializers.IntegerField())
    no_case = serializers.ListField()


class TriedSerializer(serializers.Serializer):
    """Empty until it is `done`. `cases` are those that differ."""

    total = TotalSerializer()
    more = serializers.IntegerField()
    less = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    unknown = serializers.IntegerField()
    dealers = TotalSerializer(many=True)
    cases = TriedCaseSerializer(source="rows", many=True)


class PenaltyTrialViewSet(WhatIfViewSet):
    @extend_schema(request=StartPenaltyTrialSerializer)
    def create(self, request: Request) -> Response:
        """Try settings, drafts or territories on past days; a worker works it out."""
        if not may_try(request.access):
            raise PermissionDenied
        form = StartPenaltyTrialSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        trial = start_trial(access=request.access, **form.validated_data)
        return self.answer(trial, status.HTTP_201_CREATED)

    @extend_schema(responses=TriedSerializer)
    @action(detail=True, filter_backends=[])
    def result(self, request: Request, pk: int) -> Response:
        """Totals, dealers and cases that differ, and what each detector found."""
        trial = self.get_object()
        scope = request.access.scope
        found = TriedSerializer(found_in(trial, scope)).data
        looked = LookedSerializer(looked_in(trial, scope), many=True).data
        return Response(found | {"detectors": looked})

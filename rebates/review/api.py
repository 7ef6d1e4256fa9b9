"""The review of a run over HTTP: the same checks, comparison and ticks as on the pages."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.checklists import Asked, Weight, checklist
from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.serializers import ExactDecimal
from channels_mgmt.core.viewsets import VerbViewSet

from ..models import SettlementRun
from .checks import checklist_of
from .comparison import Change, comparable, compare, previous_run
from .notes import look_at, looked_at
from .reviewed import reviewed

FEN = {"decimal_places": 2}
OTHER = OpenApiParameter("other", OpenApiTypes.INT, description="The run before by default.")


class ItemSerializer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    weight = serializers.ChoiceField(choices=Weight.choices)
    advice = serializers.CharField()


class BeforeSerializer(serializers.Serializer):
    """`to` is exclusive; programmes and dealers are codes, none means all."""

    programmes = serializers.ListField(child=serializers.CharField(), default=list)
    dealers = serializers.ListField(child=serializers.CharField(), default=list)

    def get_fields(self) -> dict[str, serializers.Field]:
        days = {
            "from": serializers.DateField(source="date_from"),
            "to": serializers.DateField(source="date_to"),
        }
        return days | super().get_fields()  # `from` cannot be the name of an attribute


class ChangeSerializer(serializers.Serializer):
    """`before` and `now` are null where a run has no line for it."""

    dealer = serializers.CharField(source="dealer.code")
    programme = serializers.SerializerMethodField()
    before = ExactDecimal(**FEN, allow_null=True)
    now = ExactDecimal(**FEN, allow_null=True)
    difference = ExactDecimal(**FEN)
    percent = ExactDecimal(source="share", decimal_places=1, allow_null=True)

    def get_programme(self, change: Change) -> str | None:
        return change.programme and change.programme.code


class ComparisonSerializer(serializers.Serializer):
    run = serializers.IntegerField(source="run.pk")
    other = serializers.SerializerMethodField()
    before = ExactDecimal(**FEN)
    now = ExactDecimal(**FEN)
    difference = ExactDecimal(**FEN)
    changes = ChangeSerializer(many=True)

    def get_other(self, found: Any) -> int | None:
        return found.other and found.other.pk


class NoteSerializer(serializers.Serializer):
    by = serializers.CharField()
    at = serializers.DateTimeField()
    looked = serializers.BooleanField()
    text = serializers.CharField()


class ReviewedSerializer(serializers.Serializer):
    change = ChangeSerializer()
    looked = serializers.SerializerMethodField()
    notes = NoteSerializer(many=True)

    def get_looked(self, row: Any) -> bool:
        return row.looked is not None


class LookSerializer(serializers.Serializer):
    """Dealers by code; `looked` ticks them off, `text` is noted of each."""

    dealers = serializers.ListField(child=serializers.CharField(), allow_empty=False)
    text = serializers.CharField(default="", allow_blank=True)
    looked = serializers.BooleanField(default=True)


class LookedAtSerializer(serializers.Serializer):
    done = serializers.IntegerField()
    total = serializers.IntegerField()


class ReviewMixin(VerbViewSet):
    @extend_schema(responses=ItemSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def checklist(self, request: Request, pk: int) -> Response:
        """What to look at before the run is approved."""
        found = checklist_of(self.get_object(), request.access.scope)
        return Response(ItemSerializer(found, many=True).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.DATE, required=True),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True, description="Exclusive."),
            OpenApiParameter("programmes", many=True),
            OpenApiParameter("dealers", many=True),
        ],
        responses=ItemSerializer(many=True),
    )
    @action(detail=False, pagination_class=None, filter_backends=[])
    def before(self, request: Request) -> Response:
        """The same before a run is started."""
        form = BeforeSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        data = form.validated_data
        asked = Asked(data["date_from"], data["date_to"], tuple(data["programmes"]),
                      tuple(data["dealers"]))  # fmt: skip
        return Response(ItemSerializer(checklist(asked, request.access.scope), many=True).data)

    @extend_schema(parameters=[OTHER], responses=ComparisonSerializer)
    @action(detail=True, filter_backends=[])
    def comparison(self, request: Request, pk: int) -> Response:
        """What each dealer is due of each programme, in an earlier run and in this one."""
        run = self.get_object()
        found = compare(run, self.other(run), request.access.scope)
        return Response(ComparisonSerializer(found).data)

    @extend_schema(parameters=[OTHER], responses=ReviewedSerializer(many=True))
    @action(detail=True, pagination_class=None, filter_backends=[])
    def review(self, request: Request, pk: int) -> Response:
        """The dealers of the run: what changed, who has looked at them, what was noted."""
        run = self.get_object()
        rows = reviewed(run, self.other(run), request.access.scope)
        return Response(ReviewedSerializer(rows, many=True).data)

    @extend_schema(request=LookSerializer, responses=LookedAtSerializer)
    @action(detail=True, methods=["post"])
    def look(self, request: Request, pk: int) -> Response:
        """Tick dealers of a draft as looked at, or note something of them, or both."""
        run = self.for_verb(Verb.REVIEW_RUNS)
        form = LookSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        look_at(run=run, access=request.access, **form.validated_data)
        return Response(LookedAtSerializer(looked_at(run, request.access.scope)).data)

    def other(self, run: SettlementRun) -> SettlementRun | None:
        asked = self.request.query_params.get("other")
        if not asked:
            return previous_run(run)
        found = comparable(run).filter(pk=asked).first() if asked.isdecimal() else None
        if found is None:
            raise serializers.ValidationError({"other": ["There is no such run to compare with."]})
        return found

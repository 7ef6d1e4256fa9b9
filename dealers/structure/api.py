"""The life and the place of a dealer in the API; a tier that is dropped."""

from typing import Any

from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.scopes import Verb
from channels_mgmt.core.viewsets import ReasonSerializer, VerbViewSet

from ..choices import DealerStatus, Grade
from ..services.dealers import change_status
from ..services.grades import set_grade
from ..services.reorganisation import rehearse, reorganise
from .forms import DropForm, MergeForm, MoveForm, ReorganisationForm, ReplaceForm
from .plans import Plan


class PlanSerializer(serializers.Serializer):
    """What a reorganisation changes; `preview` is to be sent back with `confirmed`."""

    valid_from = serializers.DateField()
    moves = serializers.ListField()
    territories = serializers.ListField()
    shops = serializers.ListField()
    notes = serializers.ListField()
    preview = serializers.CharField()
    carried_out = serializers.BooleanField()


class ReorganisationSerializer(serializers.Serializer):
    """Records are named by their codes. Without `confirmed` nothing is written."""

    valid_from = serializers.DateField()
    reason = serializers.CharField()
    preview = serializers.CharField(required=False)
    confirmed = serializers.BooleanField(required=False, default=False)


class MoveSerializer(ReorganisationSerializer):
    tier = serializers.CharField()
    upstream = serializers.CharField(required=False)
    home_region = serializers.CharField()


class HeirSerializer(ReorganisationSerializer):
    heir = serializers.CharField()


class GradeSerializer(ReasonSerializer):
    grade = serializers.ChoiceField(choices=Grade)
    valid_from = serializers.DateField(help_text="The first day of the grade.")


class DropSerializer(ReorganisationSerializer):
    successor = serializers.CharField()


class ReorganisingViewSet(VerbViewSet):
    def reorganise(self, form_class: type[ReorganisationForm]) -> Response:
        """The same form, plan and service as on the page."""
        record, access = self.for_verb(Verb.CHANGE_STRUCTURE), self.request.access
        asked = ReorganisationSerializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        confirmed = asked.validated_data["confirmed"]
        form = form_class(self.request.data, record=record, access=access)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        said = form.cleaned_data
        if confirmed:
            reason, seen = said["reason"], said["preview"]
            plan = reorganise(plan=form.plan, access=access, reason=reason, seen=seen)
        else:
            plan = rehearse(plan=form.plan, access=access)
        return Response(described(plan, confirmed))


def described(plan: Plan, carried_out: bool) -> dict[str, Any]:
    return {
        "valid_from": str(plan.valid_from),
        "moves": [
            {
                "dealer": move.dealer.code,
                "tier": move.tier.code,
                "upstream": move.upstream and move.upstream.code,
                "home_region": move.home_region.code,
            }
            for move in plan.moves
        ],
        "territories": [territory.pk for territory in plan.territories],
        "shops": [shop.code for shop in plan.shops],
        "notes": list(plan.notes),
        "preview": plan.fingerprint,
        "carried_out": carried_out,
    }


class DealerViewSet(ReorganisingViewSet):
    def become(self, status: DealerStatus) -> Response:
        dealer, access = self.for_verb(Verb.CHANGE_STRUCTURE), self.request.access
        reason = self.reason()
        return self.answer(change_status(dealer=dealer, to=status, access=access, reason=reason))

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, pk: int) -> Response:
        return self.become(DealerStatus.ACTIVE)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, pk: int) -> Response:
        return self.become(DealerStatus.SUSPENDED)

    @extend_schema(request=ReasonSerializer)
    @action(detail=True, methods=["post"])
    def terminate(self, request: Request, pk: int) -> Response:
        return self.become(DealerStatus.TERMINATED)

    @extend_schema(request=GradeSerializer)
    @action(detail=True, methods=["post"])
    def grade(self, request: Request, pk: int) -> Response:
        """Another grade from a day on."""
        dealer = self.for_verb(Verb.CHANGE_STRUCTURE)
        asked = GradeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        said = {name: asked.validated_data[name] for name in ("grade", "valid_from", "reason")}
        return self.answer(set_grade(dealer=dealer, access=request.access, **said))

    @extend_schema(request=MoveSerializer, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: int) -> Response:
        """To another tier, upstream dealer or home region, from a day on."""
        return self.reorganise(MoveForm)

    @extend_schema(request=HeirSerializer, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, pk: int) -> Response:
        """Another dealer takes its place in the channel."""
        return self.reorganise(ReplaceForm)

    @extend_schema(request=HeirSerializer, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        """It goes up in another dealer."""
        return self.reorganise(MergeForm)


class TierViewSet(ReorganisingViewSet):
    @extend_schema(request=DropSerializer, responses=PlanSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: int) -> Response:
        """From a day on no dealer belongs to it."""
        return self.reorganise(DropForm)

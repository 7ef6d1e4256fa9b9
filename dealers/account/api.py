"""The statement of account by the API."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_mgmt.core.serializers import ExactDecimal

from ..models import Dealer
from ..pages import DealerPages
from .statement import Basis
from .views import answered, asked

FEN = {"decimal_places": 2}


class MovementSerializer(serializers.Serializer):
    entry = serializers.IntegerField(source="entry.pk")
    date = serializers.DateField(source="entry.date", help_text="The business date.")
    posted_at = serializers.DateTimeField(source="entry.posted_at")
    debit_account = serializers.CharField(source="entry.debit")
    credit_account = serializers.CharField(source="entry.credit")
    source = serializers.CharField(source="entry.source")
    document = serializers.CharField(source="document.label")
    memo = serializers.CharField(source="entry.memo")
    debit = ExactDecimal(**FEN, help_text="What the dealer gave.")
    credit = ExactDecimal(**FEN, help_text="What the dealer received.")
    balance = ExactDecimal(**FEN, help_text="After it.")


class SumSerializer(serializers.Serializer):
    name = serializers.CharField()
    opening = ExactDecimal(**FEN)
    debit = ExactDecimal(**FEN)
    credit = ExactDecimal(**FEN)
    closing = ExactDecimal(**FEN, help_text="Opening + credit - debit.")


class SectionSerializer(serializers.Serializer):
    sum = SumSerializer()
    accounts = SumSerializer(many=True)
    movements = MovementSerializer(source="rows", many=True)


class AccountSerializer(serializers.Serializer):
    dealer = serializers.CharField(source="dealer.code")
    first = serializers.DateField()
    last = serializers.DateField(help_text="The last day that belongs to it.")
    basis = serializers.ChoiceField(choices=Basis.choices)
    sections = SectionSerializer(many=True)


class AccountView(APIView):
    """Opening balance, movements and closing balance between two days, both included."""

    pages = DealerPages

    @extend_schema(
        operation_id="dealers_account",
        parameters=[
            OpenApiParameter("first", OpenApiTypes.DATE, description="By default 1 January."),
            OpenApiParameter("last", OpenApiTypes.DATE, description="By default today."),
            OpenApiParameter("basis", enum=Basis.values, description="What the days are."),
        ],
        responses=AccountSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        scope = request.access.scope
        dealer = get_object_or_404(Dealer.objects.visible_to(scope), pk=pk)
        form = asked(request.query_params)
        statement = answered(form, dealer, scope)
        if statement is None:
            raise ValidationError({name: list(texts) for name, texts in form.errors.items()})
        return Response(AccountSerializer(statement).data)


urlpatterns = [path("dealers/<int:pk>/account/", AccountView.as_view(), name="dealers-account")]

"""The reports on stock and on returns by the API: what their pages show, all of it."""

from typing import Any

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from channels_mgmt.core.serializers import ExactDecimal

from .choices import ReturnVerdict
from .models import SalesLine, StockCount
from .pages import SalesLinePages
from .returns import judged, with_originals
from .returns_page import RELATED, ReturnFilter
from .stock import last_count
from .stock_page import Row, StockForm, rows_of


class StockPagination(PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 1000


class HoldingSerializer(serializers.Serializer):
    """Pieces of a product at a dealer at the end of a day."""

    dealer = serializers.CharField(source="dealer.code")
    sku = serializers.CharField(source="sku.code")
    computed = serializers.IntegerField(source="holding.pieces")
    counted = serializers.IntegerField(source="holding.counted", allow_null=True)
    difference = serializers.IntegerField(
        source="holding.difference", allow_null=True, help_text="Counted less computed."
    )


class LineName(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    source = serializers.CharField()
    order_number = serializers.CharField()
    line_number = serializers.CharField()


class ReturnSerializer(LineName):
    """A return, what it takes back, and what is wrong with it."""

    date = serializers.DateField()
    kind = serializers.CharField()
    dealer = serializers.CharField(source="dealer.code")
    sku = serializers.CharField(source="sku.code")
    quantity = serializers.IntegerField()
    amount = ExactDecimal(decimal_places=4)
    verdict = serializers.ChoiceField(choices=ReturnVerdict.choices)
    returns_order = serializers.CharField()
    returns_line = serializers.CharField()
    originals = serializers.SerializerMethodField()
    probable = serializers.SerializerMethodField(help_text="Where no original is known.")

    @extend_schema(responses=LineName(many=True))
    def get_originals(self, line: SalesLine) -> list[dict[str, Any]]:
        return LineName(self.context["found"][line.pk].originals, many=True).data

    def get_probable(self, line: SalesLine) -> dict[str, Any] | None:
        probable = self.context["found"][line.pk].probable
        return None if probable is None else LineName(probable).data


class StockView(GenericAPIView):
    """Stock by dealer and product, computed from the facts, against what was counted."""

    pages = SalesLinePages
    http_method_names = ["get", "head"]
    queryset = StockCount.objects.none()
    pagination_class, serializer_class = StockPagination, HoldingSerializer

    @extend_schema(
        operation_id="stock_list",
        parameters=[
            OpenApiParameter("day", OpenApiTypes.DATE, description="The last count by default."),
            OpenApiParameter("dealer", OpenApiTypes.STR, description="Its code."),
            OpenApiParameter("sku", OpenApiTypes.STR, description="Its code."),
            OpenApiParameter("counted", OpenApiTypes.BOOL, description="Only what was counted."),
            OpenApiParameter("differing", OpenApiTypes.BOOL, description="Only differences."),
        ],
        responses=HoldingSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        scope = request.access.scope
        if not StockCount.reach.admits(scope):
            raise Http404
        asked = request.query_params.dict()
        asked.setdefault("day", (last_count(scope) or timezone.localdate()).isoformat())
        form = StockForm(asked, access=request.access)
        if not form.is_valid():
            raise ValidationError(form.errors)
        rows: list[Row] = self.paginate_queryset(rows_of(form.cleaned_data, scope))
        return self.get_paginated_response(HoldingSerializer(rows, many=True).data)


class ReturnsView(GenericAPIView):
    """What came back, with its originals; filtered as the page is."""

    pages = SalesLinePages
    http_method_names = ["get", "head"]
    serializer_class, filterset_class = ReturnSerializer, ReturnFilter
    queryset = SalesLine.objects.none()

    @extend_schema(operation_id="returns_list", responses=ReturnSerializer(many=True))
    def get(self, request: Request) -> Response:
        scope = request.access.scope
        if not SalesLine.reach.admits(scope):
            raise Http404
        lines = judged(SalesLine.objects.visible_to(scope)).select_related(*RELATED)
        shown = self.paginate_queryset(self.filter_queryset(lines))
        found = {returned.line.pk: returned for returned in with_originals(shown)}
        answer = ReturnSerializer(shown, many=True, context={"found": found})
        return self.get_paginated_response(answer.data)


urlpatterns = [
    path("stock/", StockView.as_view(), name="stock"),
    path("returns/", ReturnsView.as_view(), name="returns"),
]

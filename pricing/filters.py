import datetime

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet

from .life import on_sale
from .models import SKU, Exclusive, Price, PriceControl, PriceList, PriceObservation


class SKUFilter(FilterSet):
    search = ("code", "name", "name_en", "barcode", "model")
    on_sale = django_filters.DateFilter(method="sold_on", label=_("On sale on"))

    class Meta:
        model = SKU
        fields = ("product_line", "brand", "model", "online_exclusive", "on_sale")

    def sold_on(self, rows: QuerySet, name: str, value: datetime.date) -> QuerySet:
        return rows.filter(on_sale(value))


class PriceListFilter(FilterSet):
    search = ("code",)

    class Meta:
        model = PriceList
        fields = ()


class PriceFilter(ValidityFilterSet):
    search = ("sku__code", "sku__name", "region__name")

    class Meta:
        model = Price
        fields = ("sku", "tier", "region", "price_list")


class ExclusiveFilter(ValidityFilterSet):
    search = ("sku__code", "sku__name", "shop__code", "shop__name")

    class Meta:
        model = Exclusive
        fields = ("sku", "shop")


class PriceControlFilter(ValidityFilterSet):
    search = ("sku__code", "sku__name", "product_line__name", "brand", "region__name")

    class Meta:
        model = PriceControl
        fields = ("sku", "product_line", "brand", "region", "channel", "mode", "status")


class PriceObservationFilter(FilterSet):
    """From the first day to the last: people mean both of them."""

    search = ("sku__code", "sku__name", "seller", "shop__name", "url")
    date_from = django_filters.DateFilter("observed_at", "date__gte", label=_("First day"))
    date_to = django_filters.DateFilter("observed_at", "date__lte", label=_("Last day"))

    class Meta:
        model = PriceObservation
        fields = ("date_from", "date_to", "sku", "shop", "region", "channel")

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet

from .models import SKU, Exclusive, Price, PriceList


class SKUFilter(FilterSet):
    search = ("code", "name", "name_en", "barcode")

    class Meta:
        model = SKU
        fields = ("product_line", "brand", "online_exclusive")


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

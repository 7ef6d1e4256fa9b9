from channels_mgmt.core.tables import Table

from .models import SKU, Exclusive, Price, PriceList

VALIDITY = ("valid_from", "valid_to")


class SKUTable(Table):
    sortable = ("code",)

    class Meta(Table.Meta):
        model = SKU
        fields = (
            "code",
            "name",
            "product_line",
            "brand",
            "barcode",
            "list_price",
            "vat_rate",
            "online_exclusive",
        )


class PriceListTable(Table):
    class Meta(Table.Meta):
        model = PriceList
        fields = ("code",)


class PriceTable(Table):
    class Meta(Table.Meta):
        model = Price
        fields = ("sku__code", "sku", "tier", "region", "price_list", "price", *VALIDITY)


class ExclusiveTable(Table):
    class Meta(Table.Meta):
        model = Exclusive
        fields = ("sku__code", "sku", "shop", *VALIDITY)

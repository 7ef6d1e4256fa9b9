from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.tables import FieldColumn, Table

from .models import SKU, Exclusive, Price, PriceControl, PriceList, PriceObservation

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
        fields = ("code", "published_at", "supersedes", "valid_from")


class PriceTable(Table):
    class Meta(Table.Meta):
        model = Price
        fields = ("sku__code", "sku", "tier", "region", "price_list", "price", *VALIDITY)


class ExclusiveTable(Table):
    class Meta(Table.Meta):
        model = Exclusive
        fields = ("sku__code", "sku", "shop", *VALIDITY)


class PriceControlTable(Table):
    limits = FieldColumn(accessor="limits", verbose_name=_("From – to"))

    class Meta(Table.Meta):
        model = PriceControl
        fields = (
            "id",
            "sku__code",
            "product_line",
            "brand",
            "region",
            "channel",
            "limits",
            "mode",
            "status",
            *VALIDITY,
        )
        sequence = fields


class PriceObservationTable(Table):
    sortable = ("observed_at",)
    needs = ("shop",)
    where = FieldColumn(accessor="where", verbose_name=_("Shop or seller"))

    class Meta(Table.Meta):
        model = PriceObservation
        fields = ("observed_at", "sku__code", "sku", "price", "where", "region", "channel")
        sequence = fields

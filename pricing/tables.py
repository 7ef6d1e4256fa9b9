from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.tables import FieldColumn, Table, only_in_files

from .models import SKU, Exclusive, Price, PriceControl, PriceList, PriceObservation

VALIDITY = ("valid_from", "valid_to")


class SKUTable(Table):
    """What a list has no room for is in its files."""

    sortable = ("code",)
    model = only_in_files("model", _("Model"))
    twin = only_in_files("twin__code", _("Offline twin"))
    launched_on = only_in_files("launched_on", _("Launched on"))

    class Meta(Table.Meta):
        model = SKU
        fields = (
            "code",
            "name",
            "model",
            "product_line",
            "brand",
            "barcode",
            "list_price",
            "vat_rate",
            "online_exclusive",
            "twin",
            "launched_on",
            "discontinued_on",
        )
        sequence = fields


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

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.display import with_below
from channels_mgmt.core.tables import CodedColumn, FieldColumn, Table, only_in_files

from .models import Packing, Payment, Place, SalesLine, Scan, Serial, StockCount


class SalesLineTable(Table):
    """What was sold, by whom, for how much; a file has the rest besides."""

    linked = "order_number"
    sortable = ("date",)
    order_number = FieldColumn(verbose_name=_("Order"))
    kind = only_in_files("kind", _("Kind"))
    dealer, sku = CodedColumn(), CodedColumn()
    line_number = only_in_files("line_number", _("Line number"))
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    sku_code = only_in_files("sku__code", _("SKU"))
    shop = only_in_files("shop", _("Shop"))
    source = only_in_files("source", _("Source"))

    class Meta(Table.Meta):
        model = SalesLine
        fields = (
            "date",
            "order_number",
            "line_number",
            "kind",
            "dealer_code",
            "dealer",
            "sku_code",
            "sku",
            "quantity",
            "amount",
            "channel",
            "shop",
            "region",
            "source",
        )
        sequence = fields

    def render_order_number(self, value: str, record: SalesLine) -> SafeString:
        return with_below(f"{value}/{record.line_number}", record.get_kind_display())

    def value_order_number(self, value: str) -> str:
        return value

    def render_channel(self, value: str, record: SalesLine) -> SafeString | str:
        return with_below(value, record.shop) if record.shop else value

    def value_channel(self, value: str) -> str:
        return value


class SerialTable(Table):
    sortable = ("shipped_on",)
    dealer, sku = CodedColumn(), CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    sku_code = only_in_files("sku__code", _("SKU"))

    class Meta(Table.Meta):
        model = Serial
        fields = (
            "code", "sku_code", "sku", "dealer_code", "dealer", "shipped_on", "order_number",
        )  # fmt: skip
        sequence = fields


class ScanTable(Table):
    """Without the dealer it was shipped to: who sees a scan for its region may not see that one."""

    sortable = ("scanned_at",)
    linked = "code"
    code = FieldColumn(accessor="code", verbose_name=_("Serial number"))
    region = CodedColumn()
    region_code = only_in_files("region__code", _("Region code"))

    class Meta(Table.Meta):
        model = Scan
        fields = ("code", "scanned_at", "region_code", "region", "by", "reference")
        sequence = fields


class PackingTable(Table):
    linked = "code"
    code = FieldColumn(accessor="code", verbose_name=_("Serial number"))

    class Meta(Table.Meta):
        model = Packing
        fields = ("code", "parent", "move", "at")
        sequence = fields


class PaymentTable(Table):
    sortable = ("date",)
    linked = "reference"
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))

    class Meta(Table.Meta):
        model = Payment
        fields = ("date", "reference", "dealer_code", "dealer", "amount")
        sequence = fields


class StockCountTable(Table):
    sortable = ("date",)
    linked = "date"
    dealer, sku = CodedColumn(), CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    sku_code = only_in_files("sku__code", _("SKU"))

    class Meta(Table.Meta):
        model = StockCount
        fields = ("date", "dealer_code", "dealer", "sku_code", "sku", "quantity")
        sequence = fields


class PlaceTable(Table):
    class Meta(Table.Meta):
        model = Place
        fields = ("code", "name", "region")

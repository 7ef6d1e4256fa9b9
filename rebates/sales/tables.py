from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.display import with_below
from channels_mgmt.core.tables import CodedColumn, FieldColumn, Table, only_in_files

from .models import SalesLine


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

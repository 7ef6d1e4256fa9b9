from channels_mgmt.core.tables import Table

from .models import SalesLine


class SalesLineTable(Table):
    linked = "order_number"
    sortable = ("date",)

    class Meta(Table.Meta):
        model = SalesLine
        fields = (
            "date",
            "order_number",
            "line_number",
            "kind",
            "dealer",
            "sku",
            "quantity",
            "amount",
            "channel",
            "shop",
            "region",
            "source",
        )

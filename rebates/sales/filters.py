import django_filters
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet

from .models import SalesLine


class SalesLineFilter(FilterSet):
    """From the first day to the last: people mean both of them."""

    date_from = django_filters.DateFilter("date", "gte", label=_("First day"))
    date_to = django_filters.DateFilter("date", "lte", label=_("Last day"))

    class Meta:
        model = SalesLine
        fields = (
            "date_from",
            "date_to",
            "dealer",
            "sku",
            "kind",
            "channel",
            "shop",
            "region",
            "source",
            "order_number",
            "batch",
        )


class PriceReportFilter(SalesLineFilter):
    class Meta(SalesLineFilter.Meta):
        fields = ("date_from", "date_to", "kind", "dealer", "sku", "shop", "channel", "region")

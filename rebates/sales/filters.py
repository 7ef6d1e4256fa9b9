import django_filters
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet

from .models import SalesLine


class SalesLineFilter(FilterSet):
    """``date_to`` is the first day that no longer counts, as periods have it everywhere."""

    date_from = django_filters.DateFilter("date", "gte", label=_("From"))
    date_to = django_filters.DateFilter("date", "lt", label=_("Before"))

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

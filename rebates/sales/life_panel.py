"""What a product's page says of sales outside the product's life."""

import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from pricing.models import SKU

from .choices import SaleKind
from .models import SalesLine


class SalesOutsideLifePanel(Panel):
    """Sell-in lines before the launch or after the end: facts, so they are found, not refused."""

    title = _("Sell-in outside its life")
    template = "sales/life_panel.html"
    order = 30

    def context(self, record: SKU, request) -> dict[str, Any] | None:
        launched, ended = record.launched_on, record.discontinued_on
        before = Q(date__lt=launched) if launched else Q(pk=None)
        after = Q(date__gte=ended) if ended else Q(pk=None)
        if not (launched or ended):
            return None
        rows = SalesLine.objects.visible_to(request.access.scope)
        rows = rows.filter(before | after, sku=record, kind=SaleKind.SELL_IN, quantity__gt=0)
        found = rows.aggregate(before=Count("pk", filter=before), after=Count("pk", filter=after))
        if not any(found.values()):
            return None
        return found | {"last_before": launched and launched - datetime.timedelta(days=1)}

"""When a product is on sale: from its launch up to, not including, the day it is discontinued."""

import datetime

from django.db.models import Q

from .models import SKU


def on_sale(start: datetime.date, end: datetime.date | None = None) -> Q:
    """Products on sale on some day of ``start ≤ day < end``; without an end on the one day.

    What has no dates was always there and stays.
    """
    launched = Q(launched_on__lt=end) if end else Q(launched_on__lte=start)
    there = Q(discontinued_on=None) | Q(discontinued_on__gt=start)
    return (Q(launched_on=None) | launched) & there


def outside_life(sku: SKU) -> Q | None:
    """Records with a validity that hold on no day of the product's life; None if it has no end."""
    before = Q(valid_to__lte=sku.launched_on) if sku.launched_on else Q()
    after = Q(valid_from__gte=sku.discontinued_on) if sku.discontinued_on else Q()
    return (before | after) or None

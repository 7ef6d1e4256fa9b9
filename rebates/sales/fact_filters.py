"""Filters of serials, scans, packings, payments, stock counts and scanning places."""

import datetime
from typing import Any

import django_filters
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet

from .gs1 import WrongCode, unit_code
from .models import Packing, Payment, Place, Scan, Serial, StockCount


def plain(code: str) -> str:
    """A code as it is kept, whichever way it was typed or scanned."""
    try:
        return unit_code(code.strip())
    except WrongCode:
        return code.strip()


class CodeFilter(django_filters.CharFilter):
    """A serial, carton or pallet by its whole code."""

    def filter(self, rows: models.QuerySet, value: Any) -> models.QuerySet:
        return super().filter(rows, plain(value) if value else value)


class SerialFilter(FilterSet):
    """The search finds serials by how they begin: an index answers that."""

    search = ("code",)
    shipped_from = django_filters.DateFilter("shipped_on", "gte", label=_("First day"))
    shipped_to = django_filters.DateFilter("shipped_on", "lte", label=_("Last day"))

    class Meta:
        model = Serial
        fields = ("dealer", "sku", "shipped_from", "shipped_to", "order_number", "batch")

    def find(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return rows.filter(code__startswith=plain(value))


class MomentFilterSet(FilterSet):
    """From the first day to the last, by the calendar of the brand."""

    def since(self, rows: models.QuerySet, name: str, value: datetime.date) -> models.QuerySet:
        return rows.filter(**{f"{name}__gte": midnight(value)})

    def until(self, rows: models.QuerySet, name: str, value: datetime.date) -> models.QuerySet:
        return rows.filter(**{f"{name}__lt": midnight(value + datetime.timedelta(days=1))})


def midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


class ScanFilter(MomentFilterSet):
    """Codes that nobody ever shipped may be asked for."""

    serial = CodeFilter("serial_id", label=_("Serial number"))
    date_from = django_filters.DateFilter("scanned_at", method="since", label=_("First day"))
    date_to = django_filters.DateFilter("scanned_at", method="until", label=_("Last day"))
    shipped = django_filters.BooleanFilter(
        "serial__id", "isnull", exclude=True, label=_("A shipped serial")
    )

    class Meta:
        model = Scan
        fields = ("serial", "date_from", "date_to", "region", "by", "shipped", "batch")


class PackingFilter(MomentFilterSet):
    serial = CodeFilter("serial_id", label=_("Serial number"))
    parent = CodeFilter("parent", label=_("Parent code"))
    date_from = django_filters.DateFilter("at", method="since", label=_("First day"))
    date_to = django_filters.DateFilter("at", method="until", label=_("Last day"))

    class Meta:
        model = Packing
        fields = ("serial", "parent", "move", "date_from", "date_to", "batch")


class PaymentFilter(FilterSet):
    search = ("reference",)
    date_from = django_filters.DateFilter("date", "gte", label=_("First day"))
    date_to = django_filters.DateFilter("date", "lte", label=_("Last day"))

    class Meta:
        model = Payment
        fields = ("dealer", "date_from", "date_to", "batch")


class StockCountFilter(FilterSet):
    date_from = django_filters.DateFilter("date", "gte", label=_("First day"))
    date_to = django_filters.DateFilter("date", "lte", label=_("Last day"))

    class Meta:
        model = StockCount
        fields = ("dealer", "sku", "date_from", "date_to", "batch")


class PlaceFilter(FilterSet):
    search = ("code", "name", "name_en")

    class Meta:
        model = Place
        fields = ("region",)

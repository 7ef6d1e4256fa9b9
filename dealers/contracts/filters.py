import datetime

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet

from ..choices import ContractState
from ..models import Contract, Target

BY_DEALER = ("dealer__code", "dealer__name", "dealer__name_en")


class ContractFilter(ValidityFilterSet):
    search = ("number", *BY_DEALER)
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ContractState.choices, method="in_state"
    )
    ends_within = django_filters.NumberFilter(
        label=_("Ends within (days)"), method="ending", min_value=0, max_value=36_500
    )

    class Meta:
        model = Contract
        fields = ("dealer",)

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.in_state(value, timezone.localdate())

    def ending(self, rows: QuerySet, name: str, value: int) -> QuerySet:
        return rows.ending_within(int(value), timezone.localdate())


class TargetFilter(FilterSet):
    search = BY_DEALER
    day = django_filters.DateFilter(method="on", label=_("In the time of"))
    all_lines = django_filters.BooleanFilter(
        "product_line", "isnull", label=_("All product lines together")
    )

    class Meta:
        model = Target
        fields = ("dealer", "product_line", "all_lines")

    def on(self, rows: QuerySet, name: str, value: datetime.date) -> QuerySet:
        return rows.filter(Q(period_from__lte=value, period_to__gt=value))

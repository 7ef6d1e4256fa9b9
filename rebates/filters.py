import datetime

import django_filters
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet

from .choices import AnswerState
from .models import Programme, ProgrammeVersion, RunLine, SettlementRun, Statement


class ProgrammeFilter(FilterSet):
    search = ("code", "name", "name_en")

    class Meta:
        model = Programme
        fields = ("payment_form", "sales_linked")


class ProgrammeVersionFilter(ValidityFilterSet):
    class Meta:
        model = ProgrammeVersion
        fields = ("programme", "status", "method", "period")


class SettlementRunFilter(FilterSet):
    date_from = django_filters.DateFilter("date_from", "gte", label=_("First day from"))
    date_to = django_filters.DateFilter(method="ends_by", label=_("Last day up to"))

    class Meta:
        model = SettlementRun
        fields = ("status",)

    def ends_by(self, rows, name, value):
        return rows.filter(date_to__lte=value + datetime.timedelta(days=1))


class RunLineFilter(FilterSet):
    period = django_filters.CharFilter(
        "period",
        "startswith",
        label=_("Period"),
        widget=TextInput(attrs={"placeholder": "2025, 2025Q3, 2025-07"}),
    )
    changed = django_filters.BooleanFilter(method="changes", label=_("Changes something"))

    class Meta:
        model = RunLine
        fields = ("dealer", "programme", "period", "changed")

    def changes(self, rows, name, value):
        return rows.exclude(amount=0) if value else rows.filter(amount=0)


class AllRunLineFilter(RunLineFilter):
    run = django_filters.NumberFilter("run_id", label=_("Run"))

    class Meta(RunLineFilter.Meta):
        fields = ("run", *RunLineFilter.Meta.fields)


class StatementFilter(FilterSet):
    search = ("number", "dealer__code", "dealer__name", "dealer__name_en")
    ends_after = django_filters.DateFilter(
        field_name="date_to", lookup_expr="gt", label=_("Period from")
    )
    starts_before = django_filters.DateFilter(
        field_name="date_from", lookup_expr="lte", label=_("Period to")
    )
    answer = django_filters.ChoiceFilter(choices=AnswerState.choices, label=_("Answer"))

    class Meta:
        model = Statement
        fields = ("dealer", "run")

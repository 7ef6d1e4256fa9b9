import django_filters
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.tables import (
    CodedColumn,
    FieldColumn,
    MoneyColumn,
    NumberColumn,
    Table,
    only_in_files,
)

from ..models import FineLine, TopUpDemand
from .demands import DemandState
from .wording import why


class FineLineTable(Table):
    linked = "case"
    run = NumberColumn(accessor="run__id", verbose_name=_("Run"))
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    case = FieldColumn(accessor="case__number", verbose_name=_("Case"))
    due = MoneyColumn(verbose_name=_("Due"))
    already_posted = MoneyColumn(verbose_name=_("Posted before"))
    amount = MoneyColumn(verbose_name=_("Amount"))
    why = FieldColumn(
        accessor="explanation", verbose_name=_("Why"), attrs={"td": {"class": "wide"}}
    )

    class Meta(Table.Meta):
        model = FineLine
        fields = (
            "run",
            "dealer_code",
            "dealer",
            "case",
            "part",
            "due",
            "already_posted",
            "amount",
            "why",
        )
        sequence = fields

    def render_why(self, value: dict) -> str:
        return why(value)

    def value_why(self, value: dict) -> str:
        return why(value)


class FineLineFilter(FilterSet):
    search = ("case__number", "dealer__code", "dealer__name", "dealer__name_en")
    run = django_filters.NumberFilter("run_id", label=_("Run"))

    class Meta:
        model = FineLine
        fields = ("run", "dealer", "part")


class TopUpDemandTable(Table):
    linked = "raised_on"
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    run = NumberColumn(accessor="run__id", verbose_name=_("Run"))
    state = FieldColumn(verbose_name=_("State"))

    class Meta(Table.Meta):
        model = TopUpDemand
        fields = (
            "raised_on",
            "dealer_code",
            "dealer",
            "run",
            "required",
            "held",
            "amount",
            "due_on",
            "state",
        )
        sequence = fields

    def render_state(self, value: str) -> str:
        return DemandState(value).badge

    def value_state(self, value: str) -> str:
        return str(DemandState(value).label)


class TopUpDemandFilter(FilterSet):
    search = ("dealer__code", "dealer__name", "dealer__name_en", "contract__number")
    state = django_filters.ChoiceFilter(choices=DemandState.choices, label=_("State"))

    class Meta:
        model = TopUpDemand
        fields = ("dealer",)

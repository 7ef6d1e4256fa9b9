from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.tables import FieldColumn, Table

from ..models import PenaltyTrial


class PenaltyTrialTable(Table):
    sortable = ("id",)
    linked = "tried"
    days = FieldColumn(accessor="days", verbose_name=_("Days"))

    class Meta(Table.Meta):
        model = PenaltyTrial
        fields = ("id", "tried", "days", "status", "created_by", "created_at")
        sequence = fields


class PenaltyTrialFilter(FilterSet):
    search = ("tried",)

    class Meta:
        model = PenaltyTrial
        fields = ("status",)

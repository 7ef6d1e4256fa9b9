import django_filters
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet, ValidityFilterSet

from .models import (
    DetectorSetting,
    Holiday,
    Neighbour,
    PenaltyRule,
    PenaltyRuleVersion,
    SerialExemption,
)


class PenaltyRuleFilter(FilterSet):
    search = ("code", "name", "name_en")

    class Meta:
        model = PenaltyRule
        fields = ("kind",)


class PenaltyRuleVersionFilter(ValidityFilterSet):
    class Meta:
        model = PenaltyRuleVersion
        fields = ("rule", "status")


class DetectorSettingFilter(ValidityFilterSet):
    class Meta:
        model = DetectorSetting
        fields = ("detector", "enabled")


class NeighbourFilter(FilterSet):
    class Meta:
        model = Neighbour
        fields = ("region", "neighbour")


class SerialExemptionFilter(FilterSet):
    search = ("serial__code", "note", "serial__dealer__code")

    class Meta:
        model = SerialExemption
        fields = ("kind",)


class HolidayFilter(FilterSet):
    search = ("name", "name_en")
    since = django_filters.DateFilter("day", "gte", label=_("From"))
    until = django_filters.DateFilter("day", "lte", label=_("Up to"))

    class Meta:
        model = Holiday
        fields = ("working",)

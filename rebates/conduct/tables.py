"""The lists of penalty rules, and of what detectors and deadlines go by."""

from channels_mgmt.core.tables import Table

from .models import (
    DetectorSetting,
    Holiday,
    Neighbour,
    PenaltyRule,
    PenaltyRuleVersion,
    SerialExemption,
)


class PenaltyRuleTable(Table):
    sortable = ("code",)

    class Meta(Table.Meta):
        model = PenaltyRule
        fields = ("code", "name", "kind")


class PenaltyRuleVersionTable(Table):
    linked = "number"

    class Meta(Table.Meta):
        model = PenaltyRuleVersion
        fields = (
            "rule",
            "number",
            "status",
            "valid_from",
            "valid_to",
            "window",
            "window_months",
            "share_percent",
        )


class DetectorSettingTable(Table):
    class Meta(Table.Meta):
        model = DetectorSetting
        fields = (
            "detector",
            "valid_from",
            "valid_to",
            "enabled",
            "makes_cases",
            "grouping",
            "min_quantity",
            "neighbour_quantity",
        )


class NeighbourTable(Table):
    class Meta(Table.Meta):
        model = Neighbour
        fields = ("region", "neighbour")


class SerialExemptionTable(Table):
    needs = ("serial__dealer",)

    class Meta(Table.Meta):
        model = SerialExemption
        fields = ("serial", "serial__dealer", "kind", "note", "created_by", "created_at")


class HolidayTable(Table):
    sortable = ("day",)

    class Meta(Table.Meta):
        model = Holiday
        fields = ("day", "name", "working")

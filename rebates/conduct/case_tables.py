"""The lists of cases, findings, effects and complaints."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.tables import FieldColumn, NumberColumn, Table

from .models import Complaint, Effect, Finding, Violation


class ViolationTable(Table):
    due_on = FieldColumn(verbose_name=_("Due on"), accessor="due_on")
    fine = NumberColumn(verbose_name=_("Fine"), accessor="fine")

    class Meta(Table.Meta):
        model = Violation
        fields = (
            "number",
            "status",
            "due_on",
            "kind",
            "dealer",
            "offence_date",
            "home",
            "region",
            "quantity",
            "goods_value",
            "fine",
        )


class FindingTable(Table):
    sortable = ("day",)

    class Meta(Table.Meta):
        model = Finding
        fields = (
            "day",
            "detector",
            "dealer",
            "home",
            "region",
            "sku",
            "quantity",
            "goods_value",
            "case",
            "no_case",
        )


class EffectTable(Table):
    linked = "kind"

    class Meta(Table.Meta):
        model = Effect
        fields = (
            "kind",
            "status",
            "violation",
            "violation__dealer",
            "territory__region",
            "percent",
            "quantity",
            "day_from",
            "day_to",
            "note",
        )


class ComplaintTable(Table):
    linked = "at"

    class Meta(Table.Meta):
        model = Complaint
        fields = ("at", "complainant", "accused", "region", "violation")

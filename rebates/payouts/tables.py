import django_filters
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.tables import CodedColumn, FieldColumn, MoneyColumn, Table, only_in_files

from ..models import Payout, PayoutBatch


class PayoutBatchTable(Table):
    linked = "id"
    sortable = ("id",)
    proposed = MoneyColumn(verbose_name=_("Pays"))
    still_open = MoneyColumn(verbose_name=_("Still open"))

    class Meta(Table.Meta):
        model = PayoutBatch
        fields = (
            "id",
            "date",
            "purpose",
            "status",
            "proposed",
            "still_open",
            "created_by",
            "approved_by",
        )
        sequence = fields


class PayoutBatchFilter(FilterSet):
    search = ("purpose",)

    class Meta:
        model = PayoutBatch
        fields = ("status",)


class PayoutTable(Table):
    linked = "statement"
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    statement = FieldColumn(accessor="statement__number", verbose_name=_("Statement"))
    closing = MoneyColumn(accessor="statement__closing", verbose_name=_("Closing balance"))
    why = FieldColumn(verbose_name=_("Why nothing is paid"))

    class Meta(Table.Meta):
        model = Payout
        fields = (
            "statement",
            "dealer_code",
            "dealer",
            "form",
            "closing",
            "balance",
            "amount",
            "status",
            "why",
            "settled_on",
            "bank_reference",
        )
        sequence = fields


class PayoutFilter(FilterSet):
    search = ("statement__number", "dealer__code", "dealer__name", "bank_reference")
    batch = django_filters.NumberFilter("batch", label=_("Batch"))

    class Meta:
        model = Payout
        fields = ("batch", "status", "form", "why", "dealer")

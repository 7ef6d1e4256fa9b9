from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.tables import CodedColumn, FieldColumn, Table, only_in_files

from ..choices import ContractState
from ..models import Contract, Target


class ContractTable(Table):
    sortable = ("number",)
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    state = FieldColumn(accessor="state", verbose_name=_("State"))

    class Meta(Table.Meta):
        model = Contract
        fields = (
            "number",
            "dealer_code",
            "dealer",
            "state",
            "valid_from",
            "valid_to",
            "deposit_required",
        )
        sequence = fields

    def value_state(self, value: ContractState) -> str:
        return str(value.label)


class TargetTable(Table):
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    product_line = FieldColumn(default=_("all product lines"))

    class Meta(Table.Meta):
        model = Target
        fields = (
            "dealer",
            "dealer_code",
            "product_line",
            "period_from",
            "period_to",
            "amount",
            "quantity",
        )
        sequence = fields

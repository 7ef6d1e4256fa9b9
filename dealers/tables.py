from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.tables import CodedColumn, FieldColumn, NumberColumn, Table, only_in_files

from .models import (
    Brand,
    Dealer,
    LedgerEntry,
    ManualEntry,
    ProductLine,
    Shop,
    Territory,
    Tier,
)

VALIDITY = ("valid_from", "valid_to")


class TierTable(Table):
    class Meta(Table.Meta):
        model = Tier
        fields = ("code", "name", "name_en", "rank", "home_level", "dropped_on")


class ProductLineTable(Table):
    class Meta(Table.Meta):
        model = ProductLine
        fields = ("code", "name", "name_en", "parent")


class DealerTable(Table):
    sortable = ("code",)

    class Meta(Table.Meta):
        model = Dealer
        fields = (
            "code",
            "name",
            "tier",
            "upstream",
            "home_region",
            "grade",
            "ecommerce_team",
            "status",
        )


class TerritoryTable(Table):
    product_line = FieldColumn(default=_("all product lines"))
    channel = FieldColumn(default=_("every channel"))

    class Meta(Table.Meta):
        model = Territory
        fields = ("region", "dealer", "product_line", "channel", "exclusive", *VALIDITY)


class ShopTable(Table):
    sortable = ("code",)
    operator = FieldColumn(default=_("The brand's flagship"))

    class Meta(Table.Meta):
        model = Shop
        fields = ("code", "name", "platform", "operator", "status", "url")
        sequence = fields


class BrandTable(Table):
    class Meta(Table.Meta):
        model = Brand
        fields = ("name", "name_en", "uscc", "phone")


class LedgerTable(Table):
    sortable = ("id",)
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))

    class Meta(Table.Meta):
        model = LedgerEntry
        fields = (
            "id",
            "date",
            "dealer_code",
            "dealer",
            "debit",
            "credit",
            "amount",
            "source",
            "memo",
        )
        sequence = fields


class ManualEntryTable(Table):
    dealer = CodedColumn()
    dealer_code = only_in_files("dealer__code", _("Dealer code"))
    to_balance = NumberColumn(verbose_name=_("To the balance"))
    to_deposit = NumberColumn(verbose_name=_("To the deposit"))

    class Meta(Table.Meta):
        model = ManualEntry
        fields = (
            "date",
            "kind",
            "dealer_code",
            "dealer",
            "to_balance",
            "to_deposit",
            "reference",
            "status",
            "created_by",
            "approved_by",
        )
        sequence = fields

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.approval import REASON_LENGTH
from channels_mgmt.core.forms import ModelForm, QuestionForm, style
from channels_mgmt.core.money import format_money

from .choices import Account, SalesChannel
from .models import (
    Brand,
    BusinessArea,
    Dealer,
    ManualEntry,
    ProductLine,
    Region,
    Shop,
    Territory,
    Tier,
)

NAMES = ("code", "name", "name_en")


class TierForm(ModelForm):
    """Without the rank: a tier is moved up and down by the buttons of its page."""

    class Meta:
        model = Tier
        fields = (*NAMES, "home_level")


class ProductLineForm(ModelForm):
    class Meta:
        model = ProductLine
        fields = (*NAMES, "parent")


class DealerForm(ModelForm):
    """Without the status, and for a dealer that is there without its place in the channel and its
    grade: they change by the buttons of the dealer's page, with a reason, the latter from a day on.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("tier", "upstream", "home_region", "grade"):
                del self.fields[name]
        else:
            tiers = self.fields["tier"]
            tiers.queryset = tiers.queryset.filter(dropped_on=None)

    class Meta:
        model = Dealer
        fields = (
            *NAMES,
            "uscc",
            "tier",
            "upstream",
            "home_region",
            "ecommerce_team",
            "grade",
            "sees_downstream",
        )


class TerritoryForm(ModelForm):
    class Meta:
        model = Territory
        fields = (
            "dealer",
            "region",
            "product_line",
            "channel",
            "exclusive",
            "valid_from",
            "valid_to",
        )


class ShopForm(ModelForm):
    url = forms.URLField(label=_("Address"), required=False, assume_scheme="https")

    class Meta:
        model = Shop
        fields = (*NAMES, "platform", "operator", "url")


class BrandForm(ModelForm):
    class Meta:
        model = Brand
        fields = ("name", "name_en", "uscc", "address", "phone", "answer_days", "reminder_days")


class ManualEntryForm(ModelForm):
    """An entry is proposed and then decided about: it is not edited."""

    class Meta:
        model = ManualEntry
        fields = ("dealer", "kind", "amount", "date", "reference", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            max_length=REASON_LENGTH,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("The dealer reads it on the statement."),
        )
        style(self)
        self.fields["date"].initial = timezone.localdate
        self.fields["amount"].help_text = self.funds()

    def funds(self) -> str:
        """What there is to pay out of, once the dealer is chosen."""
        rows = self.fields["dealer"].queryset
        dealer = rows.filter(code=str(self["dealer"].value() or "")).first()
        if dealer is None:
            return _("Yuan to the fen. Only an adjustment may be below zero.")
        return _("The balance is %(balance)s, the deposit held %(deposit)s.") % {
            "balance": format_money(dealer.ledger.balance()),
            "deposit": format_money(dealer.ledger.balance([Account.DEPOSIT])),
        }


class CoverageForm(QuestionForm):
    within = forms.ModelChoiceField(Region.objects.all(), label=_("Region"), required=False)
    area = forms.ModelChoiceField(
        BusinessArea.objects.all(),
        label=_("Business area"),
        required=False,
        help_text=_("Instead of a region."),
    )
    line = forms.ModelChoiceField(
        ProductLine.objects.all(),
        label=_("Product line"),
        required=False,
        help_text=_("Empty: only territories for all product lines."),
    )
    channel = forms.ChoiceField(
        label=_("Sales channel"), choices=SalesChannel, initial=SalesChannel.OFFLINE
    )
    day = forms.DateField(label=_("Day"), initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and bool(data.get("within")) == bool(data.get("area")):
            self.add_error("within", _("Name a region, or else a business area."))
        return data

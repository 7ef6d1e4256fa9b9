from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import ModelForm, QuestionForm
from channels_mgmt.core.imports.cleaning import half_width
from dealers.models import Dealer, Region

from .models import SKU, Exclusive, Price, PriceControl, PriceList
from .models.controls import LEGAL_BASIS, SUBJECTS


class BarcodeField(forms.CharField):
    """As people type it: with spaces or hyphens, or in full-width digits."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return half_width(text).replace(" ", "").replace("-", "")


class SKUForm(ModelForm):
    barcode = BarcodeField(
        label=_("Barcode"),
        required=False,
        help_text=_("8, 12, 13 or 14 digits; the last one is the check digit."),
    )

    class Meta:
        model = SKU
        fields = (
            "code",
            "name",
            "name_en",
            "product_line",
            "brand",
            "model",
            "barcode",
            "list_price",
            "vat_rate",
            "online_exclusive",
            "twin",
            "launched_on",
            "discontinued_on",
        )


class PriceListForm(ModelForm):
    class Meta:
        model = PriceList
        fields = ("code", "supersedes", "valid_from")


class PriceForm(ModelForm):
    class Meta:
        model = Price
        fields = ("price_list", "tier", "region", "sku", "price", "valid_from", "valid_to")


class ExclusiveForm(ModelForm):
    class Meta:
        model = Exclusive
        fields = ("sku", "shop", "valid_from", "valid_to")


class PriceControlForm(ModelForm):
    class Meta:
        model = PriceControl
        fields = (
            *SUBJECTS,
            "region",
            "channel",
            "unit",
            "floor",
            "ceiling",
            "mode",
            "valid_from",
            "valid_to",
            *LEGAL_BASIS,
        )


class PriceTesterForm(QuestionForm):
    sku = forms.ModelChoiceField(SKU.objects.all(), label=_("Product"))
    dealer = forms.ModelChoiceField(Dealer.objects.all(), label=_("Dealer"))
    day = forms.DateField(label=_("Day"), initial=timezone.localdate)


class WaterfallForm(QuestionForm):
    sku = forms.ModelChoiceField(SKU.objects.all(), label=_("Product"))
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"))
    day = forms.DateField(label=_("Day"), initial=timezone.localdate)

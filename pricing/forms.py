from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import Form, ModelForm, style
from channels_mgmt.core.lookups import prepare
from channels_mgmt.core.scopes import Access
from dealers.models import Dealer, Region

from .models import SKU, Exclusive, Price, PriceControl, PriceList
from .models.controls import LEGAL_BASIS, SUBJECTS


class SKUForm(ModelForm):
    class Meta:
        model = SKU
        fields = (
            "code",
            "name",
            "name_en",
            "product_line",
            "brand",
            "barcode",
            "list_price",
            "vat_rate",
            "online_exclusive",
            "twin",
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


class AskingForm(Form):
    """A question about a product; records are looked up by code, as far as the person sees them."""

    looked_up: tuple[str, ...] = ()
    sku = forms.ModelChoiceField(SKU.objects.all(), label=_("Product"))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sku", *self.looked_up):
            self.fields[name].widget.attrs.pop("class", None)
            prepare(self.fields[name], access)
        style(self)


class PriceTesterForm(AskingForm):
    looked_up = ("dealer",)
    dealer = forms.ModelChoiceField(Dealer.objects.all(), label=_("Dealer"))
    day = forms.DateField(label=_("Day"), initial=timezone.localdate)


class WaterfallForm(AskingForm):
    looked_up = ("region",)
    region = forms.ModelChoiceField(Region.objects.all(), label=_("Region"))
    day = forms.DateField(label=_("Day"), initial=timezone.localdate)

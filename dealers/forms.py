from django import forms
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import ModelForm

from .models import Brand, Dealer, ProductLine, Region, Shop, Territory, Tier

NAMES = ("code", "name", "name_en")


class RegionForm(ModelForm):
    class Meta:
        model = Region
        fields = (*NAMES, "pinyin", "level", "parent")


class TierForm(ModelForm):
    class Meta:
        model = Tier
        fields = (*NAMES, "rank", "home_level")


class ProductLineForm(ModelForm):
    class Meta:
        model = ProductLine
        fields = (*NAMES, "parent")


class DealerForm(ModelForm):
    """Without the status: that moves by the buttons of the dealer's page, with a reason."""

    class Meta:
        model = Dealer
        fields = (*NAMES, "uscc", "tier", "upstream", "home_region", "ecommerce_team", "grade")


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
        fields = ("name", "name_en", "uscc", "address", "phone", "answer_days")

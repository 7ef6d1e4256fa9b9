from channels_mgmt.core.forms import ModelForm

from .models import SKU, Exclusive, Price, PriceList


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
        fields = ("code",)


class PriceForm(ModelForm):
    class Meta:
        model = Price
        fields = ("price_list", "tier", "region", "sku", "price", "valid_from", "valid_to")


class ExclusiveForm(ModelForm):
    class Meta:
        model = Exclusive
        fields = ("sku", "shop", "valid_from", "valid_to")

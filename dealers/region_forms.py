from channels_mgmt.core.forms import ModelForm

from .models import BusinessArea, Region

NAMES = ("code", "name", "name_en")


class RegionForm(ModelForm):
    class Meta:
        model = Region
        fields = (*NAMES, "pinyin", "level", "parent", "valid_from", "valid_to", "successors")


class BusinessAreaForm(ModelForm):
    class Meta:
        model = BusinessArea
        fields = (*NAMES, "regions")

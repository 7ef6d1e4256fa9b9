from channels_mgmt.core.forms import ModelForm

from .models import Place


class PlaceForm(ModelForm):
    class Meta:
        model = Place
        fields = ("code", "name", "name_en", "region")

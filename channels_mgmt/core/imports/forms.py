from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..forms import Form
from ..scopes import Access
from .kinds import permitted
from .uploads import check_size, max_bytes


class UploadForm(Form):
    kind = forms.ChoiceField(label=_("Kind"))
    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, or XLSX."))

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(k.name, k.label) for k in permitted(access)]
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.xlsx"
        self.limit = max_bytes() // 2**20

    def clean_file(self):
        check_size(self.cleaned_data["file"])
        return self.cleaned_data["file"]

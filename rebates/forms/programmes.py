from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.forms import ModelForm

from ..models import Programme


class ProgrammeForm(ModelForm):
    class Meta:
        model = Programme
        fields = (
            "code",
            "name",
            "name_en",
            "payment_form",
            "sales_linked",
            "vat_rate",
            "enrolment",
            "exclusion_group",
            "precedence",
            "priority",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = _("Runs and files name it: it stays.")

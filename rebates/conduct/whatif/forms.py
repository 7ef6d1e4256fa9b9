"""What is tried, on which days."""

import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.forms import ModelForm

from ..choices import Detector, VersionStatus
from ..detecting.trying import TRIED
from ..models import DetectorSetting, PenaltyRuleVersion, PenaltyTrial
from .territories import NAMES, rows_of

CASES = ((True, gettext_lazy("Yes")), (False, gettext_lazy("No")))


class PenaltyTrialForm(ModelForm):
    """`instance.asked` are then the arguments of the service that starts it."""

    first_day = forms.DateField(label=gettext_lazy("First day"))
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The last day that still belongs to it."),
    )
    detector = forms.ChoiceField(
        label=gettext_lazy("Detector"),
        required=False,
        help_text=gettext_lazy(
            "It looks at the days anew. Without another setting below it tells what it would find."
        ),
    )
    drafts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Drafts to try"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Each takes the place of the version that it would follow once it is approved."
        ),
    )
    all_along = forms.BooleanField(
        label=gettext_lazy("As if the drafts had been in force all along"),
        required=False,
        help_text=gettext_lazy("For a draft that begins later than the days that it is tried on."),
    )
    territories = forms.CharField(
        label=gettext_lazy("Territories to try"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "code"}),
    )

    class Meta:
        model = PenaltyTrial
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["detector"].choices = [("", _("None")), *Detector.choices]
        self.fields["drafts"].choices = draft_choices()
        self.fields["territories"].help_text = _(
            "One row each, below a row with the columns %(names)s. A row takes the place of the "
            "territory of the same dealer, region, line, channel and first day, or is a new one; "
            "to end one, give its valid_to. The rows of the list's file can be pasted."
        ) % {"names": ", ".join(NAMES)}
        for name in TRIED:
            self.fields[name] = tolerance(name)

    @property
    def tried_tolerance(self) -> bool:
        """Whether there is anything to see among the tolerances."""
        return any(field.value() not in (None, "") for field in self.tolerances)

    @property
    def tolerances(self) -> list[forms.BoundField]:
        return [self[name] for name in TRIED]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            said = _("The last day lies before the first (%(day)s).") % {"day": first}
            self.add_error("last_day", said)
        changed = {n: data[n] for n in TRIED if data.get(n) not in (None, "")}
        if changed and not data.get("detector"):
            self.add_error("detector", _("Choose the detector that this is a setting of."))
        self.instance.asked = {
            "date_from": first,
            "date_to": last and last + datetime.timedelta(days=1),
            "detectors": [data["detector"]] if data.get("detector") else [],
            "settings": {data["detector"]: changed} if data.get("detector") else {},
            "drafts": data.get("drafts") or [],
            "all_along": data.get("all_along", False),
            "territories": data.get("territories") or [],
        }
        return data

    def clean_territories(self) -> list:
        return rows_of(self.cleaned_data["territories"])


def tolerance(name: str) -> forms.Field:
    """A field of a setting in which nothing need be said: then it stays as it is."""
    column = DetectorSetting._meta.get_field(name)
    stays = _("as it is")
    if name == "makes_cases":
        choices = [("", stays), *CASES]
        field = forms.TypedChoiceField(
            choices=choices, coerce=lambda text: text == "True", empty_value=None, required=False
        )
    else:
        field = column.formfield(required=False, initial=None)
        field.help_text = column.help_text
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [("", stays), *column.choices]
    field.label = capfirst(column.verbose_name)
    field.widget.attrs |= {
        "class": "form-select" if isinstance(field.widget, forms.Select) else "form-control",
    }
    return field


def draft_choices() -> list[tuple[int, str]]:
    rows = PenaltyRuleVersion.objects.filter(status=VersionStatus.DRAFT).select_related("rule")
    return [
        (row.pk, f"{row} · {row.rule} · {row.valid_from} – {row.valid_to or '…'}")
        for row in rows.order_by("rule__code", "number")
    ]

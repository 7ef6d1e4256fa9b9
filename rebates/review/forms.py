"""What the pages of a review ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.forms import QuestionForm
from channels_mgmt.core.pages.actions import ReasonForm

from ..models import Programme, SettlementRun
from .comparison import comparable, previous_run
from .notes import TEXT_LENGTH

OFFERED = 40


class AgainstForm(QuestionForm):
    """Which run another one is set beside; the one before it by default."""

    other = forms.TypedChoiceField(
        label=gettext_lazy("Compared with"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, run: SettlementRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.previous = previous_run(run)
        offered = list(comparable(run)[:OFFERED])
        if self.previous and self.previous not in offered:
            offered.append(self.previous)
        self.runs = {other.pk: other for other in offered}
        usual = _("The run before: #%(run)s") % {"run": self.previous.pk} if self.previous else "–"
        self.fields["other"].choices = [
            ("", usual),
            *((pk, f"{other} · {other.get_status_display()}") for pk, other in self.runs.items()),
        ]

    @property
    def other_run(self) -> SettlementRun | None:
        return self.runs.get(self.cleaned_data.get("other"), self.previous)


class ComparisonForm(AgainstForm):
    programme = forms.ModelChoiceField(
        Programme.objects.all(),
        label=gettext_lazy("Programme"),
        required=False,
        empty_label=gettext_lazy("All"),
        to_field_name="code",
    )
    changed = forms.BooleanField(label=gettext_lazy("Only differences"), required=False)


class ReviewForm(AgainstForm):
    exceeds = forms.DecimalField(
        label=gettext_lazy("Changed by more than (%)"),
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
    )
    open = forms.BooleanField(label=gettext_lazy("Not looked at"), required=False)
    noted = forms.BooleanField(label=gettext_lazy("With a note"), required=False)


class TickedCodes(forms.TextInput):
    """Codes from ticked boxes of one name, or typed into one field."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        found = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return " ".join(found)


class LookForm(ReasonForm):
    dealers = forms.CharField(
        label=gettext_lazy("Dealers"),
        widget=TickedCodes,
        max_length=100_000,
        error_messages={"required": gettext_lazy("Tick the dealers that you have looked at.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    looked = forms.BooleanField(label=gettext_lazy("Looked at"), required=False)

    def clean_dealers(self) -> list[str]:
        return self.cleaned_data["dealers"].replace(",", " ").split()

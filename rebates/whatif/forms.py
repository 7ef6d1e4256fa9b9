"""What is tried, on which days, for whom; and what one asks of a result."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.forms import QuestionForm
from channels_mgmt.core.scopes import Access, Verb
from dealers.models import Dealer

from ..choices import VersionStatus
from ..forms.runs import StartRunForm
from ..models import Programme, ProgrammeVersion, Trial
from .starting import may_try


class TrialForm(StartRunForm):
    """The days, dealers and programmes of a settlement, and what is tried on them."""

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
    without = forms.ModelMultipleChoiceField(
        Programme.objects.order_by("code"),
        label=gettext_lazy("Programmes to leave out"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("drafts", "all_along", "without", "period")

    class Meta:
        model = Trial
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["cut_off"]  # what is known now
        self.fields["drafts"].choices = draft_choices(self.access)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        terms = self.instance.terms
        del terms["as_of"]
        terms["drafts"] = data.get("drafts") or []
        terms["all_along"] = data.get("all_along", False)
        terms["without"] = [programme.code for programme in data.get("without") or ()]
        if not (terms["drafts"] or terms["without"] or self.errors):
            where = "drafts" if self.fields["drafts"].choices else "without"
            self.add_error(where, _("Choose a draft to try, or a programme to leave out."))
        return data


def draft_choices(access: Access) -> list[tuple[int, str]]:
    """The drafts whose dealers the person's right reaches."""
    scope = access.to(Verb.CHANGE_PROGRAMMES)
    rows = ProgrammeVersion.objects.filter(status=VersionStatus.DRAFT)
    rows = rows.select_related("programme").prefetch_related("steps")
    return [
        (row.pk, f"{row} · {row.programme} · {row.valid_from} – {row.valid_to or '…'}")
        for row in rows.order_by("programme__code", "number")
        if may_try(scope, row)
    ]


class ResultForm(QuestionForm):
    programme = forms.ModelChoiceField(
        Programme.objects.all(),
        label=gettext_lazy("Programme"),
        required=False,
        empty_label=gettext_lazy("All"),
        to_field_name="code",
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Sort by"),
        required=False,
        choices=[
            ("", gettext_lazy("The largest difference first")),
            ("winners", gettext_lazy("Who gains most first")),
            ("losers", gettext_lazy("Who loses most first")),
            ("dealer", gettext_lazy("By dealer")),
        ],
    )


class ReasonsForm(QuestionForm):
    dealer = forms.ModelChoiceField(
        Dealer.objects.all(),
        label=gettext_lazy("Dealer"),
        required=False,
        to_field_name="code",
    )
    changed = forms.BooleanField(label=gettext_lazy("Only differences"), required=False)

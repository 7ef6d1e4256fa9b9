"""Start a settlement: which days, which programmes, which dealers."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.display import period_name
from channels_mgmt.core.forms import ModelForm, style
from channels_mgmt.core.lookups import CodesField, codes_in
from channels_mgmt.core.periods import Period, PeriodLength
from dealers.models import Dealer
from rebates.sales.models import SalesLine

from ..models import Programme, SettlementRun

OFFERED = {
    PeriodLength.YEAR: (gettext_lazy("Years"), 6),
    PeriodLength.HALF: (gettext_lazy("Half-years"), 4),
    PeriodLength.QUARTER: (gettext_lazy("Quarters"), 8),
    PeriodLength.MONTH: (gettext_lazy("Months"), 18),
}


class StartRunForm(ModelForm):
    """`instance.terms` are then the arguments of the service that starts the run."""

    period = forms.ChoiceField(
        label=gettext_lazy("Period"),
        required=False,
        help_text=gettext_lazy("Programmes are settled whose periods end within it."),
    )
    first_day = forms.DateField(label=gettext_lazy("Or: first day"), required=False)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("The last day that still belongs to it."),
    )
    programmes = forms.ModelMultipleChoiceField(
        Programme.objects.order_by("code"),
        label=gettext_lazy("Programmes"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: all."),
    )
    cut_off = forms.DateTimeField(
        label=gettext_lazy("Cut-off"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Sales that were taken in later are left out. Empty: now."),
    )

    class Meta:
        model = SettlementRun
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [
            ("", _("Choose a period, or days below")),
            *period_choices(),
        ]
        self.fields["dealers"] = CodesField(
            Dealer,
            self.access,
            label=_("Dealers"),
            required=False,
            help_text=_("By name, or codes with commas between them. Empty: all dealers."),
        )
        style(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        start, end = self._days(data)
        self.instance.terms = {
            "date_from": start,
            "date_to": end,
            "programmes": [programme.code for programme in data.get("programmes") or ()],
            "dealers": " ".join(codes_in(data.get("dealers"))).split(),  # spaces part them too
            "as_of": data.get("cut_off"),
        }
        return data

    def _days(self, data: dict[str, Any]) -> tuple[datetime.date | None, datetime.date | None]:
        """First day and the first day after it; errors stand beside the fields."""
        first, last = data.get("first_day"), data.get("last_day")
        if data.get("period"):
            period = Period.parse(data["period"])
            if first or last:
                self.add_error("period", _("Choose a period, or give days, not both."))
            return period.start, period.end
        if self.errors:
            return None, None
        if not (first and last):
            missing = "period" if not (first or last) else "last_day" if first else "first_day"
            self.add_error(missing, _("Choose a period, or give the first and the last day."))
            return None, None
        if last < first:
            self.add_error(
                "last_day",
                ValidationError(
                    _("The last day lies before the first (%(day)s).") % {"day": first}
                ),
            )
        return first, last + datetime.timedelta(days=1)


def period_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Calendar periods back from the latest sale (or from today), the latest first, by length."""
    days = SalesLine.objects.order_by("date").values_list("date", flat=True)
    last = days.last() or timezone.localdate()
    first = days.first() or last
    groups = []
    for length, (label, count) in OFFERED.items():
        period, choices = Period.containing(last, length), []
        while len(choices) < count and period.end > first:
            choices.append((period.key, period_name(period)))
            period = period.previous()
        groups.append((str(label), choices))
    return groups

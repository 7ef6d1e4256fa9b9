"""Which statements a batch pays out, and what is said of a payout."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.forms import ModelForm
from channels_mgmt.core.pages.actions import ReasonForm
from channels_mgmt.core.scopes import Scope

from ..choices import RunStatus
from ..models import PayoutBatch, SettlementRun, Statement


def numbered(text: str, scope: Scope) -> list[Statement]:
    """The statements of these numbers. Raises ValidationError that names the first unknown one."""
    numbers = list(dict.fromkeys(filter(None, re.split(r"[\s,;，；、]+", text))))
    rows = Statement.objects.visible_to(scope).filter(number__in=numbers).defer("content")
    found = {row.number: row for row in rows}
    for number in numbers:
        if number not in found:
            raise ValidationError(_("No statement has the number %(number)s.") % {"number": number})
    return [found[number] for number in numbers]


class BatchForm(ModelForm):
    """`instance.terms` are then the arguments of the service that proposes the batch."""

    run = forms.ModelChoiceField(
        SettlementRun.objects.filter(status=RunStatus.POSTED, reverses=None).order_by("-pk"),
        label=gettext_lazy("Settlement run"),
        required=False,
        help_text=gettext_lazy("All statements of a posted run."),
    )
    statements = forms.CharField(
        label=gettext_lazy("Or: statements"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Numbers, separated by commas or spaces."),
    )

    class Meta:
        model = PayoutBatch
        fields = ("run", "statements", "date", "purpose")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = timezone.localdate
        self.fields["purpose"].initial = _("Rebates")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        try:
            chosen = numbered(data.get("statements") or "", self.access.scope)
        except ValidationError as error:
            self.add_error("statements", error)
            return data
        run = data.get("run")
        if bool(run) == bool(chosen) and "run" not in self.errors:
            self.add_error("run", _("Choose a run, or give the numbers of statements, not both."))
        self.instance.terms = {
            "run": run,
            "statements": chosen,
            "date": data.get("date"),
            "purpose": data.get("purpose") or "",
        }
        return data


class PaidForm(ReasonForm):
    """When, by which reference; and, where the balance fell meanwhile, that it was paid anyway."""

    paid_on = forms.DateField(label=gettext_lazy("Paid on"))
    bank_reference = forms.CharField(
        label=gettext_lazy("Reference of the bank"), max_length=80, required=False
    )
    bank_has_paid = forms.BooleanField(
        label=gettext_lazy("The bank has paid, even where the balance fell meanwhile"),
        required=False,
        help_text=gettext_lazy("What is below zero then carries forward."),
    )

    @classmethod
    def initial_for(cls, record: Any) -> dict[str, Any]:
        return {"paid_on": timezone.localdate()}

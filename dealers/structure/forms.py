from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.approval import REASON_LENGTH
from channels_mgmt.core.forms import QuestionForm
from channels_mgmt.core.scopes import Access

from ..models import Dealer, Region, Tier
from ..placements import placed_on
from .plans import Plan, plan_drop, plan_merger, plan_move, plan_replacement


class ReorganisationForm(QuestionForm):
    """From which day on, and why; a subclass asks for the rest and works the plan out."""

    valid_from = forms.DateField(
        label=_("From"),
        initial=timezone.localdate,
        help_text=_("The first day of the new structure; past days and days to come are possible."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    preview = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Dealer | Tier, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.record = record
        self.order_fields([n for n in self.fields if n not in ("valid_from", "reason", "preview")])

    def asked(self) -> dict[str, Any]:
        """What was asked for, as the plan takes it."""
        return {n: v for n, v in self.cleaned_data.items() if n not in ("reason", "preview")}

    def plan(self) -> Plan:
        raise NotImplementedError


class MoveForm(ReorganisationForm):
    tier = forms.ModelChoiceField(Tier.objects.filter(dropped_on=None), label=_("Tier"))
    upstream = forms.ModelChoiceField(
        Dealer.objects.all(), label=_("Upstream dealer"), required=False
    )
    home_region = forms.ModelChoiceField(Region.objects.all(), label=_("Home region"))

    def __init__(self, *args: Any, record: Dealer, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        stands = placed_on(record, timezone.localdate())
        for name in ("tier", "upstream", "home_region"):
            self.fields[name].initial = getattr(stands, name)

    def plan(self) -> Plan:
        return plan_move(dealer=self.record, **self.asked())


class ReplaceForm(ReorganisationForm):
    heir = forms.ModelChoiceField(
        Dealer.objects.all(),
        label=_("Successor"),
        help_text=_(
            "Takes over the tier, the upstream dealer, the dealers below, the territories."
        ),
    )

    def plan(self) -> Plan:
        return plan_replacement(dealer=self.record, **self.asked())


class MergeForm(ReorganisationForm):
    heir = forms.ModelChoiceField(
        Dealer.objects.all(),
        label=_("Merge into"),
        help_text=_("Takes over the dealers below, the territories, the shops and the money."),
    )

    def plan(self) -> Plan:
        return plan_merger(dealer=self.record, **self.asked())


class DropForm(ReorganisationForm):
    successor = forms.ModelChoiceField(
        Tier.objects.filter(dropped_on=None),
        label=_("Its dealers go on as"),
        help_text=_("Whoever stood below them moves up to their upstream dealers."),
    )

    def plan(self) -> Plan:
        return plan_drop(tier=self.record, **self.asked())


class StructureForm(QuestionForm):
    """The channel as it stood on a day."""

    SHAPES = (("tree", _("Tree")), ("list", _("List")))

    day = forms.DateField(label=_("As of"), initial=timezone.localdate)
    shape = forms.ChoiceField(label=_("Show as"), choices=SHAPES, required=False)

"""All dealers by their distance to the next step: the page and its files."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from channels_mgmt.core.display import period_name
from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.forms import QuestionForm
from channels_mgmt.core.scopes import Scope
from channels_mgmt.core.trees import within
from dealers.models import Region, Tier

from ..choices import Measure
from ..models import Programme
from ..services.next_steps import NextStep, dealers_in_business, next_steps

SHOWN = 200
ORDERS: dict[str, tuple[Any, Callable[[NextStep], Any] | None]] = {
    "missing": (gettext_lazy("Least missing"), None),
    "percent": (gettext_lazy("Furthest on the way"), lambda step: -step.percent),
    "gain": (gettext_lazy("What it brings"), lambda step: -(step.gain or 0)),
}


class NextStepsForm(QuestionForm):
    """Everything may be left out."""

    programme = forms.ModelChoiceField(
        Programme.objects.all(),
        label=gettext_lazy("Programme"),
        required=False,
        empty_label=gettext_lazy("All"),
        to_field_name="code",
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label=gettext_lazy("Region"), required=False, to_field_name="code"
    )
    tier = forms.ModelChoiceField(
        Tier.objects.all(),
        label=gettext_lazy("Channel tier"),
        required=False,
        empty_label=gettext_lazy("All"),
        to_field_name="code",
    )
    day = forms.DateField(label=gettext_lazy("In the period of"), required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("Sort by"),
        required=False,
        choices=[(name, label) for name, (label, _key) in ORDERS.items()],
    )


@require_GET
def next_steps_page(request: HttpRequest) -> HttpResponseBase:
    """``?format=csv|xlsx`` has every row."""
    scope = request.access.scope
    if not Programme.reach.admits(scope):
        raise Http404
    form = NextStepsForm(request.GET, access=request.access)
    context: dict[str, Any] = {"form": form, "limit": SHOWN}
    if form.is_valid():
        steps = steps_asked(form.cleaned_data, scope)
        kind = request.GET.get("format")
        if kind in FORMATS:
            return download(titles(), map(cells, steps), kind, "next-steps")
        context |= {"steps": steps[:SHOWN], "count": len(steps)}
    status = 200 if form.is_valid() else 422
    return render(request, "rebates/next_steps.html", context, status=status)


def steps_asked(asked: dict[str, Any], scope: Scope) -> list[NextStep]:
    dealers = dealers_in_business(scope)
    if asked["region"]:
        dealers = dealers.filter(within("home_region__path", asked["region"].path))
    if asked["tier"]:
        dealers = dealers.filter(tier=asked["tier"])
    programmes = [asked["programme"].code] if asked["programme"] else []
    day = asked["day"] or timezone.localdate()
    steps = next_steps(dealers=dealers, day=day, programmes=programmes)
    key = ORDERS[asked["order"] or "missing"][1]
    return sorted(steps, key=key) if key else steps


def titles() -> list[str]:
    return [_("Dealer code"), _("Dealer"), _("Channel tier"), _("Home region"), _("Programme"),
            _("Period"), _("Measured in"), _("So far"), _("Step"), _("Next step"), _("From"),
            _("Missing"), _("Of the way, %"), _("It brings"), _("Estimated")]  # fmt: skip


def cells(step: NextStep) -> Iterable[Any]:
    standing, ahead = step.standing, step.standing.ahead
    unit = str(dict(Measure.choices)[standing.terms.target])
    return [step.dealer.code, str(step.dealer), str(step.dealer.tier),
            str(step.dealer.home_region), step.programme.code, period_name(step.period), unit,
            step.so_far, standing.step, ahead.step, ahead.bound, step.missing, step.percent,
            ahead.gain, ahead.estimated]  # fmt: skip

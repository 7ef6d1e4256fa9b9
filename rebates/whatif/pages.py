"""Trials: what a past period would have cost, who would gain and who would lose."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.bars import Chart, bars_of
from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.scopes import Access, Scope, Verb
from dealers.models import Dealer

from ..conduct.whatif.life_pages import WhatIfDetail, WhatIfPages, ending
from ..models import Trial, TrialLine
from ..review.comparison import Change, largest
from . import api, tables
from .forms import ReasonsForm, ResultForm, TrialForm
from .outcome import Found, found_in, lines_of, ordered, why
from .starting import start_trial

SHOWN, CHARTED = 200, 16


class TrialDetail(WhatIfDetail):
    """The result with its chart; ``?format=csv|xlsx`` is a file of every line."""

    def get(self, request, pk: int) -> HttpResponseBase:
        kind = request.GET.get("format", "")
        if kind in FORMATS:
            trial = self.record()
            rows = map(cells, lines_in_order(trial, self.access.scope))
            return download(titles(), rows, kind, f"trial-{trial.pk}")
        return super().get(request, pk)

    def context(self, *, record: Trial, **more: Any) -> dict[str, Any]:
        named = seen_dealers(record, self.access.scope)
        return super().context(record=record, named_dealers=named, **more)

    def result(self, trial: Trial) -> dict[str, Any]:
        form = ResultForm(self.request.GET, access=self.access)
        chosen = form.cleaned_data["programme"] if form.is_valid() else None
        scope = self.access.scope
        found = found_in(trial, scope, programmes=[chosen.pk] if chosen else [])
        rows = ordered(found.dealers, form.cleaned_data.get("order", ""))
        return {
            "form": form,
            "found": found,
            "rows": rows[:SHOWN],
            "count": len(rows),
            "limit": SHOWN,
            "chart": chart_of(found),
        }


class ReasonsView(PageView):
    """How both figures of each programme and period of one dealer come about."""

    template_name = "rebates/trial_reasons.html"

    def get(self, request, pk: int) -> HttpResponse:
        trial, form = self.record(), ReasonsForm(request.GET, access=self.access)
        if not form.is_valid():
            return self.page(record=trial, form=form, status=422)
        dealer = form.cleaned_data["dealer"]
        lines = lines_of(trial, self.access.scope).filter(dealer=dealer) if dealer else []
        told = [(line, change_of(line), why(line)) for line in lines_by_code(lines)]
        if form.cleaned_data["changed"]:
            told = [each for each in told if each[1].difference]
        return self.page(record=trial, form=form, dealer=dealer, told=told)

    def get_template_names(self) -> list[str]:
        return [self.template_name]


def lines_by_code(lines) -> Iterable[TrialLine]:
    return lines and lines.select_related("programme").order_by("programme__code", "period")


def lines_in_order(trial: Trial, scope: Scope) -> Iterator[TrialLine]:
    rows = lines_of(trial, scope).select_related("dealer", "programme").defer("reasons")
    return rows.order_by("dealer__code", "programme__code", "period").iterator(chunk_size=2000)


def change_of(line: TrialLine) -> Change:
    return Change(line.dealer, line.programme, line.before, line.after)


def seen_dealers(trial: Trial, scope: Scope) -> list[str]:
    """Those of the chosen dealers that the person sees."""
    rows = Dealer.objects.visible_to(scope).filter(code__in=trial.dealers)
    return list(rows.order_by("code").values_list("code", flat=True)) if trial.dealers else []


def chart_of(found: Found) -> Chart:
    """The largest differences, whoever gains most on top."""
    changes = list(largest((row.change for row in found.dealers), CHARTED))
    changes.sort(key=lambda change: (-change.difference, change.dealer.code))
    return bars_of([(change.dealer.code, change.difference) for change in changes])


def titles() -> list[str]:
    return [_("Dealer code"), _("Dealer"), _("Programme"), _("Period"), _("Posted"),
            _("By the rules in force"), _("By the rules tried"), _("Difference"),
            _("Difference in %")]  # fmt: skip


def cells(line: TrialLine) -> list[Any]:
    change = change_of(line)
    return [line.dealer.code, str(line.dealer), line.programme.code, line.period, line.posted,
            line.before, line.after, change.difference, change.share]  # fmt: skip


def start(*, instance: Trial, access: Access, verb: Verb, reason: str = "") -> Trial:
    return start_trial(access=access, **instance.terms)


class TrialPages(WhatIfPages):
    detail_view = TrialDetail
    model, table, filterset = Trial, tables.TrialTable, tables.TrialFilter
    form, verb, save = TrialForm, Verb.CHANGE_PROGRAMMES, staticmethod(start)
    viewset, add_label = api.TrialViewSet, gettext_lazy("Try on past days")
    heavy = ("terms",)
    detail = (
        "status",
        "tried",
        "all_along",
        "as_of",
        "created_by",
        "created_at",
        "finished_at",
        "error",
        "input_digest",
    )
    # Not `dealers`: the codes of some would tell of dealers that a person does not see.
    api_fields = ("id", "date_from", "date_to", *detail, "versions", "without", "programmes")
    empty_hint = gettext_lazy("Draft a version of a programme, then try it on a past period here.")
    actions = ending(verb)

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        reasons = ReasonsView.as_view(pages=cls)
        own = path(f"{prefix}<int:pk>/reasons/", reasons, name="trial_reasons")
        return [own, *super().urls(prefix)]

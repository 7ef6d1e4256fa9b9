"""What-ifs of penalties: started, followed, read, deleted."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy

from channels_mgmt.core.bars import bars_of
from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.scopes import Access, Verb

from ..models import PenaltyTrial
from ..wording import legal_note
from . import api, tables
from .forms import PenaltyTrialForm
from .life_pages import WhatIfDetail, WhatIfPages, ending
from .outcome import cases_of, cells, found_in, largest, looked_in, row_of, titles
from .starting import may_try, start_trial

SHOWN, CHARTED = 200, 16


class TrialDetail(WhatIfDetail):
    """The result with its chart; ``?format=csv|xlsx`` is a file of every case."""

    def get(self, request, pk: int) -> HttpResponseBase:
        kind = request.GET.get("format", "")
        if kind in FORMATS:
            trial = self.record()
            cases = cases_of(trial, self.access.scope).iterator(chunk_size=2000)
            rows = (list(cells(row_of(case))) for case in cases)
            return download(titles(), rows, kind, f"penalties-{trial.pk}")
        return super().get(request, pk)

    def result(self, trial: PenaltyTrial) -> dict[str, Any]:
        found = found_in(trial, self.access.scope)
        charted = largest(found.dealers, CHARTED)
        return {
            "notes": [legal_note()],
            "found": found,
            "looked": looked_in(trial, self.access.scope),
            "dealers": [one for one in found.dealers if one.differing][:SHOWN],
            "rows": found.rows[:SHOWN],
            "limit": SHOWN,
            "chart": bars_of([(one.dealer.code, one.difference) for one in charted]),
        }


def start(*, instance: PenaltyTrial, access: Access, verb: Verb, reason: str = "") -> PenaltyTrial:
    return start_trial(access=access, **instance.asked)


class PenaltyTrialPages(WhatIfPages):
    detail_view = TrialDetail
    model, table = PenaltyTrial, tables.PenaltyTrialTable
    filterset = tables.PenaltyTrialFilter
    form, verb, save = PenaltyTrialForm, Verb.CHANGE_PENALTIES, staticmethod(start)
    viewset, plural = api.PenaltyTrialViewSet, "penalty-trials"
    add_label = gettext_lazy("Try on past days")
    heavy = ("terms", "found", "territories")
    detail = (
        "status",
        "tried",
        "all_along",
        "created_by",
        "created_at",
        "finished_at",
        "error",
    )
    # Not `territories`: the codes of some would tell of dealers that a person does not see.
    api_fields = ("id", "date_from", "date_to", *detail, "versions", "detectors", "settings")
    empty_hint = gettext_lazy(
        "Try another tolerance, ladder or map of territories on past days, before it is in force."
    )
    actions = ending(verb)

    @classmethod
    def can_add(cls, access: Access) -> bool:
        return may_try(access)

"""The pages of a review: a run beside an earlier one, and its dealers to be looked through."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from channels_mgmt.core.bars import bars_of
from channels_mgmt.core.exports import FORMATS, download
from channels_mgmt.core.pages.base import PageView
from channels_mgmt.core.scopes import Verb

from ..models import SettlementRun
from .checks import checklist_of
from .comparison import Change, Comparison, compare, largest
from .forms import ComparisonForm, ReviewForm
from .notes import REVIEWED, looked_at
from .reviewed import Reviewed, reviewed

SHOWN, CHARTED = 200, 12


class RunPage(PageView):
    """A page of one run that answers a question; ``?format=csv|xlsx`` has every row."""

    form_class: Any = None

    def get(self, request, pk: int) -> HttpResponseBase:
        run = self.record()
        form = self.form_class(request.GET, run=run, access=self.access)
        if not form.is_valid():
            return self.page(record=run, form=form, status=422)
        return self.answer(run, form)

    def answer(self, run: SettlementRun, form: Any) -> HttpResponseBase:
        raise NotImplementedError

    @property
    def asked_format(self) -> str:
        """Of the file asked for; empty for the page."""
        kind = self.request.GET.get("format", "")
        return kind if kind in FORMATS else ""

    def get_template_names(self) -> list[str]:
        return [self.template_name]


class ComparisonView(RunPage):
    template_name, form_class = "rebates/settlementrun_comparison.html", ComparisonForm

    def answer(self, run: SettlementRun, form: ComparisonForm) -> HttpResponseBase:
        chosen = form.cleaned_data["programme"]
        programmes = [chosen.pk] if chosen else []
        found = compare(run, form.other_run, self.access.scope, programmes=programmes)
        changes = [c for c in found.changes if c.difference or not form.cleaned_data["changed"]]
        if self.asked_format:
            name = f"comparison-{run.pk}"
            return download(titles(found), map(cells, changes), self.asked_format, name)
        return self.page(
            record=run,
            form=form,
            found=found,
            changes=changes[:SHOWN],
            count=len(changes),
            limit=SHOWN,
            chart=chart_of(found),
        )


class ReviewView(RunPage):
    """Dealer by dealer: what changed, who has looked at it, what was noted."""

    template_name, form_class = "rebates/settlementrun_review.html", ReviewForm

    def answer(self, run: SettlementRun, form: ReviewForm) -> HttpResponseBase:
        scope = self.access.scope
        rows = [row for row in reviewed(run, form.other_run, scope) if fits(row, form)]
        if self.asked_format:
            return download(review_titles(), map(review_cells, rows), self.asked_format,
                            f"review-{run.pk}")  # fmt: skip
        may_look = self.access.may(Verb.REVIEW_RUNS) and run.status in REVIEWED
        return self.page(
            record=run,
            form=form,
            other=form.other_run,
            rows=rows[:SHOWN],
            count=len(rows),
            limit=SHOWN,
            looked=looked_at(run, scope),
            checklist=checklist_of(run, scope) if run.status in REVIEWED else [],
            may_look=may_look,
        )


def fits(row: Reviewed, form: ReviewForm) -> bool:
    asked = form.cleaned_data
    if asked["open"] and row.looked:
        return False
    if asked["noted"] and not row.texts:
        return False
    return asked["exceeds"] is None or row.change.exceeds(asked["exceeds"])


def chart_of(found: Comparison) -> Any:
    dealers = largest(found.by_dealer(), CHARTED)
    return bars_of([(change.dealer.code, change.difference) for change in dealers])


def titles(found: Comparison) -> list[str]:
    before = found.other and found.other.pk or "–"
    return [_("Dealer code"), _("Dealer"), _("Programme"),
            _("Due in run %(run)s") % {"run": before},
            _("Due in run %(run)s") % {"run": found.run.pk}, _("Difference"), _("Difference in %"),
            _("New or gone")]  # fmt: skip


def cells(change: Change) -> Iterable[Any]:
    return [change.dealer.code, str(change.dealer), change.programme.code, change.before,
            change.now, change.difference, change.share, novelty(change)]  # fmt: skip


def novelty(change: Change) -> str:
    if change.new:
        return _("new")
    return _("gone") if change.gone else ""


def review_titles() -> list[str]:
    return [_("Dealer code"), _("Dealer"), _("Before"), _("Due"), _("Difference"),
            _("Difference in %"), _("Looked at by"), _("Looked at"), _("Notes")]  # fmt: skip


def review_cells(row: Reviewed) -> Iterable[Any]:
    change, tick = row.change, row.looked
    texts = "\n".join(f"{note.by or ''}: {note.text}" for note in row.texts)
    return [change.dealer.code, str(change.dealer), change.before, change.now, change.difference,
            change.share, tick and str(tick.by or ""), tick and tick.at, texts]  # fmt: skip

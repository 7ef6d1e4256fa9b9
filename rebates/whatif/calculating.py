"""Work out a trial: the same engine on the same facts, by the rules in force and by those tried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from channels_mgmt.core.audit import record
from channels_mgmt.core.bulk import insert_rows
from rebates.sales.cells import refresh_cells

from ..conduct.choices import TrialStatus
from ..conduct.whatif.life import give_up, still_calculating
from ..engine.calculation import Calculation, Line, PlainKey, versions_used
from ..engine.schedule import Version
from ..models import SettlementRun, Trial, TrialLine
from ..services.calculating import Preparation, approved_versions, dues_within
from .rules import tried_versions
from .starting import check_days, versions_of

Progress = Callable[[int, int], None]

BATCH = 2000  # lines written at a time
COLUMNS = (
    "trial_id", "dealer_id", "programme_id", "period", "posted", "before", "after", "reasons",
)  # fmt: skip


def calculate_trial(*, trial: Trial, progress: Progress | None = None) -> Trial:
    """Write the lines of a trial; safe to do twice. progress(done, total) counts dealers.

    Nothing but the trial and its lines is written (and the monthly cells, which are derived).
    """
    trial = _begin(trial)
    refresh_cells()
    sides = Sides.of(trial)
    concerned, waiting = sides.concerned, []
    for done, dealer in enumerate(concerned, start=1):
        waiting += [(trial.pk, *values) for values in sides.rows_of(dealer)]
        if len(waiting) >= BATCH or done == len(concerned):
            with transaction.atomic():
                insert_rows(TrialLine, COLUMNS, waiting)
            waiting.clear()
        if progress:
            progress(done, len(concerned))
    return _finish(trial, sides)


@transaction.atomic
def _begin(trial: Trial) -> Trial:
    trial = still_calculating(trial)
    trial.lines.all().delete()
    return trial


@transaction.atomic
def _finish(trial: Trial, sides: "Sides") -> Trial:
    trial = still_calculating(trial)
    trial.status, trial.finished_at = TrialStatus.DONE, timezone.now()
    trial.input_digest, trial.terms = sides.after.digest, sides.terms
    trial.save()
    record("calculated", trial, by=None)
    return trial


@transaction.atomic
def give_up_trial(*, trial: int, error: str) -> None:
    """Note that there will be no result: it was cancelled (without an error), or it failed."""
    if found := give_up(Trial, trial, error):
        found.lines.all().delete()


@dataclass(frozen=True, slots=True)
class Sides:
    """Both calculations over one reading of the facts."""

    before: Calculation
    after: Calculation
    posted: dict[PlainKey, int]
    terms: list[dict]

    @classmethod
    def of(cls, trial: Trial) -> "Sides":
        """Everything that the lines depend on, read."""
        in_force, tried, drafts = rules_of(trial)
        dues = [dues_within(side, trial.date_from, trial.date_to) for side in (in_force, tried)]
        run = as_run(trial)
        preparation = Preparation(run, [due for side in dues for due in side])
        before, after = preparation.calculations(*dues)
        posted = {**before.posted, **after.posted}
        return cls(before, after, posted, versions_used(drafts))

    @property
    def concerned(self) -> list[int]:
        """Every dealer who gets a line on either side, by code."""
        found = {*self.before.concerned, *self.after.concerned}
        return sorted(found, key=self.before.dealers.__getitem__)

    def rows_of(self, dealer: int) -> Iterator[tuple]:
        """The dealer's lines as they are stored, without the trial: fen, and None for no line."""
        before, after = by_key(self.before, dealer), by_key(self.after, dealer)
        for key in sorted({*before, *after}):
            one, other = before.get(key), after.get(key)
            programme, period = key
            yield (
                dealer,
                programme,
                period,
                self.posted.get((dealer, programme, period), 0),
                one and one.due,
                other and other.due,
                reasons(one, other),
            )


def by_key(side: Calculation, dealer: int) -> dict[tuple[int, str], Line]:
    return {(line.programme_id, line.period): line for line in side.lines_of(dealer)}


def reasons(before: Line | None, after: Line | None) -> str:
    """Both explanations as JSON; the second only where it says something else."""
    told = f'"before":{before.explanation if before else "null"}'
    if after and not (before and before.explanation == after.explanation):
        told += f',"after":{after.explanation}'
    return f"{{{told}}}"


def as_run(trial: Trial) -> SettlementRun:
    """A run that is not stored: how the services name days, dealers and the cut-off."""
    return SettlementRun(
        date_from=trial.date_from,
        date_to=trial.date_to,
        programmes=trial.programmes,
        dealers=trial.dealers,
        as_of=trial.as_of,
    )


def rules_of(trial: Trial) -> tuple[list[Version], list[Version], list[Version]]:
    """The versions in force at the cut-off, those of the trial, and of these the tried ones."""
    rows = trial.versions.select_related("programme").prefetch_related("steps")
    rows = list(rows.order_by("programme__code", "number"))
    codes: list[str] = []
    if trial.programmes:
        own = {row.programme.code for row in rows}
        codes = sorted({*trial.programmes, *own, *trial.without})
    in_force = approved_versions(codes, trial.as_of)
    drafts = versions_of(rows, all_along=trial.all_along)
    check_days(drafts)  # a draft may have changed since the trial was started
    return in_force, tried_versions(in_force, drafts, trial.without), drafts

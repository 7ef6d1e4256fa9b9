"""Work out a what-if: the same detectors and the same ladder on the same facts, twice."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from channels_mgmt.core.audit import plain, record
from channels_mgmt.core.scopes import SYSTEM

from ..choices import Detector, TrialStatus
from ..detecting.outcome import Outcome
from ..detecting.run import dry_run
from ..models import PenaltyTrial, TriedCase
from .facts import Gathering, Sides
from .life import still_calculating
from .reckoning import Fact, Result, reckon
from .starting import check_days, settings_of
from .territories import held_by
from .versions import Versions, terms_of

Progress = Callable[[int, int], None]
Results = dict[str, Result]


def calculate_trial(*, trial: PenaltyTrial, progress: Progress | None = None) -> PenaltyTrial:
    """Write the cases of a what-if; safe to do twice. progress(done, total) counts detectors.

    Nothing but the what-if is written.
    """
    trial = _begun(trial)
    before, after = _looked(trial, progress or (lambda done, total: None))
    drafts = list(trial.versions.select_related("rule").order_by("pk"))
    check_days(drafts, all_along=trial.all_along)  # a draft may have changed since
    versions = Versions(drafts, all_along=trial.all_along)
    kinds = {Detector(code).kind.value for code in trial.detectors}
    kinds |= {draft.rule.kind for draft in drafts}
    gathering = Gathering(trial.date_from, trial.date_to, kinds)
    sides = gathering.sides(before.groups, after.groups)
    results = (reckon(sides.before, versions.in_force), reckon(sides.after, versions.tried))
    rows = list(_rows(trial, sides, *results))
    trial.found = {"before": _counted(before), "after": _counted(after)}
    trial.terms = [terms_of(draft) for draft in drafts]
    return _finished(trial, rows)


@transaction.atomic
def _begun(trial: PenaltyTrial) -> PenaltyTrial:
    trial = still_calculating(trial)
    trial.cases.all().delete()
    return trial


@transaction.atomic
def _finished(trial: PenaltyTrial, rows: list[TriedCase]) -> PenaltyTrial:
    still_calculating(trial)
    TriedCase.objects.bulk_create(rows, batch_size=500)
    trial.status, trial.finished_at = TrialStatus.DONE, timezone.now()
    trial.save()
    record("calculated", trial, by=None)
    return trial


def _looked(trial: PenaltyTrial, progress: Progress) -> tuple[Outcome, Outcome]:
    """What detectors find by the rules in force, and by those tried; once where these agree."""
    days = {"start": trial.date_from, "end": trial.date_to, "access": SYSTEM}
    if not trial.detectors:
        nothing = Outcome(trial.date_from, trial.date_to, dry=True)
        return nothing, nothing
    changed = bool(trial.settings or trial.territories)
    total = len(trial.detectors) * (1 + changed)
    before = dry_run(
        **days, detectors=trial.detectors, progress=lambda done, _all: progress(done, total)
    )
    if not changed:
        return before, before
    after = dry_run(
        **days,
        detectors=trial.detectors,
        settings=settings_of(trial),
        territories=held_by(trial.territories),
        progress=lambda done, _all: progress(len(trial.detectors) + done, total),
    )
    return before, after


def _counted(outcome: Outcome) -> dict[str, dict[str, Any]]:
    return {
        code.value: {"findings": found.seen, "cases": found.cases, "no_case": found.no_case,
                     "silent": found.silent}
        for code, found in outcome.by_detector.items()
    }  # fmt: skip


def _rows(trial: PenaltyTrial, sides: Sides, before: Results, after: Results):
    """Every case of the days, and those of other days that come to cost something else."""
    facts = {fact.key: fact for fact in (*sides.after, *sides.before)}
    for key, fact in facts.items():
        one, other = before.get(key), after.get(key)
        within = trial.date_from <= fact.day < trial.date_to
        if within or differ(one, other):
            yield _row(trial, fact, one, other)


def _row(trial: PenaltyTrial, fact: Fact, before: Result | None, after: Result | None) -> TriedCase:
    return TriedCase(
        trial=trial,
        key=fact.key,
        dealer_id=fact.dealer,
        kind=fact.kind,
        violation_id=fact.violation,
        day=fact.day,
        differs=differ(before, after),
        before=before and before.fine,
        after=after and after.fine,
        share_before=before and before.share,
        share_after=after and after.share,
        sides={"before": before and _told(before), "after": after and _told(after)},
    )


def differ(one: Result | None, other: Result | None) -> bool:
    """Whether anything comes out otherwise; that another version says so is no difference."""
    if one is None or other is None:
        return one is not other
    return replace(one, rule="") != replace(other, rule="")


def _told(result: Result) -> dict[str, Any]:
    """A result without its sums, which have columns."""
    told = asdict(result)
    return plain({name: told[name] for name in ("offence", "rule", "why")}) | {
        "besides": dict(result.besides)
    }

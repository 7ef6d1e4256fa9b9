"""How far a dealer is in the periods that are open: what a run would say, without one."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from channels_mgmt.core.periods import Period
from channels_mgmt.core.trees import is_within
from dealers.choices import DealerStatus
from dealers.models import Dealer, Region
from dealers.placements import Structure
from rebates.sales.facts import known_at

from ..engine.ahead import Standing, sold_by, stand
from ..engine.measures import Measures
from ..engine.schedule import Due, Version, dues_between
from ..models import Programme
from ..rules.terms import LineScope
from .calculating import approved_versions


@dataclass(frozen=True, slots=True)
class Progress:
    """One programme of a dealer in the period of a day, as things stand."""

    programme: Programme
    standing: Standing
    counts: bool  # whether any line of the dealer counts for it yet

    @property
    def period(self) -> Period:
        return self.standing.due.period


def progress_of(*, dealer: Dealer, day: datetime.date) -> list[Progress]:
    """Every approved programme that may apply to the dealer, in its period that holds the day.

    What falls to the period is what a draft of it would say now: all sales that are taken in count,
    those dated after the day too. Nothing is written.
    """
    dues = [due for due in dues_on(approved_versions(), day) if _meant_for(due, dealer)]
    measures = Measures(dues, Structure(dealers=[dealer.pk]))
    measures.read(known_at(timezone.now()), {dealer.pk})
    programmes = Programme.objects.in_bulk({due.version.programme_id for due in dues})
    shown = _shown(dealer, dues)
    found = []
    for due in sorted(dues, key=lambda due: (due.version.programme, due.period.end)):
        now = sold_by(dealer.pk, due.measured, measures)
        counts = any(
            dealer.pk in measures.of(m.version.terms.scope, m.target) for m in due.measured
        )
        if counts or shown(due):
            before = sold_by(dealer.pk, due.before or (), measures)
            programme = programmes[due.version.programme_id]
            found.append(Progress(programme, stand(due, now, before, day), counts))
    return found


def dues_on(versions: Sequence[Version], day: datetime.date) -> Iterator[Due]:
    """Of every programme the period that holds the day; one for each length that its versions have.

    The versions come programme by programme.
    """
    for _programme, its in groupby(versions, key=lambda version: version.programme_id):
        alike = sorted(its, key=lambda version: version.terms.period)
        for length, of_length in groupby(alike, key=lambda version: version.terms.period):
            period = Period.containing(day, length)
            yield from dues_between(list(of_length), period.start, period.end)


def _meant_for(due: Due, dealer: Dealer) -> bool:
    return any(
        _names(measured.version.terms.scope, tiers=dealer.tier.code, dealers=dealer.code)
        for measured in due.measured
    )


def _names(scope: LineScope, **codes: str) -> bool:
    """Whether a scope lets these codes in."""
    return all(
        (not getattr(scope.include, name) or code in getattr(scope.include, name))
        and code not in getattr(scope.exclude, name)
        for name, code in codes.items()
    )


def _shown(dealer: Dealer, dues: Iterable[Due]) -> Callable[[Due], bool]:
    """Whether a period is told of though no line counts yet: to a dealer in business, where it
    counts sales where the dealer is at home. A rule for another province is none of his."""
    named = {
        code for due in dues for m in due.measured for code in m.version.terms.scope.include.regions
    }
    rows = Region.objects.filter(code__in=named).order_by().values_list("code", "path")
    paths = dict(rows) if named else {}
    home = dealer.home_region.path

    def shown(due: Due) -> bool:
        if dealer.status == DealerStatus.TERMINATED:
            return False
        regions = due.version.terms.scope.include.regions
        found = [paths[code] for code in regions if code in paths]
        return not regions or any(is_within(home, p) or is_within(p, home) for p in found)

    return shown

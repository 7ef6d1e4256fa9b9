"""How far a dealer is in the periods that are open: what a run would say, without one."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
from ..engine.counting import sums_of
from ..engine.dealer_facts import DealerFacts
from ..engine.measures import Measures
from ..engine.schedule import Due, Version, dues_between
from ..joined import Joined, joined_spans
from ..models import Programme
from ..rules.scopes import LineScope
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
    now = timezone.now()
    joined = joined_spans(_by_contract(versions := approved_versions()), now)
    dues = [due for due in dues_on(versions, day) if _meant_for(due, dealer, joined)]
    measures = _measures(dues, dealer, joined, now)
    known = DealerFacts([dealer.pk], now)
    programmes = Programme.objects.in_bulk({due.version.programme_id for due in dues})
    shown = _shown(dealer, dues)
    found = []
    for due in sorted(dues, key=lambda due: (due.version.programme, due.period.end)):
        sold = sold_by(dealer.pk, due.measured, measures, known)
        counts = any(dealer.pk in measures.of(sums_of(m).target) for m in due.measured)
        if counts or shown(due):
            before = sold_by(dealer.pk, due.before or (), measures, known)
            programme = programmes[due.version.programme_id]
            found.append(Progress(programme, stand(due, sold, before, day), counts))
    return found


def _by_contract(versions: Iterable[Version]) -> set[int]:
    return {version.programme_id for version in versions if version.by_contract}


def _measures(
    dues: Collection[Due],
    dealer: Dealer,
    joined: Mapping[tuple[int, int], Sequence[Joined]],
    now: datetime.datetime,
) -> Measures:
    """The sums of what counts for the dealer: its own lines, and those of the dealers below where
    a programme passes through."""
    if not any(m.version.terms.pass_through for due in dues for m in due.all_measured):
        measures = Measures(dues, Structure(records=[dealer]), joined)
        measures.read(known_at(now), {dealer.pk})
        return measures
    structure = Structure()
    below = {
        pk
        for pk in structure.dealers
        if any(stay.place.upstream == dealer.pk for stay in structure.stays(pk))
    }
    measures = Measures(dues, structure, joined)
    measures.read(known_at(now), below | {dealer.pk})
    return measures


def dues_on(versions: Sequence[Version], day: datetime.date) -> Iterator[Due]:
    """Of every programme the period that holds the day; one for each length that its versions have.

    The versions come programme by programme.
    """
    for _programme, its in groupby(versions, key=lambda version: version.programme_id):
        alike = sorted(its, key=lambda version: str(version.terms.period))
        for length, of_length in groupby(alike, key=lambda version: version.terms.period):
            period = length if isinstance(length, Period) else Period.containing(day, length)
            if day not in period:
                continue
            yield from dues_between(list(of_length), period.start, period.end)


def _meant_for(
    due: Due, dealer: Dealer, joined: Mapping[tuple[int, int], Sequence[Joined]]
) -> bool:
    version = due.version
    if version.by_contract:
        spans = joined.get((version.programme_id, dealer.pk), ())
        if not any(span.meets(due.period) for span in spans):
            return False
    if version.terms.pass_through:
        return True  # whose lines count is for the dealers below to say
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

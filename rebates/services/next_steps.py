"""How far every dealer is from the next step of every programme: one pass over the facts."""

import datetime
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.db.models import QuerySet
from django.utils import timezone

from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Scope
from dealers.choices import DealerStatus
from dealers.models import Dealer
from dealers.placements import Structure
from rebates.sales.facts import known_at

from ..engine.ahead import Standing, sold_by, stand
from ..engine.counting import sums_of
from ..engine.dealer_facts import DealerFacts
from ..engine.measures import Measures
from ..engine.schedule import Due
from ..joined import joined_spans
from ..models import Programme
from ..rules.exact import Exact
from .calculating import approved_versions
from .progress import dues_on

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class NextStep:
    """One dealer in one open period of a programme that has a step ahead of it."""

    dealer: Dealer
    programme: Programme
    standing: Standing

    @property
    def period(self) -> Period:
        return self.standing.due.period

    @property
    def so_far(self) -> Decimal:
        """In the unit of the target, to four places, rounded down."""
        return in_places(self.standing.so_far, ROUND_FLOOR)

    @property
    def missing(self) -> Decimal:
        """Of the target, to four places, rounded up: so much is enough."""
        return in_places(self.standing.ahead.missing, ROUND_CEILING)

    @property
    def percent(self) -> Decimal:
        """How much of the way from nothing to the bound is done, to a tenth, rounded down."""
        bound, so_far = self.standing.ahead.bound, max(self.so_far, Decimal(0))
        if not bound:
            return Decimal("0.0")
        return (so_far * 100 / bound).quantize(TENTH, rounding=ROUND_FLOOR)

    @property
    def gain(self) -> Decimal | None:
        """What reaching the step would bring, in yuan; None where nobody can know."""
        return self.standing.ahead.gain


def next_steps(
    *, dealers: QuerySet[Dealer], day: datetime.date, programmes: Iterable[str] = ()
) -> list[NextStep]:
    """Of these dealers everybody with counted sales and a step ahead, the least missing first.

    Money comes before pieces: one is no measure of the other. Nothing is written. Queries do not
    grow with the number of dealers.
    """
    people = {dealer.pk: dealer for dealer in dealers}
    dues = list(dues_on(approved_versions(list(programmes)), day))
    if not people or not dues:
        return []
    now = timezone.now()
    measures, known = read(dues, people, now), DealerFacts(list(people), now)
    named = Programme.objects.in_bulk({due.version.programme_id for due in dues})
    found = [
        NextStep(people[pk], named[due.version.programme_id], standing)
        for due in dues
        for pk, standing in standings(due, measures, known, day)
        if pk in people and standing.ahead is not None
    ]
    return sorted(found, key=nearness)


def read(dues: Sequence[Due], people: Collection[int], now: datetime.datetime) -> Measures:
    """The sums of these dealers; of everybody where a programme passes through."""
    by_contract = {due.version.programme_id for due in dues if due.version.by_contract}
    passes = any(m.version.terms.pass_through for due in dues for m in due.all_measured)
    structure = Structure(dealers=None if passes else list(people))
    measures = Measures(dues, structure, joined_spans(by_contract, now) if by_contract else {})
    measures.read(known_at(now), () if passes else set(people))
    return measures


def standings(
    due: Due, measures: Measures, known: DealerFacts, day: datetime.date
) -> Iterator[tuple[int, Standing]]:
    """Where each dealer stands of whom any line counts for the period."""
    counted: set[int] = set()
    for measured in due.measured:
        counted |= measures.of(sums_of(measured).target).keys()
    for pk in sorted(counted):
        now = sold_by(pk, due.measured, measures, known)
        before = sold_by(pk, due.before or (), measures, known)
        yield pk, stand(due, now, before, day)


def in_places(value: Exact, rounding: str) -> Decimal:
    """Exact where four places say all of it, as they do of money and pieces."""
    if isinstance(value, Decimal):
        return value
    scaled = value * 10_000
    whole = math.floor(scaled) if rounding == ROUND_FLOOR else math.ceil(scaled)
    return Decimal(whole).scaleb(-4)


def nearness(step: NextStep) -> tuple:
    return (str(step.standing.terms.target), step.missing, step.dealer.code, step.programme.code)


def dealers_in_business(scope: Scope) -> QuerySet[Dealer]:
    """Those that one sees, with what a table says of them; terminated ones have no next step."""
    rows = Dealer.objects.visible_to(scope).exclude(status=DealerStatus.TERMINATED)
    return rows.select_related("tier", "home_region").order_by("code")

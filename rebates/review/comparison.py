"""A run beside an earlier one: what each dealer is due of each programme, before and now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Scope
from dealers.models import Dealer

from ..choices import RunStatus
from ..models import FineLine, Programme, RunLine, SettlementRun

TENTH = Decimal("0.1")
CANDIDATES = 300
COMPARABLE = (RunStatus.POSTED, RunStatus.REVERSED, RunStatus.DRAFT, RunStatus.APPROVED)
Sums = dict[tuple[int, int], Decimal]
"""Yuan due, by dealer and programme; of fines, what is posted."""


class Fines:
    """Stands where a programme does, for what the runs post for cases. No code has a tilde."""

    pk, code = 0, "~fines"

    def __str__(self) -> str:
        return _("Fines and shares of cases")


FINES = Fines()


@dataclass(frozen=True, slots=True)
class Change:
    """``before`` and ``now`` are yuan due; None where the run has no line for it."""

    dealer: Dealer
    programme: Programme | Fines | None  # None: all of the dealer's together
    before: Decimal | None
    now: Decimal | None

    @property
    def difference(self) -> Decimal:
        return (self.now or NOTHING) - (self.before or NOTHING)

    @property
    def share(self) -> Decimal | None:
        """The difference in percent of what was before, to a tenth; None where that is nothing."""
        if not self.before:
            return None
        percent = self.difference * 100 / abs(self.before)
        return percent.quantize(TENTH, rounding=ROUND_HALF_UP)

    @property
    def new(self) -> bool:
        return self.before is None

    @property
    def gone(self) -> bool:
        return self.now is None

    def exceeds(self, percent: Decimal) -> bool:
        """Whether it changed by more than so many percent; from nothing any change does."""
        if not self.before:
            return bool(self.difference)
        return abs(self.difference) * 100 > percent * abs(self.before)


@dataclass(frozen=True)
class Changes:
    """What changes for whom, and what it comes to; the largest difference first."""

    changes: list[Change]

    @property
    def before(self) -> Decimal:
        return sum((change.before or NOTHING for change in self.changes), NOTHING)

    @property
    def now(self) -> Decimal:
        return sum((change.now or NOTHING for change in self.changes), NOTHING)

    @property
    def difference(self) -> Decimal:
        return self.now - self.before

    def by_dealer(self) -> list[Change]:
        """All programmes of a dealer together, the largest difference first."""
        dealers = {change.dealer.pk: change.dealer for change in self.changes}
        befores, nows = (dict.fromkeys(dealers) for _ in range(2))
        for change in self.changes:
            for sums, value in ((befores, change.before), (nows, change.now)):
                if value is not None:
                    sums[change.dealer.pk] = (sums[change.dealer.pk] or NOTHING) + value
        return in_order(
            Change(dealer, None, befores[pk], nows[pk]) for pk, dealer in dealers.items()
        )


@dataclass(frozen=True)
class Comparison(Changes):
    run: SettlementRun
    other: SettlementRun | None


def compare(
    run: SettlementRun,
    other: SettlementRun | None,
    scope: Scope,
    *,
    programmes: Iterable[int] = (),
) -> Comparison:
    """Both runs as far as one sees them; of these programmes, or of all and of fines. At most six
    queries."""
    now = dues(run, scope, programmes)
    before = dues(other, scope, programmes) if other else {}
    keys = {*now, *before}
    dealers = Dealer.objects.in_bulk({dealer for dealer, _programme in keys})
    named = Programme.objects.in_bulk({programme for _dealer, programme in keys} - {FINES.pk})
    named[FINES.pk] = FINES
    found = (
        Change(dealers[dealer], named[programme], before.get(key), now.get(key))
        for key in keys
        for dealer, programme in [key]
    )
    return Comparison(in_order(found), run, other)


def in_order(changes: Iterable[Change]) -> list[Change]:
    def key(change: Change) -> tuple:
        programme = change.programme.code if change.programme else ""
        return -abs(change.difference), change.dealer.code, programme

    return sorted(changes, key=key)


def dues(run: SettlementRun, scope: Scope, programmes: Iterable[int]) -> Sums:
    lines = RunLine.objects.visible_to(scope).filter(run=run)
    if programmes := list(programmes):
        lines = lines.filter(programme__in=programmes)
    rows = lines.order_by().values_list("dealer", "programme").annotate(Sum("due"))
    found = {(dealer, programme): due for dealer, programme, due in rows}
    return found if programmes else found | fines(run, scope)


def fines(run: SettlementRun, scope: Scope) -> Sums:
    lines = FineLine.objects.visible_to(scope).filter(run=run)
    rows = lines.order_by().values_list("dealer").annotate(Sum("amount"))
    return {(dealer, FINES.pk): amount for dealer, amount in rows}


def comparable(run: SettlementRun) -> QuerySet[SettlementRun]:
    """The runs that one may set beside it, the latest first."""
    rows = SettlementRun.objects.filter(status__in=COMPARABLE, reverses=None)
    return rows.exclude(pk=run.pk).order_by("-date_to", "-pk")


def previous_run(run: SettlementRun) -> SettlementRun | None:
    """The last posted run of days as long as its own that ended before it began: of the same
    dealers and programmes where there is one, else of any."""
    rows = comparable(run).filter(status=RunStatus.POSTED, date_to__lte=run.date_from)
    alike = [other for other in rows[:CANDIDATES] if as_long(other, run)]
    return next((other for other in alike if same_scope(other, run)), next(iter(alike), None))


def as_long(other: SettlementRun, run: SettlementRun) -> bool:
    one, two = Period(other.date_from, other.date_to), Period(run.date_from, run.date_to)
    if one.length or two.length:
        return one.length == two.length
    return one.end - one.start == two.end - two.start


def same_scope(other: SettlementRun, run: SettlementRun) -> bool:
    return other.programmes == run.programmes and other.dealers == run.dealers


def largest(changes: Iterable[Change], count: int) -> Iterator[Change]:
    """The first so many that differ at all."""
    shown = 0
    for change in changes:
        if change.difference and shown < count:
            shown += 1
            yield change

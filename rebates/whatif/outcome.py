"""What a trial found, as far as a person sees its dealers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.scopes import Scope
from dealers.models import Dealer

from ..models import Programme, Trial, TrialLine
from ..review.comparison import Change, Changes, in_order
from ..wording import sentences


@dataclass(frozen=True)
class Outcome(Changes):
    """``posted``: yuan by dealer and programme, as the ledger has them already."""

    posted_by: dict[tuple[int, int], Decimal]

    @property
    def posted(self) -> Decimal:
        return sum(self.posted_by.values(), NOTHING)

    @property
    def share(self) -> Decimal | None:
        """The difference in percent of what the rules in force give."""
        return Change(None, None, self.before, self.now).share


@dataclass(frozen=True, slots=True)
class Row:
    """A dealer, or a programme, with what was posted, is due and would be due; yuan."""

    change: Change
    posted: Decimal


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome as its page and the API tell it."""

    outcome: Outcome
    dealers: list[Row]
    programmes: list[Row]

    @property
    def winners(self) -> int:
        return sum(row.change.difference > 0 for row in self.dealers)

    @property
    def losers(self) -> int:
        return sum(row.change.difference < 0 for row in self.dealers)

    @property
    def unchanged(self) -> int:
        return len(self.dealers) - self.winners - self.losers


def lines_of(trial: Trial, scope: Scope) -> QuerySet[TrialLine]:
    return TrialLine.objects.visible_to(scope).filter(trial=trial)


def outcome_of(trial: Trial, scope: Scope, *, programmes: Iterable[int] = ()) -> Outcome:
    """By dealer and programme, all periods together. Three queries."""
    lines = lines_of(trial, scope)
    if programmes := list(programmes):
        lines = lines.filter(programme__in=programmes)
    sums = lines.order_by().values_list("dealer", "programme")
    rows = list(sums.annotate(Sum("posted"), Sum("before"), Sum("after")))
    dealers = Dealer.objects.in_bulk({row[0] for row in rows})
    named = Programme.objects.in_bulk({row[1] for row in rows})
    changes = [
        Change(dealers[dealer], named[programme], before, after)
        for dealer, programme, _posted, before, after in rows
    ]
    posted = {(dealer, programme): amount for dealer, programme, amount, _, _ in rows}
    return Outcome(in_order(changes), posted)


def found_in(trial: Trial, scope: Scope, *, programmes: Iterable[int] = ()) -> Found:
    """The dealers with the largest difference first, the programmes by code. Three queries."""
    outcome = outcome_of(trial, scope, programmes=programmes)
    of_dealer, of_programme = together(outcome.posted_by, 0), together(outcome.posted_by, 1)
    dealers = [Row(change, of_dealer[change.dealer.pk]) for change in outcome.by_dealer()]
    programmes = [Row(change, of_programme[change.programme.pk]) for change in of_all(outcome)]
    return Found(outcome, dealers, programmes)


def together(amounts: dict[tuple[int, int], Decimal], part: int) -> dict[int, Decimal]:
    """Sums by one part of the key."""
    sums: dict[int, Decimal] = {}
    for key, amount in amounts.items():
        sums[key[part]] = sums.get(key[part], NOTHING) + amount
    return sums


def of_all(outcome: Outcome) -> Iterator[Change]:
    """Each programme for all dealers together."""
    groups: dict[int, list[Change]] = {}
    for change in outcome.changes:
        groups.setdefault(change.programme.pk, []).append(change)
    for changes in sorted(groups.values(), key=lambda changes: changes[0].programme.code):
        yield Change(
            None,
            changes[0].programme,
            summed(change.before for change in changes),
            summed(change.now for change in changes),
        )


def summed(values: Iterable[Decimal | None]) -> Decimal | None:
    """None where no line is there at all."""
    found = [value for value in values if value is not None]
    return sum(found, NOTHING) if found else None


def ordered(rows: list[Row], order: str) -> list[Row]:
    """The largest difference first, whoever wins or loses most, by code."""
    if order == "dealer":
        return sorted(rows, key=lambda row: row.change.dealer.code)
    if order in ("winners", "losers"):
        sign = -1 if order == "winners" else 1
        return sorted(rows, key=lambda r: (sign * r.change.difference, r.change.dealer.code))
    return rows


def why(line: TrialLine) -> dict[str, list[str]]:
    """The reasoning of both sides, step by step; empty where a side has no line."""
    before = line.reasons.get("before")
    after = line.reasons.get("after", before if line.after is not None else None)
    return {
        "before": sentences(before) if before else [],
        "after": sentences(after) if after else [],
    }

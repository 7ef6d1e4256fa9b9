"""What a what-if found, as far as a person sees its dealers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from channels_mgmt.core.display import clauses
from channels_mgmt.core.money import NOTHING
from channels_mgmt.core.scopes import Scope
from dealers.models import Dealer

from ..choices import Detector, NoCase, ViolationStatus
from ..models import PenaltyTrial, TriedCase
from ..rules.ladder import Step
from ..services.recounting import FIGURES
from ..wording import step_words
from .facts import PENDING
from .reckoning import NO_RULE


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a case: which offence, what it brings besides its fine, why it costs nothing."""

    fine: Decimal | None
    share: Decimal | None
    offence: int | None
    rule: str
    why: str
    besides: str

    @property
    def unknown(self) -> bool:
        return self.fine is None


@dataclass(frozen=True, slots=True)
class Row:
    """A case with both sides; None where there is no such case."""

    case: TriedCase
    before: Side | None
    after: Side | None

    @property
    def difference(self) -> Decimal:
        return (self.case.after or NOTHING) - (self.case.before or NOTHING)


@dataclass(slots=True)
class Total:
    """Cases that count and yuan of fines and shares on both sides, of a dealer or of all."""

    dealer: Dealer | None = None
    cases_before: int = 0
    cases_after: int = 0
    before: Decimal = NOTHING
    after: Decimal = NOTHING
    share_before: Decimal = NOTHING
    share_after: Decimal = NOTHING
    differing: int = 0

    @property
    def difference(self) -> Decimal:
        return self.after - self.before

    @property
    def share_difference(self) -> Decimal:
        return self.share_after - self.share_before

    def add(self, case: TriedCase) -> None:
        self.cases_before += counts(case, "before")
        self.cases_after += counts(case, "after")
        self.before += case.before or NOTHING
        self.after += case.after or NOTHING
        self.share_before += case.share_before or NOTHING
        self.share_after += case.share_after or NOTHING
        self.differing += case.differs


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome as its page and the API tell it."""

    total: Total
    dealers: list[Total]  # the largest difference first
    rows: list[Row]  # cases that differ, by dealer and day
    unknown: int  # cases for which a figure is missing on a side

    @property
    def more(self) -> int:
        return sum(one.difference > 0 for one in self.dealers)

    @property
    def less(self) -> int:
        return sum(one.difference < 0 for one in self.dealers)

    @property
    def unchanged(self) -> int:
        return sum(not one.differing for one in self.dealers)


def cases_of(trial: PenaltyTrial, scope: Scope) -> QuerySet[TriedCase]:
    rows = TriedCase.objects.visible_to(scope).filter(trial=trial)
    return rows.select_related("dealer", "violation").order_by("dealer__code", "day", "key")


def found_in(trial: PenaltyTrial, scope: Scope) -> Found:
    """One query."""
    total, dealers, rows, unknown = Total(), {}, [], 0
    for case in cases_of(trial, scope):
        total.add(case)
        dealers.setdefault(case.dealer_id, Total(case.dealer)).add(case)
        if case.differs:
            row = row_of(case)
            unknown += any(side and side.unknown for side in (row.before, row.after))
            rows.append(row)
    ordered = sorted(dealers.values(), key=lambda one: (-abs(one.difference), one.dealer.code))
    return Found(total, ordered, rows, unknown)


def counts(case: TriedCase, side: str) -> bool:
    """Whether it is an offence on that side."""
    told = case.sides[side]
    return told is not None and told["offence"] is not None


def row_of(case: TriedCase) -> Row:
    return Row(case, _side(case, "before"), _side(case, "after"))


def _side(case: TriedCase, name: str) -> Side | None:
    told = case.sides[name]
    if told is None:
        return None
    fine, share = (
        (case.before, case.share_before) if name == "before" else (case.after, case.share_after)
    )
    return Side(fine, share, told["offence"], told["rule"], why(told["why"]), _besides(told))


def _besides(told: dict[str, Any]) -> str:
    values = {name: _read(name, value) for name, value in told["besides"].items()}
    return clauses(step_words(Step(0, **values))) if values else ""


def _read(name: str, value: Any) -> Any:
    return Decimal(value) if name.endswith("_percent") else value


def why(code: str) -> str:
    """Why a case costs nothing, or what is missing to say what it costs."""
    if not code:
        return ""
    if code == NO_RULE:
        return _("No rule for its day")
    if code == PENDING:
        return _("Not decided")
    if code in FIGURES:
        return _("Not on record: %(figure)s") % {"figure": FIGURES[code]}
    if code in NoCase.values:
        return str(NoCase(code).label)
    return str(ViolationStatus(code).label)


@dataclass(frozen=True, slots=True)
class Looked:
    """What one detector found on both sides; ``silent``: nobody tells it anything."""

    detector: str
    silent: bool
    findings: tuple[int, int]
    cases: tuple[int, int]
    no_case: list[tuple[str, int, int]]


def looked_in(trial: PenaltyTrial, scope: Scope) -> list[Looked]:
    """By detector: findings, cases, and why some were none, before and after.

    They are counted over all dealers: for whoever sees all of them.
    """
    if not scope.everything:
        return []
    before, after = trial.found.get("before", {}), trial.found.get("after", {})
    return [_looked(code, before[code], after[code]) for code in before]


def _looked(code: str, one: dict[str, Any], other: dict[str, Any]) -> Looked:
    reasons = sorted({*one["no_case"], *other["no_case"]})
    return Looked(
        detector=str(Detector(code).label),
        silent=one["silent"],
        findings=(one["findings"], other["findings"]),
        cases=(one["cases"], other["cases"]),
        no_case=[
            (str(NoCase(r).label), one["no_case"].get(r, 0), other["no_case"].get(r, 0))
            for r in reasons
        ],
    )


def largest(totals: Iterable[Total], limit: int) -> list[Total]:
    """The largest differences, whoever pays most more first."""
    found = [one for one in totals if one.difference][:limit]
    return sorted(found, key=lambda one: (-one.difference, one.dealer.code))


def titles() -> list[str]:
    return [
        _("Dealer code"), _("Dealer"), _("Case"), _("Violation"), _("Date"),
        _("Offence in force"), _("Fine in force"), _("Share in force"), _("Besides in force"),
        _("Offence tried"), _("Fine tried"), _("Share tried"), _("Besides tried"),
        _("Difference"),
    ]  # fmt: skip


def cells(row: Row) -> Iterator[Any]:
    case = row.case
    number = case.violation.number if case.violation else _("would be new")
    yield from (case.dealer.code, str(case.dealer), number, case.get_kind_display(), case.day)
    for side in (row.before, row.after):
        if side is None:
            yield from (None, None, None, _("no case"))
        else:
            yield from (side.offence, side.fine, side.share, side.why or side.besides)
    yield row.difference

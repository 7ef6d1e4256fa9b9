"""What a dealer gets of a programme's period, after what it shares with others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property
from typing import Any, NamedTuple

from channels_mgmt.core.money import NOTHING, to_fen

from ..rules.exact import Exact, as_text, plain, total
from ..rules.explanation import outcome, reasons_told, settled_told
from ..rules.measuring import ENDLESS
from ..rules.pieces import piece, whole
from ..rules.sharing import Candidate, chosen, share_budget
from ..rules.terms import Measure
from .dealer_facts import DealerFacts
from .measures import Measures
from .schedule import Due, Measured
from .settling import Inputs, Own, Settling

TEN_THOUSANDTH = Decimal("0.0001")
HALF_UP = Context(prec=100, rounding=ROUND_HALF_UP)


class Line(NamedTuple):
    """A line of a run as it is stored: measures in 1/10,000 (yuan, pieces, percent), the rest in
    fen; the explanation is JSON (`rules.explanation`)."""

    dealer_id: int
    programme_id: int
    version_id: int
    period: str
    target: int
    earning: int
    step: int
    due: int
    already_posted: int
    explanation: str


class Granted:
    """What a dealer gets of a programme's period, step by step; yuan."""

    def __init__(self, settling: "Budgeted", dealer: int, own: Own) -> None:
        self.settling, self.dealer, self.own = settling, dealer, own
        self.now: Exact = settling.shares_now.get(dealer, own.exact)
        self.before: Exact = settling.shares_before.get(dealer, own.exact_before)
        self.exclusion: dict[str, Any] | None = None
        self.excluded = False

    def determined_by(self, inputs: Sequence[Sequence[Inputs]]) -> str:
        """What it follows from, as the digest of a run's inputs has it: what counted of the dealer,
        and its shares."""
        given = [f"[{','.join([each.canonical() for each in part])}]" for part in inputs]
        shares = (self.settling.shares_now, self.settling.shares_before)
        given += [f'"{its[self.dealer]}"' for its in shares if self.dealer in its]
        return ",".join(given)

    def candidate(self, granted: Exact) -> Candidate:
        version = self.settling.version
        return Candidate(version.programme, version.group.priority, granted)

    def keep_if(self, programme: str | None, earlier: str | None) -> None:
        """Give up what is above zero where another programme of the group pays, now and before.
        What is taken back stays: an exclusion pays nobody what he returned."""
        group, mine = self.settling.version.group, self.settling.version.programme
        self.exclusion = {
            "group": group.code,
            "precedence": group.precedence.value,
            "chosen": programme,
        }
        if programme not in (None, mine) and self.now > 0:
            self.excluded = True
            self.now = NOTHING
        if earlier not in (None, mine) and self.before > 0:
            self.before = NOTHING

    def line(self, dealer: int, already_posted: int) -> Line:
        amount, before = to_fen(self.now), None
        due = amount
        if self.settling.due.before is not None:
            before = to_fen(self.before)
            due = amount - before
        result, version = self.own.now, self.settling.version
        return Line(
            dealer,
            version.programme_id,
            version.id,
            self.settling.period,
            stored(result.last.target),
            stored(self.settling.earned(result.granted)),
            result.last.step,
            int(due.scaleb(2)),
            already_posted,
            whole((*self._told(dealer), settled_told(amount=amount, before=before))),
        )

    def _told(self, dealer: int) -> Iterator[str]:
        """The reasons, with what is shared with other dealers and programmes."""
        result, more = self.own.now, [each.told for each in self.settling.now]
        why = "excluded" if self.excluded else outcome(result)
        yield from reasons_told(result, outcome=why, more=more)
        if shared := self.settling.shared(dealer, self.own):
            yield piece(shared)
        if self.exclusion:
            yield piece({"exclusion": self.exclusion})


class Budgeted(Settling):
    """With the shares of a budget that does not reach for all; no shares, no budget or enough."""

    def __init__(self, due: Due, measures: Measures, known: DealerFacts, codes: Mapping) -> None:
        super().__init__(due, measures, known)
        self.codes = codes

    @cached_property
    def _asked(self) -> tuple[dict[int, Exact], dict[int, Exact]]:
        """What every dealer is granted by itself, now and before, in the order of their codes."""
        now, before = {}, {}
        for dealer in sorted(self.dealers, key=self.codes.__getitem__):
            own = self.own(self.inputs(dealer))
            now[dealer], before[dealer] = own.exact, own.exact_before
        return now, before

    @cached_property
    def shares_now(self) -> dict[int, Decimal]:
        return self._shared(self.due.measured, 0)

    @cached_property
    def shares_before(self) -> dict[int, Decimal]:
        return self._shared(self.due.before, 1)

    def _shared(self, measured: Sequence[Measured] | None, which: int) -> dict[int, Decimal]:
        """By the budget of the version that was in force at the end of what was measured."""
        budget = measured[-1].version.terms.budget if measured else None
        return share_budget(budget, self._asked[which]) or {} if budget else {}

    def shared(self, dealer: int, own: Own) -> dict[str, Any]:
        """What is told of a carry-over and of the budget."""
        told: dict[str, Any] = {}
        if own.carried:
            names = ("earned", "carried", "left")
            told["carried_over"] = {n: as_text(getattr(own.carried, n))[0] for n in names}
        if dealer in self.shares_now:
            asked = total([each for each in self._asked[0].values() if each > 0])
            told["budget"] = {
                "amount": plain(self.version.terms.budget),
                "asked": as_text(asked)[0],
                "claim": as_text(own.exact)[0],
            }
        return told

    def earned(self, granted: Sequence[Any]) -> Exact:
        """The earning measure of all versions, in the unit of the last."""
        if len(granted) == 1:
            return granted[0].earning
        pieces = self.version.terms.earning is Measure.QUANTITY
        return total(
            [
                each.earning
                for each, m in zip(granted, self.now, strict=True)
                if (m.terms.earning is Measure.QUANTITY) is pieces
            ]
        )

    def line_of_nothing(self, dealer: int, already_posted: int) -> Line:
        """Something was posted to a dealer of whom the programme now counts no line."""
        version = self.version
        told = {**NOTHING_COUNTS, "before": None if self.due.before is None else "0.00"}
        return Line(
            dealer, version.programme_id, version.id, self.period, 0, 0, 0, 0, already_posted,
            whole([piece(told)]),
        )  # fmt: skip


NOTHING_COUNTS = {
    "exact": "0",
    "capped_from": None,
    "amount": "0.00",
    "due": "0.00",
    "outcome": "no_lines",
    "slices": [],
}


def stored(value: Exact) -> int:
    """In 1/10,000, half-up, as every measure of a run line is stored; 0 for growth without end."""
    if value == ENDLESS:
        return 0
    if type(value) is Decimal:
        return int(value.quantize(TEN_THOUSANDTH, context=HALF_UP).scaleb(4))
    scaled = value * 10_000
    half_up = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return half_up if scaled > 0 else -half_up


def let_one_pay(of_dealer: Iterable[Granted]) -> None:
    """In each exclusion group and period only one programme pays the dealer."""
    groups: dict[tuple[str, str], list[Granted]] = defaultdict(list)
    for granted in of_dealer:
        if group := granted.settling.version.group:
            groups[group.code, granted.settling.period].append(granted)
    for members in groups.values():
        precedence = members[0].settling.version.group.precedence
        now = chosen(precedence, [m.candidate(m.now) for m in members])
        before = chosen(precedence, [m.candidate(m.before) for m in members])
        for member in members:
            member.keep_if(now, before)

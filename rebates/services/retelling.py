"""Where a stored explanation says something else than the measures it names lead to."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from ..engine.granted import stored
from ..rules.entitlement import PeriodEntitlement
from ..rules.exact import Exact, minus, plain, plus, total
from ..rules.explanation import reasons
from ..rules.sharing import Precedence
from ..rules.terms import Measure

CUT = Fraction(1, 10**9)  # numbers are told to 10 decimals


def told_otherwise(row, result: PeriodEntitlement | None) -> Iterator[str]:
    """The names of the figures of a line that do not follow from its measures.

    row: what is stored, `told` its explanation; result: the measures, put through the rules.
    """
    told = row.told
    if Decimal(told["due"]) != row.due:
        yield "due"
    if result is None:
        yield from (name for name in ("target", "earning", "step") if getattr(row, name))
        return
    again = reasons(result)
    if told["outcome"] == "excluded":
        again["outcome"] = "excluded"
    yield from _differences(told, again, "")
    yield from _columns(row, result)
    own: Exact = result.exact
    if carried := told.get("carried_over"):
        earned = result.exact if result.raised_from is None else result.raised_from
        taken = minus(earned, Decimal(carried["carried"]))
        own = max(taken, result.slices[-1].terms.minimum.amount)
        left = minus(plus(Decimal(carried["carried"]), own), earned)
        yield from _unequal(carried, "carried_over", earned=earned, left=left)
    if budget := told.get("budget"):
        amount = result.slices[-1].terms.budget
        if amount is None or budget["amount"] != plain(amount):
            yield "budget.amount"
        yield from _unequal(budget, "budget", claim=own)
        own = Decimal(told["amount"]) if told["outcome"] != "excluded" else own
    if (exclusion := told.get("exclusion")) and not _follows(exclusion, row, own):
        yield "exclusion.chosen"


def _differences(told: Any, again: Any, path: str) -> Iterator[str]:
    """Where two explanations differ; what one of them does not say differs from nothing, but for
    which numbers are cut off."""
    if isinstance(again, Mapping) and isinstance(told, Mapping):
        if told.get("inexact") != again.get("inexact"):
            yield f"{path}.inexact"
        for name in again.keys() & told.keys():
            yield from _differences(told[name], again[name], f"{path}.{name}" if path else name)
    elif isinstance(again, list) and isinstance(told, list) and len(again) == len(told):
        for number, (one, other) in enumerate(zip(told, again, strict=True)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif told != again:
        yield path


def _columns(row, result: PeriodEntitlement) -> Iterator[str]:
    last = result.slices[-1].terms
    pieces = last.earning is Measure.QUANTITY
    earning = total(
        [
            each.earning
            for each, measured in zip(result.granted, result.slices, strict=True)
            if (measured.terms.earning is Measure.QUANTITY) is pieces
        ]
    )
    if row.step != result.last.step:
        yield "step"
    if row.target.scaleb(4) != stored(result.last.target):
        yield "target"
    if row.earning.scaleb(4) != stored(earning):
        yield "earning"


def _unequal(told: Mapping[str, str], path: str, **numbers: Exact) -> Iterator[str]:
    """Numbers that are told otherwise, but for what was cut off."""
    for name, number in numbers.items():
        if abs(Fraction(told[name]) - Fraction(number)) > CUT:
            yield f"{path}.{name}"


def _follows(exclusion: Mapping[str, Any], row, own: Exact) -> bool:
    """Whether the programme that pays can be the one that is told: one that grants something, and
    of this line, what it grants is paid if it is this one."""
    excluded = row.told["outcome"] == "excluded"
    if exclusion["chosen"] in (None, row.code):
        return not excluded and (own > 0) is (exclusion["chosen"] == row.code)
    return excluded or own <= 0


def told_otherwise_together(rows: Sequence[Any]) -> Iterator[str]:
    """What the lines of one run say of each other: the claims on a budget, who pays of a group."""
    yield from _budgets(row for row in rows if row.told.get("budget"))
    yield from _groups(row for row in rows if row.told.get("exclusion"))


def _budgets(rows: Iterable[Any]) -> Iterator[str]:
    claims: dict[tuple, list] = defaultdict(list)
    for row in rows:
        claims[row.code, row.period].append(row)
    for members in claims.values():
        asked = {row.told["budget"]["asked"] for row in members}
        claimed = sum(Fraction(row.told["budget"]["claim"]) for row in members)
        if len(asked) > 1 or claimed > Fraction(min(asked)) + CUT * len(members):
            yield _("%(line)s: the claims on the budget contradict each other.") % {
                "line": members[0].name
            }


def _groups(rows: Iterable[Any]) -> Iterator[str]:
    groups: dict[tuple, list] = defaultdict(list)
    for row in rows:
        groups[row.dealer, row.told["exclusion"]["group"], row.period].append(row)
    for members in groups.values():
        chosen = members[0].told["exclusion"]["chosen"]
        alike = len({tuple(sorted(_said(row).items())) for row in members}) == 1
        there = chosen in (None, *(row.code for row in members))
        if not alike or not there or _better(members):
            yield _("%(line)s: who pays of its exclusion group is told in two ways.") % {
                "line": members[0].name
            }


def _said(row) -> dict[str, str]:
    return {name: str(value) for name, value in row.told["exclusion"].items()}


def _better(members: Sequence[Any]) -> bool:
    """Whether one that was left out by itself granted more than the best, as far as both say."""
    if members[0].told["exclusion"]["precedence"] != Precedence.BEST:
        return False
    plainly = [row for row in members if not {"budget", "carried_over"} & row.told.keys()]
    exact = {row.code: Fraction(row.told["exact"]) for row in plainly}
    chosen = exact.pop(members[0].told["exclusion"]["chosen"], None)
    return chosen is not None and any(other > chosen + CUT for other in exact.values())

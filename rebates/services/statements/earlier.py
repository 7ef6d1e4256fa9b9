"""What earlier statements of the dealer say of a programme and period that a run settles anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from dealers.models import Dealer

from ...models import RunLine, SettlementRun, Statement
from .tax import Terms

Key = tuple[str, str]  # the code of the programme, the period


@dataclass(frozen=True, slots=True)
class First:
    """The statement on which a programme and period was settled for the first time."""

    number: str
    tax: Terms | None  # how it was taxed there; None where that statement did not say


def first_statements(
    *, run: SettlementRun, dealer: Dealer, lines: Sequence[RunLine]
) -> dict[Key, First]:
    """For each of the run's lines that changes what an earlier statement said."""
    changed = {(line.programme.code, line.period) for line in lines if line.amount}
    if not changed:
        return {}
    rows = (
        RunLine.objects.filter(
            dealer=dealer,
            programme__code__in={code for code, _ in changed},
            period__in={period for _, period in changed},
            run__statements__dealer=dealer,
        )
        .exclude(run=run)
        .order_by("run__statements__pk")
        .values_list("programme__code", "period", "run__statements__pk")
    )
    firsts: dict[Key, int] = {}
    for code, period, statement in rows:
        if (code, period) in changed:
            firsts.setdefault((code, period), statement)
    contents = dict(Statement.objects.filter(pk__in=firsts.values()).values_list("pk", "content"))
    return {key: _first(contents[pk], key) for key, pk in firsts.items()}


def _first(content: dict[str, Any], key: Key) -> First:
    found = [
        line["tax"]
        for line in content["lines"]
        if (line["programme"]["code"], line["period"]) == key and "tax" in line
    ]
    if not found:
        return First(content["number"], None)
    rate = found[0]["vat_rate"]
    return First(content["number"], Terms(rate and Decimal(rate)))

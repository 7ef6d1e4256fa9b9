"""Which lines a run has for cases: those whose due differs from what was posted.

A run over all programmes settles every case whose offence lies before its end, as known at its
cut-off: an old case that was decided anew comes with the next run, whatever its days. A run limited
to programmes settles no case; one limited to dealers, what these dealers owe and get.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from channels_mgmt.core.money import NOTHING
from dealers.models import Dealer
from rebates.conduct.services.settling import FineDue, fines_due

from ..choices import FinePart
from ..models import FineLine, SettlementRun
from ..services.posted import COUNTED
from .explaining import explain
from .forfeits import Asked, Rebate, forfeited, rebates_on

Key = tuple[int, FinePart]
"""Of a case: a dealer, and which part of it."""


@dataclass(frozen=True, slots=True)
class CaseDue:
    """A case as a run settles it: yuan in the dealer's favour, by dealer and part."""

    fine: FineDue
    now: dict[Key, Decimal]
    posted: dict[Key, Decimal]
    rebates: Sequence[Rebate] = field(default=())

    @property
    def differs(self) -> bool:
        """Whether there is something to post; never while an appeal holds it."""
        return not self.fine.held and any(self.difference(key) for key in self.keys)

    @property
    def keys(self) -> list[Key]:
        return sorted({*self.now, *self.posted})

    def difference(self, key: Key) -> Decimal:
        return self.now.get(key, NOTHING) - self.posted.get(key, NOTHING)


def cases_of(
    run: SettlementRun, *, known_at: Any = None, cases: Collection[int] | None = None
) -> list[CaseDue]:
    """Every case that the run looks at, by its number; as known at another moment, or only some of
    them, where that is asked. Five queries for any number."""
    if run.programmes:
        return []
    dealers = chosen(run)
    found = fines_due(dealers, known_at or run.as_of, before=run.date_to, cases=cases)
    posted = posted_of([due.case for due in found])
    rebates = rebates_on(run, [asked_of(due) for due in found if due.rebate_percent])
    return [
        CaseDue(
            due,
            within(dues_of(due, rebates.get(asked_of(due), ())), dealers),
            within(posted[due.case], dealers),
            rebates.get(asked_of(due), ()) if due.rebate_percent else (),
        )
        for due in found
    ]


def chosen(run: SettlementRun) -> set[int] | None:
    """The dealers that the run is limited to; None: all."""
    if not run.dealers:
        return None
    return set(Dealer.objects.filter(code__in=run.dealers).values_list("pk", flat=True))


def asked_of(due: FineDue) -> Asked:
    return due.dealer, due.offence_date


def dues_of(due: FineDue, rebates: Sequence[Rebate]) -> dict[Key, Decimal]:
    found: dict[Key, Decimal] = {(due.dealer, FinePart.FINE): -due.fine}
    if due.rebate_percent:
        found[due.dealer, FinePart.FORFEIT] = -forfeited(due.rebate_percent, rebates)
    if due.invaded:
        found[due.invaded, FinePart.SHARE] = due.share
    return found


def within(amounts: dict[Key, Decimal], dealers: Collection[int] | None) -> dict[Key, Decimal]:
    return {key: a for key, a in amounts.items() if dealers is None or key[0] in dealers}


def posted_of(cases: Collection[int]) -> dict[int, dict[Key, Decimal]]:
    """Yuan that all runs together have posted of each case, reversals deducted."""
    rows = FineLine.objects.filter(run__status__in=COUNTED, case__in=cases).order_by()
    found: dict[int, dict[Key, Decimal]] = defaultdict(dict)
    sums = rows.values_list("case", "dealer", "part").annotate(Sum("amount"))
    for case, dealer, part, amount in sums:
        found[case][dealer, FinePart(part)] = amount
    return found


def lines_of(run: SettlementRun, case: CaseDue) -> Iterator[FineLine]:
    """The lines of a case; not written."""
    if case.fine.held:
        return
    for key in case.keys:
        if difference := case.difference(key):
            dealer, part = key
            yield FineLine(
                run=run,
                dealer_id=dealer,
                case_id=case.fine.case,
                part=part,
                decision_id=case.fine.decision,
                due=case.now.get(key, NOTHING),
                already_posted=case.posted.get(key, NOTHING),
                amount=difference,
                explanation=explain(case.fine, part, case.rebates),
            )


def canonical(case: CaseDue, codes: dict[int, str]) -> str:
    """Everything that decides the lines of a case, for the digest of a run's inputs: one line of
    JSON, the same for the same facts on every machine."""
    due = case.fine
    amounts = [
        [codes[dealer], part.value, str(case.now.get(key)), str(case.posted.get(key))]
        for key in case.keys
        for dealer, part in [key]
    ]
    told = {part.value: explain(due, part, case.rebates) for part in FinePart}
    return _encode([due.number, due.held, sorted(amounts), told])


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

"""On which days which dealers are in which programmes, because a contract of theirs joins them."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from channels_mgmt.core.periods import Period
from dealers.models import Contract

from .models import Enrolment


class Joined(NamedTuple):
    """Half-open: ``start ≤ day < end``; None is for ever."""

    start: datetime.date
    end: datetime.date | None

    def holds_on(self, day: datetime.date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def meets(self, period: Period) -> bool:
        """Whether it has a day in common with the period."""
        return self.start < period.end and (self.end is None or period.start < self.end)


def joined_spans(
    programmes: Collection[int], known_at: datetime.datetime | None
) -> dict[tuple[int, int], list[Joined]]:
    """By programme and dealer: the days on which a signed contract that joins the programme holds.

    As far as was known at the moment: a contract signed later is left out, an early end recorded
    later has not come yet. Sorted; spans that touch are one. Two queries for any number.
    """
    known = Contract.objects.known_at(known_at).filter(enrolments__programme__in=programmes)
    contracts = {contract.pk: contract for contract in known.distinct()}
    enrolments = Enrolment.objects.filter(programme__in=programmes).order_by()
    spans: dict[tuple[int, int], list[Joined]] = defaultdict(list)
    for programme, pk in enrolments.values_list("programme", "contract"):
        contract = contracts.get(pk)
        if contract is not None:
            span = Joined(contract.valid_from, contract.end_known_at(known_at))
            spans[programme, contract.dealer_id].append(span)
    return {key: merged(found) for key, found in spans.items()}


def merged(spans: Iterable[Joined]) -> list[Joined]:
    """The same days in as few spans as possible, from the first on."""
    found: list[Joined] = []
    for span in sorted(spans, key=lambda span: span.start):
        if found and (found[-1].end is None or span.start <= found[-1].end):
            last = found.pop()
            ends = last.end, span.end
            found.append(Joined(last.start, None if None in ends else max(ends)))
        else:
            found.append(span)
    return found

"""The stages in which a deposit is given back after the end of a contract: arithmetic alone."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from channels_mgmt.core.money import NOTHING, to_fen

WHOLE = Decimal(100)


class Stage(NamedTuple):
    """So many percent of what was held at the end, so many months after it."""

    months: int
    percent: Decimal


def add_up(stages: Iterable[Stage]) -> Decimal:
    return sum((stage.percent for stage in stages), Decimal(0))


def planned(held: Decimal, stages: Sequence[Stage]) -> list[Decimal]:
    """What each stage gives back of what was held at the end, in yuan to the fen.

    In the order of the stages; the last one takes the rest, so that they sum to what was held. No
    stage gives more than the ones before have left.
    """
    left, parts = max(held, NOTHING), []
    for number, stage in enumerate(stages, start=1):
        share = to_fen(max(held, NOTHING) * stage.percent / WHOLE)
        part = left if number == len(stages) else min(share, left)
        parts.append(part)
        left -= part
    return parts


def still_open(parts: Sequence[Decimal], refunded: Decimal, held: Decimal) -> list[Decimal]:
    """What is left of each stage: ``refunded`` since the end fills them from the first one on, and
    nothing is given that is not ``held`` any more."""
    rest = []
    for part in parts:
        done = min(part, max(refunded, NOTHING))
        refunded -= done
        open_part = min(part - done, max(held, NOTHING))
        held -= open_part
        rest.append(open_part)
    return rest

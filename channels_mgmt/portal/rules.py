"""Programmes for the dealer they pay: in names instead of codes, without a word of others."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from channels_mgmt.core.scopes import Scope
from rebates.rules.terms import Terms
from rebates.services.progress import Progress
from rebates.services.scope_names import seen_in_names
from rebates.services.sight import Sight
from rebates.wording import plain, plain_sentences
from rebates.wording.plain import benefit, bound
from rebates.wording.plain_scopes import Unseen


@dataclass(frozen=True, slots=True)
class StepRow:
    number: int
    begins: str
    benefit: str
    reached: bool
    current: bool
    ahead: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A programme's period with its rule."""

    progress: Progress
    sentences: list[str]
    conditions: list[str]  # a sentence for each gate; the other sentences leave them out
    steps: list[StepRow]


def told(found: Iterable[Progress], scope: Scope) -> list[Told]:
    """The rule of each in the language of the reader: a query for each kind of name."""
    found = list(found)
    seen = seen_in_names([progress.standing.terms for progress in found], Sight(scope))
    return [
        _told(progress, terms, unseen)
        for progress, (terms, unseen) in zip(found, seen, strict=True)
    ]


def _told(progress: Progress, terms: Terms, unseen: Unseen) -> Told:
    conditions = [*plain.conditions(terms)]
    rule = plain_sentences(replace(terms, gates=()), unseen)
    return Told(progress, rule, conditions, steps_of(progress))


def steps_of(progress: Progress) -> list[StepRow]:
    terms, step = progress.standing.terms, progress.standing.step
    ahead = progress.standing.ahead
    return [
        StepRow(
            number,
            bound(each, terms),
            benefit(each),
            reached=number <= step,
            current=number == step,
            ahead=ahead is not None and number == ahead.step,
        )
        for number, each in enumerate(terms.steps, start=1)
    ]

"""A version tried out before it is proposed: what one dealer gets, and the payout drawn."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from .examples import Assumed, Example, assumption, example, examples
from .payout_chart import Chart, payout_chart
from .rules.terms import Terms
from .services.scope_names import named, names_of
from .wording import plain_sentences
from .wording.numbers import yuan


@dataclass(frozen=True, slots=True)
class Trial:
    sentences: list[str]
    example: Example
    examples: list[Example]
    assumption: str
    chart: Chart

    @property
    def gets(self) -> str:
        """A dealer who sells 120,000.00 gets 1,850.00, because …"""
        return _("A dealer who sells %(sold)s gets %(amount)s: %(why)s") % {
            "sold": self.example.sold,
            "amount": yuan(self.example.amount),
            "why": self.example.why,
        }


def trial(terms: Terms, sold: Decimal, assumed: Assumed) -> Trial:
    return Trial(
        sentences=plain_sentences(named(terms, names_of([terms]))),
        example=example(terms, sold, assumed),
        examples=examples(terms, assumed),
        assumption=assumption(terms, assumed),
        chart=payout_chart(terms, assumed, sold),
    )

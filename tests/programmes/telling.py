"""Terms as the programme file has them, and what a made-up dealer's period says of itself."""

from decimal import Decimal as D

from rebates.rules.entitlement import Slice, period_entitlement
from rebates.rules.explanation import reasons, settled
from rebates.rules.gates import GateFacts
from rebates.rules.parsing import parse_terms

GROWTH = {"of": "growth_percent"}
ATTAINMENT = {"of": "attainment_percent"}
MIX = {"of": "mix_percent", "scope": {"include": {"product_lines": ["01"]}}}


def terms(**more):
    return parse_terms(
        {
            "scope": {"kinds": ["sell_in"]},
            "target_measure": {"of": "net_amount"},
            "steps": [{"from": "50000", "percent": "1"}, {"from": "100000", "percent": "2"}],
            "method": "whole",
            "period": "quarter",
        }
        | more
    )


def steps(*rows):
    """("110", "2") is 2 % from 110 on."""
    return [{"from": lower, "percent": percent} for lower, percent in rows]


def measured(version, sold, *, facts=None, pieces=17, goal_in_pieces=False, **sums):
    numbers = {name: D(value) for name, value in sums.items()}
    given = {"earning": D(sold)} | numbers
    earning = given.pop("earning")
    return Slice(
        version, D(sold), earning, D(pieces), facts=GateFacts(**(facts or {})),
        goal_in_pieces=goal_in_pieces, **given,
    )  # fmt: skip


def explained(version, sold, *, told=None, amount=None, before=None, **more):
    """The explanation of one slice; `told` is what the engine adds to it, with the amount then."""
    result = period_entitlement([measured(version, sold, **more)])
    due = result.amount if amount is None else D(amount)
    return settled(reasons(result) | (told or {}), amount=due, before=before)

"""Any version of a programme: terms of every kind, drawn at random, some that make no sense."""

import datetime
from random import Random
from typing import Any

from tests.simulation.market import DEALERS, SKUS

PERCENTS = ("growth_percent", "attainment_percent", "mix_percent")
TARGETS = ("net_amount", "net_amount", "quantity", "growth_amount", *PERCENTS)
EARNINGS = ("net_amount", "net_amount", "quantity", "excess_over_base", "excess_over_target")
BOUNDS = {"quantity": 4, "growth_percent": 25, "attainment_percent": 25, "mix_percent": 12}


def any_version(dice: Random, valid_from: datetime.date) -> dict[str, Any]:
    """A version object of the programme file; now and then one that is refused."""
    target = dice.choice(TARGETS)
    earning = dice.choice(EARNINGS)
    document = {
        "valid_from": str(valid_from),
        "valid_to": str(valid_from + datetime.timedelta(days=400)) if maybe(dice, 0.1) else None,
        "scope": any_scope(dice),
        "target_measure": {"of": target},
        "earning_measure": {"of": earning},
        "steps": any_steps(dice, target, earning),
        "method": dice.choice(("whole", "graduated", "stacked")),
        "upper_inclusive": maybe(dice, 0.2),
        "period": dice.choice(("month", "quarter", "quarter", "half", "year")),
        "cumulation": dice.choice(("per_period", "per_period", "progressive")),
        "on_change": dice.choice(("slice", "restart")),
        "gates": any_gates(dice),
        "pass_through": maybe(dice, 0.15),
    }
    if target == "mix_percent" and maybe(dice, 0.95):
        document["target_measure"]["scope"] = {"include": {"brands": ["Beta"]}}
    elif maybe(dice, 0.2):
        document["earning_measure"]["scope"] = {"include": {"product_lines": ["hoods"]}}
    return document | any_limits(dice)


def maybe(dice: Random, chance: float) -> bool:
    return dice.random() < chance


def any_scope(dice: Random) -> dict[str, Any]:
    kinds = [kind for kind in ("sell_in", "sell_through", "sell_out") if maybe(dice, 0.5)]
    include, exclude = {}, {}
    if maybe(dice, 0.2):
        include["product_lines"] = dice.sample(["hoods", "stoves", "ovens"], 2)
    if maybe(dice, 0.2):
        include["regions"] = [dice.choice(["440000", "330000", "440100"])]
    if maybe(dice, 0.15):
        include["tiers"] = dice.sample(["provincial", "city", "outlet"], 2)
    if maybe(dice, 0.15):
        exclude["dealers"] = [dice.choice(DEALERS)[0]]
    if maybe(dice, 0.15):
        exclude["skus"] = dice.sample(sorted(SKUS), 2)
    return {"kinds": kinds or ["sell_in"], "include": include, "exclude": exclude}


def any_steps(dice: Random, target: str, earning: str) -> list[dict[str, str]]:
    bounds = sorted(dice.sample(range(0, 9), dice.randint(1, 3)))
    steps = []
    for bound in bounds:
        step = {"from": str(bound * BOUNDS.get(target, 9_000))}
        if earning == "quantity":
            step["per_unit"] = f"{dice.randrange(1, 3000) / 100:.2f}"
        else:
            step["percent"] = f"{dice.randrange(0, 400) / 100:.2f}"
        if maybe(dice, 0.2):
            step["lump_sum"] = str(dice.randrange(1, 300))
        steps.append(step)
    return steps


def any_gates(dice: Random) -> list[dict[str, Any]]:
    gates = []
    if maybe(dice, 0.2):
        gates.append({"no_violation": ["cross_region"], "else_multiply": dice.choice("01")})
    if maybe(dice, 0.15):
        gates.append({"measure": "attainment_percent", "at_least": "50", "else_multiply": "0.5"})
    if maybe(dice, 0.15):
        gates.append({"payment_days": [[15, "1"], [30, "0.8"], [60, "0.5"]]})
    if maybe(dice, 0.1):
        gates.append({"grade": ["gold", "silver"], "else_multiply": "0.75"})
    return gates


def any_limits(dice: Random) -> dict[str, Any]:
    """Cap, minimum, budget and baseline; some go together with nothing and are refused."""
    limits: dict[str, Any] = {}
    if maybe(dice, 0.25):
        on = dice.choice(("measure", "benefit"))
        limits["cap"] = {"on": on, "amount": str(dice.randrange(200, 60_000))}
    if maybe(dice, 0.15):
        carries = maybe(dice, 0.5)
        limits["minimum"] = {"amount": str(dice.randrange(10, 190)), "carry_over": carries}
    if maybe(dice, 0.2):
        limits["budget"] = {"amount": f"{dice.randrange(100_000, 900_000) / 100:.2f}"}
    policy = dice.choice(("skip", "zero", "amount", None))
    if policy:
        limits["baseline"] = {"when_missing": policy}
        if policy == "amount":
            limits["baseline"]["amount"] = str(dice.randrange(1_000, 90_000))
    return limits

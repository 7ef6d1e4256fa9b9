"""Random programmes, as a programme file says them: every part of DOMAIN §7 in every mixture."""

import datetime
import random

from tests.engine.plain_facts import DIMENSIONS, Window
from tests.engine.reference import Programme, Version

Dice = random.Random
CHOICES = {
    "product_lines": ["kitchen", "hoods", "ovens"],
    "skus": ["HOOD-1", "HOOD-2", "OVEN-1"],
    "brands": ["Alpha", "Beta"],
    "regions": ["CN", "44", "4401", "11"],
    "tiers": ["city", "outlet"],
    "dealers": ["D1", "D2", "D3"],
    "channels": ["offline", "online", "tmall", "jd"],
    "shops": ["TM-1"],
}
KINDS = ["sell_in", "sell_through", "sell_out", "online"]
TARGETS = [
    "net_amount", "quantity", "growth_percent", "growth_amount", "attainment_percent",
    "mix_percent",
]  # fmt: skip
EARNINGS = ["net_amount", "quantity", "growth_amount", "excess_over_base", "excess_over_target"]
AGAINST_BASE = {"growth_percent", "growth_amount", "excess_over_base"}
AGAINST_GOAL = {"attainment_percent", "excess_over_target"}
UNITS = {  # what a step of the scale is high
    "net_amount": [500, 3000, 12_000], "quantity": [1, 7], "growth_percent": [15, 40],
    "growth_amount": [200, 4000], "attainment_percent": [12, 30], "mix_percent": [4, 9],
}  # fmt: skip
GIVEN = [("2012-02-10", "2012-07-02"), ("2012-04-01", "2012-07-01"), ("2011-12-24", "2012-03-01")]
YEAR: Window = (datetime.date(2012, 1, 1), datetime.date(2013, 1, 1))


def any_set(dice: Dice, size: int = 4) -> list[Programme]:
    """What one run settles; in one exclusion group all say the same precedence."""
    precedence = dice.choice(["best", "priority"])
    found = [any_programme(dice, f"P{number}", precedence) for number in range(1, size + 1)]
    return [programme for programme in found if programme.versions]


def any_programme(dice: Dice, code: str, precedence: str = "best") -> Programme:
    """One to three versions; they follow each other, mostly at once, some after a gap."""
    period = any_period(dice)
    days = sorted(dice.sample(range(0, 430), dice.randint(1, 3)))
    starts = [datetime.date(2011, 11, 15) + datetime.timedelta(days=n) for n in days]
    if dice.random() < 0.5:
        starts[0] = datetime.date(2011, 1, 1)
    ends = [day - datetime.timedelta(days=dice.choice([0, 0, 0, 9])) for day in starts[1:]]
    ends.append(None if dice.random() < 0.7 else starts[-1] + datetime.timedelta(days=77))
    versions = [
        Version(number, start, end, any_terms(dice, dice.choice([period] * 4 + [any_period(dice)])))
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
        if end is None or start < end
    ]
    return Programme(
        code,
        tuple(versions),
        by_contract=dice.random() < 0.25,
        group="G" if dice.random() < 0.4 else None,
        precedence=precedence,
        priority=dice.randrange(3),
    )


def any_period(dice: Dice) -> str | dict[str, str]:
    if dice.random() < 0.1:
        return dict(zip(("from", "to"), dice.choice(GIVEN), strict=True))
    return dice.choice(["month", "quarter", "quarter", "half", "year"])


def any_terms(dice: Dice, period: str | dict[str, str]) -> dict:
    target, earning = dice.choice(["net_amount", *TARGETS]), dice.choice(["net_amount", *EARNINGS])
    method = dice.choice(["whole", "graduated", "stacked"])
    if AGAINST_BASE & {target, earning} and AGAINST_GOAL & {target, earning}:
        method = dice.choice(["whole", "stacked"])
    given = isinstance(period, dict)
    progressive = not given and dice.random() < 0.5
    terms = {
        "scope": any_scope(dice, 0.12),
        "target_measure": any_measure(dice, target, 1 if target == "mix_percent" else 0.2),
        "earning_measure": any_measure(dice, earning, 0.2),
        "steps": any_steps(dice, target, earning),
        "method": method,
        "upper_inclusive": dice.random() < 0.3,
        "period": period,
        "cumulation": "progressive" if progressive else "per_period",
        "on_change": dice.choice(["slice", "slice", "restart"]),
        "gates": [any_gate(dice) for _ in range(dice.choice([0, 0, 0, 1, 2]))],
        "cap": any_cap(dice),
        "minimum": None,
        "budget": {"amount": cents(dice, 200_000)} if dice.random() < 0.25 else None,
        "baseline": any_baseline(dice),
        "pass_through": dice.random() < 0.15,
    }
    if not progressive and dice.random() < 0.35:
        terms["minimum"] = any_minimum(dice, terms["cap"], carries=not given)
    return terms


def any_measure(dice: Dice, of: str, chance: float) -> dict:
    if dice.random() >= chance:
        return {"of": of}
    scope = any_scope(dice, 0.3, own=True)
    if not scope["kinds"] and not any(scope["include"].values()):
        scope["include"]["product_lines"] = [dice.choice(CHOICES["product_lines"])]
    return {"of": of, "scope": scope}


def any_scope(dice: Dice, chance: float, own: bool = False) -> dict:
    kinds = [kind for kind in KINDS if dice.random() < (0.2 if own else 0.7)]
    return {
        "kinds": kinds or ([] if own else ["sell_in"]),
        "include": any_selection(dice, chance),
        "exclude": any_selection(dice, chance / 3),
    }


def any_selection(dice: Dice, chance: float) -> dict[str, list[str]]:
    return {
        name: sorted(dice.sample(codes, dice.randint(1, len(codes))))
        if dice.random() < chance
        else []
        for name, codes in ((name, CHOICES[name]) for name in DIMENSIONS)
    }


def any_steps(dice: Dice, target: str, earning: str) -> list[dict[str, str]]:
    unit = dice.choice(UNITS[target])
    return [
        {"from": str(number * unit)} | any_benefit(dice, earning)
        for number in sorted(dice.sample(range(0, 12), dice.randint(1, 4)))
    ]


def any_benefit(dice: Dice, earning: str) -> dict[str, str]:
    found = {}
    if earning != "quantity":
        found["percent"] = cents(dice, 500, least=0)
    if earning == "quantity" or dice.random() < 0.2:
        found["per_unit"] = cents(dice, 900)
    if dice.random() < 0.2:
        found["lump_sum"] = cents(dice, 50_000)
    return found


def any_gate(dice: Dice) -> dict:
    otherwise = dice.choice(["0", "0", "0.5", "0.8"])
    kinds = ["cross_region", "channel_breach", "false_data"]
    measure = dice.choice(["attainment_percent", "attainment_percent", "price_compliance_percent",
                           "on_time_percent"])  # fmt: skip
    return dice.choice([
        {"measure": measure, "at_least": str(dice.randrange(20, 130)), "else_multiply": otherwise},
        {"no_violation": dice.sample(kinds, dice.randint(1, 3)), "else_multiply": otherwise},
        {"grade": dice.sample(["gold", "silver", "platinum"], 2), "else_multiply": otherwise},
        {"payment_days": [[15, "1"], [dice.randrange(30, 400), "0.8"], [5000, "0.5"]]},
    ])  # fmt: skip


def any_cap(dice: Dice) -> dict | None:
    if dice.random() < 0.7:
        return None
    on = dice.choice(["measure", "benefit"])
    return {"on": on, "amount": cents(dice, 2_000_000 if on == "measure" else 60_000)}


def any_minimum(dice: Dice, cap: dict | None, carries: bool) -> dict:
    capped = cap is not None and cap["on"] == "benefit"
    most = int(cap["amount"].replace(".", "")) if capped else 30_000
    return {"amount": cents(dice, max(most, 1)), "carry_over": carries and dice.random() < 0.7}


def any_baseline(dice: Dice) -> dict | None:
    policy = dice.choice([None, "skip", "zero", "zero", "amount"])
    if policy is None:
        return None
    amount = cents(dice, 3_000_000) if policy == "amount" else None
    return {"from": "previous_year", "when_missing": policy, "amount": amount}


def cents(dice: Dice, most: int, least: int = 1) -> str:
    """An amount of up to so many hundredths."""
    hundredths = dice.randint(least, most)
    return f"{hundredths // 100}.{hundredths % 100:02}"

"""What the form of a version sends: one with every part, and the document that it makes."""

EVERY_PART = {
    "programme": "ANNUAL",
    "valid_from": "2013-01-01",
    "valid_to": "",
    "kinds": ["sell_in", "online"],
    "include_regions": "440000",
    "target": "attainment_percent",
    "target_kinds": ["sell_out"],
    "target_include_channels": "tmall",
    "earning": "excess_over_base",
    "earning_exclude_channels": "offline、tmall",
    "base_when_missing": "amount",
    "base_amount": "5000",
    "method": "stacked",
    "upper_inclusive": "on",
    "period": "quarter",
    "period_from": "",
    "period_to": "",
    "cumulation": "per_period",
    "on_change": "restart",
    "pass_through": "on",
    "cap_on": "benefit",
    "cap_amount": "9000",
    "minimum_amount": "100",
    "minimum_carries_over": "on",
    "budget": "50000",
    "step_0_from": "80",
    "step_0_percent": "1",
    "step_1_from": "100",
    "step_1_percent": "2.5",
    "step_1_lump_sum": "1,200",
    "gate_0_kind": "attainment_percent",
    "gate_0_value": "90 %",
    "gate_0_factor": "50 %",
    "gate_1_kind": "no_violation",
    "gate_1_value": "Price breach, cross_region",
    "gate_1_factor": "",
    "gate_2_kind": "payment_days",
    "gate_2_value": "15: 100 %, 30：0.8; 45: 50％",
    "gate_2_factor": "",
    "gate_4_kind": "grade",
    "gate_4_value": "gold, Platinum",
    "gate_4_factor": "0.25",
}

DOCUMENT = {
    "valid_from": "2013-01-01",
    "valid_to": None,
    "method": "stacked",
    "upper_inclusive": True,
    "period": "quarter",
    "cumulation": "per_period",
    "on_change": "restart",
    "pass_through": True,
    "steps": [
        {"from": "80", "percent": "1"},
        {"from": "100", "percent": "2.5", "lump_sum": "1200"},
    ],
    "gates": [
        {"measure": "attainment_percent", "at_least": "90", "else_multiply": "0.5"},
        {"no_violation": ["cross_region", "price_breach"], "else_multiply": "0"},
        {"payment_days": [[15, "1"], [30, "0.8"], [45, "0.5"]]},
        {"grade": ["gold", "platinum"], "else_multiply": "0.25"},
    ],
    "cap": {"on": "benefit", "amount": "9000"},
    "minimum": {"amount": "100", "carry_over": True},
    "budget": {"amount": "50000"},
    "baseline": {"from": "previous_year", "when_missing": "amount", "amount": "5000"},
}


def sent(form) -> dict:
    """What the form sends when somebody opens it and saves."""
    values = {bound.html_name: bound.value() for bound in form}
    return {
        name: "" if value is None else value for name, value in values.items() if value is not False
    }

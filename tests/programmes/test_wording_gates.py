"""What a gate asks for, how it was passed, and what it does to the benefit."""

from fractions import Fraction

import pytest

from rebates.wording import plain_sentences, sentences, why

from .telling import ATTAINMENT, explained, steps, terms

SPEED = {"payment_days": [[15, "1"], [30, "0.8"], [45, "0.5"]]}
CLEAN = {"no_violation": ["price_breach", "cross_region"], "else_multiply": "0.5"}
GOLDEN = {"grade": ["gold", "platinum"]}


def at_least(measure, otherwise="0"):
    return {"measure": measure, "at_least": "90", "else_multiply": otherwise}


@pytest.mark.parametrize(
    ("gate", "words"),
    [
        (at_least("attainment_percent"),
         "Only if at least 90 % of the agreed target is reached; otherwise nothing is paid."),
        (at_least("price_compliance_percent", "0.25"), "Only if at least 90 % of the observed"
         " prices keep their control; otherwise 25 % of it is paid."),
        (at_least("on_time_percent"),
         "Only if at least 90 % of the service jobs are done in time; otherwise nothing is paid."),
        (CLEAN, "Only without a confirmed violation in the period (Cross-region selling, Price"
         " breach); otherwise 50 % of it is paid."),
        (GOLDEN, "Only for a dealer who has one of these grades when the period ends: Gold,"
         " Platinum; otherwise nothing is paid."),
        (SPEED, "By the days to payment, on average: up to 15 days 100 %; up to 30 days 80 %;"
         " up to 45 days 50 %; later nothing."),
    ],
)  # fmt: skip
def test_a_gate_says_what_it_asks_for(gate, words):
    assert words in plain_sentences(terms(gates=[gate]))


CASES = [
    (at_least("attainment_percent", "0.5"), {"goal": "80000", "attained": "60000"},
     "75 % of the target is reached, and 90 % is asked for: 50 % of it is paid"),
    (at_least("attainment_percent"), {"goal": "60000", "attained": "60000"},
     "100 % of the target is reached, and 90 % is asked for: the condition is met"),
    (at_least("attainment_percent"), {},
     "No target was agreed, but 90 % of it is asked for: nothing is paid"),
    (at_least("price_compliance_percent"),
     {"facts": {"price_compliance_percent": Fraction(250, 3)}},
     "≈ 83.3333 % of the observed prices keep their control, and 90 % is asked for: nothing is"
     " paid"),
    (at_least("price_compliance_percent"), {},
     "No price was observed in the period: the condition is met"),
    (at_least("on_time_percent"), {"facts": {"on_time_percent": Fraction(95)}},
     "95 % of the service jobs were done in time, and 90 % is asked for: the condition is met"),
    (at_least("on_time_percent"), {},
     "There was no service job in the period: the condition is met"),
    (CLEAN, {"facts": {"violations": {"price_breach": 2}}},
     "2 confirmed violations in the period (Cross-region selling, Price breach): 50 % of it is"
     " paid"),
    (CLEAN, {"facts": {"violations": {"price_breach": 1}}},
     "1 confirmed violation in the period (Cross-region selling, Price breach): 50 % of it is"
     " paid"),
    (CLEAN, {"facts": {"violations": {"false_data": 9}}},
     "No confirmed violation in the period (Cross-region selling, Price breach): the condition is"
     " met"),
    (GOLDEN, {"facts": {"grade": "silver"}},
     "The grade is Silver, and Gold, Platinum is asked for: nothing is paid"),
    (GOLDEN, {}, "The dealer has no grade, but Gold, Platinum is asked for: nothing is paid"),
    (SPEED, {"facts": {"payment_days": Fraction(61, 3)}},
     "Paid after ≈ 20.3333 days on average: 80 % of it is paid"),
    (SPEED, {"facts": {"payment_days": Fraction(46)}},
     "Paid after 46 days on average: nothing is paid"),
    (SPEED, {}, "Nothing was there to be paid in the period: the condition is met"),
]  # fmt: skip


@pytest.mark.parametrize(("gate", "known", "words"), CASES)
def test_how_it_was_passed_stands_among_the_reasons(gate, known, words):
    told = explained(terms(gates=[gate]), "60000", **known)
    assert f"{words}." in sentences(told)
    assert (words in why(told)) is not words.endswith("met")


def test_what_is_left_is_said_with_the_factor():
    facts = {"payment_days": Fraction(20), "violations": {"price_breach": 1}}
    told = explained(terms(gates=[SPEED, CLEAN]), "60000", facts=facts)
    assert why(told).startswith(
        "Step 1 of 2: 60,000.00 × 1 % × 80 % × 50 % = 240.00 (Paid after 20"
    )
    assert "After the conditions: 240.00." in sentences(told)


def test_several_parts_are_multiplied_together():
    told = explained(terms(gates=[SPEED], method="graduated"), "120000",
                     facts={"payment_days": Fraction(20)})  # fmt: skip
    assert "(50,000.00 × 1 % + 20,000.00 × 2 %) × 80 % = 720.00" in why(told)
    assert "After the conditions: 720.00." in sentences(told)
    assert "Together" not in " ".join(sentences(told))


def test_a_gate_that_leaves_nothing_is_the_reason():
    told = explained(terms(gates=[SPEED, GOLDEN]), "60000", facts={"payment_days": Fraction(20)})
    assert told["outcome"] == "gated"
    assert why(told) == (
        "The dealer has no grade, but Gold, Platinum is asked for: nothing is paid."
    )


def test_without_a_target_the_programme_pays_nothing_before_any_gate():
    version = terms(target_measure=ATTAINMENT, steps=steps(("80", "1")), gates=[SPEED, GOLDEN])
    told = explained(version, "60000")
    assert sentences(told) == [
        "Counted: net sales of 60,000.00, sales minus returns.",
        "No target was agreed for the period, so nothing is paid.",
    ]

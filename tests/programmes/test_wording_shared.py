"""Minimum, carry-over, budget and exclusion group: what happens after the scale is told too."""

import pytest

from rebates.wording import plain_language, sentences, why

from .telling import explained, terms

LEAST = {"amount": "900"}
NETTED = {"amount": "900", "carry_over": True}
GROUP = {"group": "SUMMER", "precedence": "best", "chosen": "P2"}


def carried(earned, before, left):
    return {"carried_over": {"earned": earned, "carried": before, "left": left}}


def budget(asked="3000", claim="600"):
    return {"budget": {"amount": "1000", "asked": asked, "claim": claim}}


CASES = [
    (terms(minimum=LEAST), {}, "600.00 earned, raised to the guaranteed minimum of 900.00.",
     "The guaranteed minimum raises 600.00 to 900.00."),
    (terms(minimum=NETTED), {"told": carried("600", "0", "300")},
     "600.00 earned, raised to the guaranteed minimum of 900.00.",
     "300.00 of what the minimum added is left to be made good later in the year."),
    (terms(minimum={**NETTED, "amount": "100"}),
     {"told": carried("600", "200", "0"), "amount": "400"},
     "600.00 earned, less 200.00 that the minimum added earlier in the year: 400.00.",
     "600.00 earned, less 200.00 that the minimum added earlier in the year: 400.00."),
    (terms(minimum={**NETTED, "amount": "100"}),
     {"told": carried("600", "550", "50"), "amount": "100"},
     "600.00 earned, less 550.00 that the minimum added earlier in the year, but at least the"
     " guaranteed 100.00.",
     "50.00 of what the minimum added is left to be made good later in the year."),
    (terms(budget={"amount": "1000"}), {"told": budget(), "amount": "200"},
     "All dealers together are due 3,000.00, but the budget is 1,000.00: of the 600.00 due here"
     " 200.00 is paid.",
     "All dealers together are due 3,000.00, but the budget is 1,000.00: of the 600.00 due here"
     " 200.00 is paid."),
    (terms(), {"told": {"exclusion": GROUP, "outcome": "excluded"}, "amount": "0"},
     "Of the exclusion group SUMMER only P2 pays: it grants most.",
     "Of the exclusion group SUMMER only P2 pays: it grants most."),
    (terms(), {"told": {"exclusion": GROUP | {"precedence": "priority"}, "outcome": "excluded"},
               "amount": "0"},
     "Of the exclusion group SUMMER only P2 pays: it comes first by priority.",
     "Of the exclusion group SUMMER only P2 pays: it comes first by priority."),
    (terms(), {"told": {"exclusion": GROUP}}, "Step 1 of 2: 60,000.00 × 1 % = 600.00.",
     "Of the exclusion group SUMMER, P2 alone pays."),
    (terms(), {"told": {"exclusion": GROUP | {"chosen": None}}},
     "Step 1 of 2: 60,000.00 × 1 % = 600.00.",
     "No programme of the exclusion group SUMMER pays anything."),
    (terms(), {"told": budget() | {"exclusion": GROUP, "outcome": "excluded"}, "amount": "0"},
     "Of the exclusion group SUMMER only P2 pays: it grants most.",
     "All dealers together are due 3,000.00, but the budget is 1,000.00: it is shared in"
     " proportion."),
]  # fmt: skip


@pytest.mark.parametrize(("version", "more", "reason", "sentence"), CASES)
def test_what_made_the_amount_is_the_reason(version, more, reason, sentence):
    told = explained(version, "60000", **more)
    assert why(told) == reason
    assert sentence in sentences(told)


@pytest.mark.parametrize(("version", "more", "_reason", "_sentence"), CASES[2:])
def test_nothing_is_said_to_be_rounded_that_was_shared(version, more, _reason, _sentence):
    assert not any("Rounded" in text for text in sentences(explained(version, "60000", **more)))


def test_below_the_first_step_the_minimum_is_paid_all_the_same():
    told = explained(terms(minimum=LEAST), "10")
    assert why(told) == "0.00 earned, raised to the guaranteed minimum of 900.00."
    assert "49,990.00 short of the first step (50,000.00)." in sentences(told)


def test_a_cap_before_a_minimum_is_told_with_its_own_figures():
    told = explained(terms(minimum={"amount": "100"}, cap={"on": "benefit", "amount": "100"}),
                     "60000")  # fmt: skip
    assert why(told) == "600.00, lowered by the cap to 100.00."
    assert "The cap lowers 600.00 to 100.00." in sentences(told)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"minimum": LEAST}, "At least 900.00 is paid per dealer and period."),
        ({"minimum": NETTED}, "At least 900.00 is paid per dealer and period; what that adds is"
         " netted with later periods of the year."),
        ({"budget": {"amount": "5000"}}, "All dealers together get at most 5,000.00 for a period;"
         " if more is due, it is shared in proportion."),
        ({"pass_through": True}, "Measured on the sales of the dealers directly below, paid to"
         " their upstream dealer."),
        ({"period": {"from": "2012-01-15", "to": "2012-03-01"}},
         "Once, from 2012-01-15 to 2012-02-29, the step that is reached"),
        ({"target_measure": {"of": "growth_percent"}}, "1 % from 50000 % of the year before;"),
        ({"target_measure": {"of": "growth_percent"}},
         "The step is picked by sales as a percentage of the same days a year before and pays on"
         " net sales, returns deducted; Sell-in. Who sold nothing a year before gets nothing."),
        ({"target_measure": {"of": "growth_amount"}, "baseline": {"when_missing": "zero"}},
         "Where nothing was sold a year before, all is growth."),
        ({"earning_measure": {"of": "excess_over_base"},
          "baseline": {"when_missing": "amount", "amount": "7"}},
         "Where nothing was sold a year before, 7.00 stands for it."),
        ({"earning_measure": {"of": "excess_over_target"}},
         "pays on what exceeds the agreed target, returns deducted"),
        ({"target_measure": {"of": "mix_percent", "scope": {"include": {"skus": ["A"]}}}},
         "The part whose share is taken: only SKUs A."),
        ({"target_measure": {"of": "net_amount", "scope": {"kinds": ["online"],
                                                           "exclude": {"tiers": ["T3"]}}}},
         "Only for picking the step: Online; without tiers T3."),
        ({"earning_measure": {"of": "net_amount", "scope": {"include": {"brands": ["B"]}}}},
         "What earns: only brands B."),
    ],
)  # fmt: skip
def test_every_part_of_a_version_is_told(parts, words):
    assert words in plain_language(terms(**parts))

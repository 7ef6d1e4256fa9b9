"""Growth, attainment and mix in words: percent are percent, and said to be of what."""

import pytest

from rebates.wording import next_step, sentences, why

from .telling import ATTAINMENT, GROWTH, MIX, explained, steps, terms

GROWS = terms(target_measure=GROWTH, steps=steps(("110", "2"), ("115", "3")))
ATTAINS = terms(target_measure=ATTAINMENT, steps=steps(("80", "1"), ("100", "2")))
MIXES = terms(target_measure=MIX, steps=steps(("20", "1"), ("40", "2")))
MORE = terms(target_measure={"of": "growth_amount"}, steps=steps(("10000", "2"), ("50000", "3")))


def on(earning, **more):
    """The growth scale, but another measure earns."""
    scale = {"steps": steps(("110", "2"), ("115", "3"))}
    return terms(target_measure=GROWTH, earning_measure={"of": earning}, **scale | more)


@pytest.mark.parametrize(
    ("version", "sold", "more", "reason"),
    [
        (GROWS, "1175", {"base": "1000"}, "Step 2 of 2: 1,175.00 × 3 % = 35.25."),
        (GROWS, "1000", {"base": "1000"},
         "10 percentage points (100.00) short of the first step (110 % of the year before)."),
        (GROWS, "1000", {"base": "3000"},
         "≈ 76.6667 percentage points (2,300.00) short of the first step"
         " (110 % of the year before)."),
        (GROWS, "1000", {}, "Nothing was sold in the same days of the year before, so there is"
         " nothing to compare with and nothing is paid."),
        (GROWS, "-5", {"base": "1000"}, "More was returned than sold."),
        (ATTAINS, "700", {"goal": "1000", "attained": "700"},
         "10 percentage points (100.00) short of the first step (80 % of the target)."),
        (ATTAINS, "700", {"goal": "100", "attained": "65", "goal_in_pieces": True},
         "15 percentage points (15 pieces) short of the first step (80 % of the target)."),
        (ATTAINS, "700", {}, "No target was agreed for the period, so nothing is paid."),
        (ATTAINS, "1000", {"goal": "1000", "attained": "1000"},
         "Step 2 of 2: 1,000.00 × 2 % = 20.00."),
        (MIXES, "150", {"whole": "1000"},
         "5 percentage points short of the first step (20 % of all)."),
        (MORE, "12000", {"base": "5000", "earning_base": "5000"},
         "3,000.00 short of the first step (10,000.00 above the year before)."),
        (on("excess_over_base"), "1100", {"base": "1000", "earning_base": "1000"},
         "Step 1 of 2: 100.00 × 2 % = 2.00."),
        (on("excess_over_base"), "1100", {"base": "1000", "earning_base": "1200"},
         "The step is reached, but no more was sold than in the year before."),
        (on("excess_over_target"), "1100",
         {"base": "1000", "goal": "1200", "attained": "1100"},
         "The step is reached, but no more was sold than the target."),
    ],
)  # fmt: skip
def test_one_sentence_says_why(version, sold, more, reason):
    assert why(explained(version, sold, **more)) == reason


@pytest.mark.parametrize(
    ("version", "sold", "more", "sentence"),
    [
        (GROWS, "1175", {"base": "1000"},
         "In the same days of the year before it was 1,000.00; now it is 117.5 % of that."),
        (GROWS, "1000", {"base": "3000"},
         "In the same days of the year before it was 3,000.00; now it is ≈ 33.3333 % of that."),
        (GROWS, "1175", {"base": "1000"}, "Step 2 of 2 is reached: from 115 % of the year before."),
        (terms(target_measure=GROWTH, baseline={"when_missing": "zero"}), "9", {},
         "Nothing was sold in the same days of the year before: all is growth."),
        (terms(target_measure=GROWTH, baseline={"when_missing": "amount", "amount": "500"}), "600",
         {}, "Nothing was sold in the same days of the year before; compared with the base that the"
         " programme sets, it is 120 %."),
        (MORE, "15000", {"base": "5000", "earning_base": "5000"},
         "In the same days of the year before it was 5,000.00; now it is 10,000.00 more."),
        (MORE, "1000", {"base": "5000", "earning_base": "5000"},
         "In the same days of the year before it was 5,000.00; now it is 4,000.00 less."),
        (ATTAINS, "850", {"goal": "1000", "attained": "850"},
         "Of the target of 1,000.00, 850.00 is reached: 85 %."),
        (ATTAINS, "850", {"goal": "40", "attained": "34", "goal_in_pieces": True},
         "Of the target of 40 pieces, 34 pieces is reached: 85 %."),
        (MIXES, "300", {"whole": "1000", "earning": "1000"},
         "That is 30 % of all that counts, 1,000.00."),
        (on("excess_over_base"), "1100", {"base": "1000", "earning_base": "1000"},
         "The benefit is worked out on what lies above the year before (1,000.00): 100.00."),
        (on("excess_over_target"), "1200", {"base": "1000", "goal": "1100", "attained": "1200"},
         "The benefit is worked out on what lies above the target: 100.00."),
        (on("quantity", steps=[{"from": "110", "per_unit": "2"}]), "1100",
         {"base": "1000", "earning": "9"},
         "The benefit is worked out on 9 pieces."),
    ],
)  # fmt: skip
def test_the_sentences_say_what_the_sales_are_compared_with(version, sold, more, sentence):
    assert sentence in sentences(explained(version, sold, **more))


@pytest.mark.parametrize(
    ("version", "more", "short"),
    [
        (GROWS, {"base": "1000"},
         "5 percentage points (50.00) short of step 2 (115 % of the year before)."),
        (ATTAINS, {"goal": "1250", "attained": "1100"},
         "12 percentage points (150.00) short of step 2 (100 % of the target)."),
        (MIXES, {"whole": "3300", "earning": "3300"},
         "≈ 6.6667 percentage points short of step 2 (40 % of all)."),
    ],
)  # fmt: skip
def test_the_next_step_is_told_in_points_and_in_what_is_to_be_sold(version, more, short):
    assert next_step(explained(version, "1100", **more)) == short


@pytest.mark.parametrize("sold", ["-100", "0", "1", "109.9999", "110", "200"])
@pytest.mark.parametrize("base", [None, "0", "100", "99.7"])
@pytest.mark.parametrize("target", ["growth_percent", "growth_amount", "attainment_percent"])
@pytest.mark.parametrize("missing", [{"when_missing": "skip"}, {"when_missing": "zero"}])
@pytest.mark.parametrize("method", ["whole", "graduated", "stacked"])
def test_there_is_a_reason_for_everything(sold, base, target, missing, method):
    version = terms(target_measure={"of": target}, steps=steps(("0", "1"), ("110", "2")),
                    method=method, baseline=missing)  # fmt: skip
    sums = {} if base is None else {"base": base, "goal": base, "attained": sold}
    told = explained(version, sold, **sums)
    texts = [why(told), *sentences(told)]
    assert why(told).endswith(".")
    assert not any("%(" in text or "None" in text or "Infinity" in text for text in texts)

"""The reasons in words: what a dealer reads under every figure, also under a zero."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from django.utils import translation

from channels_mgmt.core.periods import PeriodLength
from rebates.rules.entitlement import Slice, period_entitlement
from rebates.rules.explanation import explain
from rebates.rules.scopes import LineKind, LineScope, Selection
from rebates.rules.terms import Cap, CapOn, Cumulation, Measure, Method, OnChange, Step, Terms
from rebates.wording import next_step, plain_language, sentences, why
from rebates.wording.numbers import pieces, yuan

STEPS = (Step(D(50000), percent=D(1)), Step(D(100000), percent=D("2.5"), lump_sum=D(200)))
WHOLE = Terms(
    LineScope((LineKind.SELL_IN,)),
    Measure.NET_AMOUNT,
    Measure.NET_AMOUNT,
    STEPS,
    Method.WHOLE,
    PeriodLength.QUARTER,
)
GRADUATED = replace(WHOLE, method=Method.GRADUATED)
FROM_ZERO = replace(WHOLE, steps=(Step(D(0), percent=D(0)), Step(D(10), percent=D(1))))
PIECES = replace(
    GRADUATED,
    target=Measure.QUANTITY,
    steps=(Step(D(0), per_unit=D(5)), Step(D(7), per_unit=D(4), percent=D("0.5"))),
)


def facts(terms, sold, *, earning=None, before=None, quantity=17):
    earning = sold if earning is None else earning
    found = period_entitlement([Slice(terms, D(sold), D(earning), D(quantity))])
    return explain(found, before=before)


@pytest.mark.parametrize(
    ("terms", "sold", "reason"),
    [
        (WHOLE, "11800", "38,200.00 short of the first step (50,000.00)."),
        (WHOLE, "49999.9999", "0.0001 short of the first step (50,000.00)."),
        (WHOLE, "-5", "More was returned than sold."),
        (WHOLE, "50000", "Step 1 of 2: 50,000.00 × 1 % = 500.00."),
        (WHOLE, "100000", "Step 2 of 2: 100,000.00 × 2.5 % + lump sum 200.00 = 2,700.00."),
        (GRADUATED, "110000", "Step 2 of 2: 50,000.00 × 1 % + 10,000.00 × 2.5 % + lump sum 200.00"
         " = 950.00."),
        (GRADUATED, "50000", "The first step is just reached, and nothing lies above 50,000.00."),
        (replace(WHOLE, upper_inclusive=True), "50000", "The first step begins above 50,000.00."),
        (FROM_ZERO, "5", "Step 1 pays nothing."),
        (replace(FROM_ZERO, steps=FROM_ZERO.steps[1:]), "10.4", "Step 1 of 1: 10.40 × 1 % = 0.10."),
        (replace(WHOLE, steps=(Step(D(0), percent=D(1)),)), "0",
         "Nothing was sold, or as much was returned."),
        (replace(WHOLE, steps=(Step(D(0), percent=D(1)),)), "0.4",
         "0.004 is less than half a fen."),
        (replace(WHOLE, cap=Cap(CapOn.MEASURE, D(40000))), "60000",
         "The cap lies below the first step (50,000.00)."),
        (replace(WHOLE, cap=Cap(CapOn.BENEFIT, D(400))), "60000",
         "600.00, lowered by the cap to 400.00."),
    ],
)  # fmt: skip
def test_one_sentence_says_why(terms, sold, reason):
    assert why(facts(terms, sold)) == reason


def test_one_piece_is_not_pieces():
    assert why(facts(PIECES, "1", quantity=1)) == "Step 1 of 2: 1 piece × 5.00 = 5.00."


def test_of_what_earns_more_may_come_back_than_was_sold():
    assert why(facts(WHOLE, "60000", earning="-100")) == (
        "More was returned than sold of what earns: -1.00."
    )


def test_a_progressive_reason_names_what_earlier_periods_got():
    progressive = replace(WHOLE, cumulation=Cumulation.PROGRESSIVE)
    assert why(facts(progressive, "60000", before=D(100))) == (
        "Step 1 of 2: 60,000.00 × 1 % = 600.00; less 100.00 of earlier periods of the year: 500.00."
    )
    assert why(facts(progressive, "60000", before=D(0))).endswith("= 600.00.")


def test_when_no_line_counts_any_more_it_says_so():
    nothing = {"outcome": "no_lines", "slices": [], "before": None, "due": "0.00"}
    assert why(nothing) == "No sales line counts for this programme any more."
    assert sentences(nothing, already_posted=D(5), amount=D(-5)) == [
        "No sales line counts for this programme any more.",
        "Posted before: 5.00. This run posts 0.00 − 5.00 = -5.00.",
    ]


def test_a_reversal_names_the_run_and_the_reason():
    told = {"outcome": "reversed", "slices": [], "run": 7, "reason": "Wrong scope", "due": "0.00"}
    assert why(told) == "Run 7 is taken back: Wrong scope"
    assert sentences(told, already_posted=D(5), amount=D(-5)) == [
        "Run 7 is taken back: Wrong scope",
        "Posted before: 5.00. This run posts 0.00 − 5.00 = -5.00.",
    ]


def test_the_sentences_lead_from_the_sales_to_the_amount():
    told = facts(GRADUATED, "110000.005")
    assert sentences(told, already_posted=D("900.00"), amount=D("50.00")) == [
        "Counted: net sales of 110,000.005, sales minus returns.",
        "Step 2 of 2 is reached: from 100,000.00.",
        "From 50,000.00 to 100,000.00: 50,000.00 × 1 % = 500.00.",
        "Above 100,000.00: 10,000.005 × 2.5 % + lump sum 200.00 = 450.000125.",
        "Together: 950.000125.",
        "Rounded half-up to the fen, once: 950.000125 becomes 950.00.",
        "Posted before: 900.00. This run posts 950.00 − 900.00 = 50.00.",
    ]


def test_the_year_to_date_is_told_less_what_earlier_periods_got():
    told = facts(replace(WHOLE, cumulation=Cumulation.PROGRESSIVE), "60000", before=D(100))
    assert (
        "Year to date 600.00, less 100.00 of earlier periods: 500.00 falls to this period."
        in sentences(told)
    )


@pytest.mark.parametrize(
    ("sold", "short"),
    [
        ("49000", ""),  # below the first step that is the reason itself
        ("60000", "40,000.00 short of step 2 (100,000.00)."),
        ("100000", ""),  # the last step
    ],
)
def test_a_line_that_pays_says_what_is_missing_to_the_next_step(sold, short):
    told = facts(WHOLE, sold)
    assert next_step(told) == short
    assert (short in sentences(told)) is bool(short)


def test_caps_say_what_they_took():
    on_measure = facts(replace(WHOLE, cap=Cap(CapOn.MEASURE, D(60000))), "70000")
    on_benefit = facts(replace(WHOLE, cap=Cap(CapOn.BENEFIT, D(600))), "70000")
    assert "At most 60,000.00 counts." in sentences(on_measure)
    assert "The cap lowers 700.00 to 600.00." in sentences(on_benefit)


def test_a_number_without_end_is_marked():
    told = sentences(facts(PIECES, "17", earning="1000"))
    assert "Counted: 17 pieces, sold minus returned." in told
    assert "The benefit is worked out on net sales of 1,000.00." in told
    assert "Above 7 pieces: ≈ 588.2353 × 0.5 % + 10 pieces × 4.00 ≈ 42.9412." in told


def test_two_versions_of_one_period_are_told_one_after_the_other():
    found = period_entitlement(
        [Slice(WHOLE, D(80000), D(30000), D(3)), Slice(GRADUATED, D(80000), D(50000), D(5))]
    )
    told = explain(found)
    for number, facts_of_version in enumerate(told["slices"], start=1):
        window = [f"2012-0{number}-01", f"2012-0{number + 1}-01"]
        facts_of_version.update(version=number, target_window=window, earning_window=window)
    reasons = sentences(told)
    assert "Version 1, for sales from 2012-01-01 until before 2012-02-01:" in reasons
    assert "The benefit is worked out on net sales of 30,000.00." in reasons
    assert "All versions together: 300.00 + 187.50 = 487.50." in reasons
    assert why(told) == "Versions together: 300.00 + 187.50 = 487.50."


@pytest.mark.parametrize("terms", [WHOLE, GRADUATED, PIECES, FROM_ZERO])
@pytest.mark.parametrize("sold", ["-100", "0", "7", "49999.9999", "50000", "100000.0001"])
def test_there_is_a_reason_for_everything(terms, sold):
    told = facts(terms, sold)
    assert why(told).endswith(".")
    assert len(sentences(told)) >= 2
    assert not any("%(" in text or "None" in text for text in [why(told), *sentences(told)])


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (GRADUATED, "Every quarter, each slice at its own rate: 1 % from 50,000.00 to 100,000.00; "
         "2.5 % + 200.00 once above 100,000.00."),
        (WHOLE, "Every quarter, the step that is reached pays on everything: 1 % from 50,000.00; "
         "2.5 % + 200.00 once from 100,000.00."),
        (replace(WHOLE, method=Method.STACKED, upper_inclusive=True),
         "Every quarter, every step that is reached pays on everything: 1 % above 50,000.00; "),
        (replace(WHOLE, upper_inclusive=True), "exactly on a bound belongs to the step below it."),
        (replace(WHOLE, period=PeriodLength.HALF), "Every half-year, "),
        (replace(WHOLE, cumulation=Cumulation.PROGRESSIVE), "worked out on the year to date, less"),
        (replace(WHOLE, on_change=OnChange.RESTART), "the target starts anew with it."),
        (replace(WHOLE, cap=Cap(CapOn.BENEFIT, D(9))), "At most 9.00 is paid per dealer and"),
        (replace(WHOLE, cap=Cap(CapOn.MEASURE, D(9))), "At most 9.00 counts per dealer and"),
        (WHOLE, "Counted: net sales, returns deducted; Sell-in."),
        (PIECES, "5.00 a piece up to 7 pieces; 0.5 % + 4.00 a piece above 7 pieces."),
        (PIECES, "The step is picked by pieces and pays on net sales, returns deducted;"),
        (replace(WHOLE, scope=LineScope((LineKind.ONLINE,), Selection(regions=("44", "51")),
                                        Selection(skus=tuple("ABCDEFGHIJ")))),
         "Online; only regions 44, 51; without SKUs A, B, C, D, E, F, G, H and 2 more."),
    ],
)  # fmt: skip
def test_a_version_in_plain_language(terms, words):
    assert words in plain_language(terms)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (yuan("1234.5"), "1,234.50"),
        (yuan("0.0001"), "0.0001"),
        (yuan("-0.5"), "-0.50"),
        (yuan("0.123456789"), "≈ 0.1235"),
        (pieces("1"), "1 piece"),
        (pieces("-1"), "-1 piece"),
        (pieces("1200"), "1,200 pieces"),
        (pieces("2.5"), "2.5 pieces"),
        (pieces("2.3333333333", exact=False), "≈ 2.3333 pieces"),
    ],
)
def test_numbers(written, words):
    assert written == words


def test_the_language_is_that_of_the_reader_at_the_time():
    with translation.override("zh-hans"):
        assert why(facts(WHOLE, "11800"))
        assert plain_language(WHOLE)

"""What a version in the programme file may say, and how it is told what is wrong with it."""

import json
from copy import deepcopy
from decimal import Decimal as D

import pytest

from channels_mgmt.core.periods import PeriodLength
from rebates.rules.faults import MESSAGES, TermsError
from rebates.rules.parsing import parse_terms, terms_document
from rebates.rules.scopes import LineKind, LineScope, Selection
from rebates.rules.terms import Cap, CapOn, Cumulation, Measure, Method, OnChange, Step, Terms

ANNUAL = {
    "valid_from": "2012-01-01",
    "valid_to": None,
    "scope": {
        "kinds": ["sell_in"],
        "include": {
            "product_lines": [],
            "skus": [],
            "brands": [],
            "regions": [],
            "tiers": [],
            "dealers": [],
            "channels": [],
            "shops": [],
        },
        "exclude": {},
    },
    "target_measure": {"of": "net_amount"},
    "earning_measure": {"of": "net_amount"},
    "steps": [
        {"from": "0", "percent": "1"},
        {"from": "50000", "percent": "2"},
        {"from": "100000", "percent": "3"},
    ],
    "method": "graduated",
    "upper_inclusive": False,
    "period": "year",
    "cumulation": "per_period",
    "on_change": "slice",
    "gates": [],
    "cap": None,
    "minimum": None,
    "baseline": None,
}
FULL = Terms(
    scope=LineScope(
        (LineKind.SELL_IN, LineKind.ONLINE),
        include=Selection(regions=("44", "51"), tiers=("city",)),
        exclude=Selection(skus=("CXW-200",)),
    ),
    target=Measure.QUANTITY,
    earning=Measure.NET_AMOUNT,
    steps=(
        Step(D(0), percent=D(0)),
        Step(D("10.5"), percent=D("2.25"), per_unit=D(3), lump_sum=D("200.5")),
    ),
    method=Method.STACKED,
    period=PeriodLength.QUARTER,
    upper_inclusive=True,
    cumulation=Cumulation.PROGRESSIVE,
    on_change=OnChange.RESTART,
    cap=Cap(CapOn.BENEFIT, D("1000.1")),
)


def saying(**changes):
    """The annual version with some keys changed; a dot goes inside, None is said as null."""
    version = deepcopy(ANNUAL)
    for path, value in changes.items():
        *inner, last = path.split("__")
        place = version
        for key in inner:
            place = place[int(key) if key.isdigit() else key]
        place[int(last) if last.isdigit() else last] = value
    return version


def without(key):
    return {name: value for name, value in ANNUAL.items() if name != key}


def faults(document):
    with pytest.raises(TermsError) as caught:
        parse_terms(document)
    return [(fault.path, fault.code) for fault in caught.value.faults]


def test_it_works():
    terms = parse_terms(ANNUAL)
    assert [(step.lower, step.percent) for step in terms.steps] == [(0, 1), (50000, 2), (100000, 3)]
    assert (terms.method, terms.period) == (Method.GRADUATED, PeriodLength.YEAR)


@pytest.mark.parametrize("terms", [FULL, parse_terms(ANNUAL)])
def test_terms_survive_the_way_to_a_document_and_back(terms):
    document = json.loads(json.dumps(terms_document(terms)))
    assert parse_terms(document) == terms
    assert terms_document(parse_terms(document)) == document


def test_the_document_is_canonical():
    """Other words for the same terms: the same document."""
    steps = [{"from": 0, "percent": "1.00"}, {"from": "50000.0", "percent": 2, "lump_sum": None}]
    scope = {"kinds": ["online", "sell_in", "online"], "include": {"skus": ["B", "A", "B"]}}
    other = {"kinds": ["sell_in", "online"], "include": {"skus": ["A", "B"]}, "exclude": None}
    plain = [{"from": "0", "percent": "1"}, {"from": "50000", "percent": "2"}]
    assert terms_document(parse_terms(saying(scope=scope, steps=steps))) == terms_document(
        parse_terms(saying(scope=other, steps=plain))
    )


def test_what_may_be_left_out_has_a_default():
    needed = ("scope", "target_measure", "steps", "method", "period")
    assert parse_terms({key: ANNUAL[key] for key in needed}) == parse_terms(ANNUAL)


@pytest.mark.parametrize(
    ("document", "path", "code"),
    [
        ([], "version", "not_a_mapping"),
        (saying(color="red"), "color", "unknown_key"),
        (without("scope"), "scope", "missing"),
        (without("target_measure"), "target_measure", "missing"),
        (without("method"), "method", "missing"),
        (without("period"), "period", "missing"),
        (without("steps"), "steps", "missing"),
        (saying(steps=[]), "steps", "empty"),
        (saying(steps={"from": "0"}), "steps", "not_a_list"),
        (saying(steps__1="50000"), "steps[1]", "not_a_mapping"),
        (saying(steps__1={"percent": "2"}), "steps[1].from", "missing"),
        (saying(steps__1={"from": "50000"}), "steps[1]", "no_benefit"),
        (saying(steps__1={"from": "50000", "lump_sum": "0"}), "steps[1]", "no_benefit"),
        (saying(steps__1={"from": "50000", "percnt": "2"}), "steps[1].percnt", "unknown_key"),
        (saying(steps__1__from="0"), "steps[1].from", "not_ascending"),
        (saying(steps__2__from="49999.99"), "steps[2].from", "not_ascending"),
        (saying(steps__0__from="-1"), "steps[0].from", "negative"),
        (saying(steps__0__percent="-1"), "steps[0].percent", "negative"),
        (saying(steps__0__percent="100.01"), "steps[0].percent", "above_100"),
        (saying(steps__0__percent=1.5), "steps[0].percent", "not_exact"),
        (saying(steps__0__percent="1.23456"), "steps[0].percent", "too_precise"),
        (saying(steps__0__percent=True), "steps[0].percent", "not_a_number"),
        (saying(steps__0__percent="NaN"), "steps[0].percent", "not_a_number"),
        (saying(steps__0__percent="1,5"), "steps[0].percent", "not_a_number"),
        (saying(steps__0__percent="1e2"), "steps[0].percent", "not_a_number"),
        (saying(steps__0__percent="٣"), "steps[0].percent", "not_a_number"),
        (saying(steps__2__from="1" + "0" * 15), "steps[2].from", "too_large"),
        (saying(earning_measure={"of": "quantity"}), "steps[0].percent", "percent_of_pieces"),
        (saying(scope__kinds=[]), "scope.kinds", "empty"),
        (saying(scope__kinds=["sell_on"]), "scope.kinds[0]", "not_a_choice"),
        (saying(scope__dates=[]), "scope.dates", "unknown_key"),
        (saying(scope__include__colours=["red"]), "scope.include.colours", "unknown_key"),
        (saying(scope__include__skus="A"), "scope.include.skus", "not_a_list"),
        (saying(scope__exclude={"skus": ["A", 7]}), "scope.exclude.skus[1]", "not_a_code"),
        (saying(target_measure={"of": "excess_over_base"}), "target_measure.of", "not_a_choice"),
        (saying(target_measure="net_amount"), "target_measure", "not_a_mapping"),
        (saying(target_measure={}), "target_measure.of", "missing"),
        (saying(method="flat"), "method", "not_a_choice"),
        (saying(method=["whole"]), "method", "not_a_choice"),
        (saying(period="week"), "period", "not_a_choice"),
        (saying(cumulation="yearly"), "cumulation", "not_a_choice"),
        (saying(on_change="stop"), "on_change", "not_a_choice"),
        (saying(upper_inclusive="false"), "upper_inclusive", "not_a_boolean"),
        (saying(cap="1000"), "cap", "not_a_mapping"),
        (saying(cap={"on": "sales", "amount": "1"}), "cap.on", "not_a_choice"),
        (saying(cap={"on": "benefit"}), "cap.amount", "missing"),
        (saying(cap={"on": "benefit", "amount": "0"}), "cap.amount", "not_positive"),
    ],
)
def test_a_fault_is_named_by_place_and_kind(document, path, code):
    assert (path, code) in faults(document)


def test_every_fault_is_told_at_once():
    document = saying(method="flat", steps__1__from="0", cap={"on": "benefit", "amount": "-1"})
    assert faults(document) == [
        ("steps[1].from", "not_ascending"),
        ("method", "not_a_choice"),
        ("cap.amount", "negative"),
    ]


def test_there_is_no_minus_zero():
    document = terms_document(parse_terms(saying(steps__0__percent="-0.0")))
    assert document["steps"][0]["percent"] == "0"


def test_a_step_may_pay_nothing_if_it_says_so():
    assert parse_terms(saying(steps__0__percent="0")).steps[0].percent == 0


def test_a_fault_can_be_read():
    with pytest.raises(TermsError, match=r"steps\[1\]\.from is 0, but must be above .* \(0\)"):
        parse_terms(saying(steps__1__from="0"))


def test_every_message_can_be_filled():
    names = ("path", "value", "choices", "places", "limit", "previous", "start", "cap")
    words = dict.fromkeys(names, "x")
    assert all(template % words for template in MESSAGES.values())

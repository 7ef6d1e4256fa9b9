"""Every fault of a programme file is named by its place."""

import pytest

from rebates.services.programmes import ProgrammeFaults
from tests.programmes.test_import import refused, take

from .conftest import ANNUAL, file_of, saying

pytestmark = pytest.mark.django_db


FAULTY = [
    ({}, "programmes", "not_an_object"),
    ([], "programmes", "not_an_object"),
    ({"programmes": [], "more": 1}, "more", "unknown_key"),
    ({"programmes": ["ANNUAL"]}, "programmes[0]", "not_a_mapping"),
    (file_of(code=None), "programmes[0].code", "missing"),
    (file_of(code=7), "programmes[0].code", "not_a_name"),
    (file_of(code="A/B"), "programmes[0].code", "invalid"),
    (file_of(code="A" * 41), "programmes[0].code", "not_a_name"),
    (file_of(name="  "), "programmes[0].name", "not_a_name"),
    (file_of(colour="red"), "programmes[0].colour", "unknown_key"),
    (file_of(payment_form="gold"), "programmes[0].payment_form", "not_a_choice"),
    (file_of(sales_linked="yes"), "programmes[0].sales_linked", "not_a_boolean"),
    (file_of(priority="1"), "programmes[0].priority", "not_an_integer"),
    (file_of(priority=True), "programmes[0].priority", "not_an_integer"),
    (file_of(priority=-1), "programmes[0].priority", "not_an_integer"),
    (file_of(enrolment="all"), "programmes[0].enrolment", "not_a_choice"),
    (file_of(exclusion_group=7), "programmes[0].exclusion_group", "not_a_name"),
    (file_of(precedence="first"), "programmes[0].precedence", "not_a_choice"),
    (file_of("v1"), "programmes[0].versions[0]", "not_a_mapping"),
    (file_of(saying(valid_from=None)), "programmes[0].versions[0].valid_from", "missing"),
    (file_of(saying(valid_from="1.1.2012")), "programmes[0].versions[0].valid_from", "not_a_date"),
    (file_of(saying(valid_from="20120101")), "programmes[0].versions[0].valid_from", "not_a_date"),
    (file_of(saying(valid_from=2012)), "programmes[0].versions[0].valid_from", "not_a_date"),
    (
        file_of(saying(valid_to="2012-01-01")),
        "programmes[0].versions[0].valid_to",
        "ends_before_start",
    ),
    (file_of(ANNUAL, ANNUAL), "programmes[0].versions[1].valid_from", "named_twice"),
    (
        {"programmes": file_of()["programmes"] * 2},
        "programmes[1].code",
        "named_twice",
    ),
    (
        file_of(saying(steps__1__from="0")),
        "programmes[0].versions[0].steps[1].from",
        "not_ascending",
    ),
    (file_of(saying(gates=[{"grade": ["golden"]}])), "programmes[0].versions[0].gates[0].grade",
     "not_a_choice"),
    (file_of(saying(gates=[{"no_violation": ["theft"]}])),
     "programmes[0].versions[0].gates[0].no_violation", "not_a_choice"),
    (file_of(saying(gates=[{"measure": "on_time_percent", "at_least": "90"}])),
     "programmes[0].versions[0].gates[0].measure", "no_facts"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "path", "code"), FAULTY)
def test_a_fault_is_named_by_its_place_and_nothing_is_written(document, path, code):
    assert (path, code) in refused(document)


@pytest.mark.parametrize(
    "dimension",
    ["product_lines", "skus", "brands", "regions", "tiers", "dealers", "channels", "shops"],
)
@pytest.mark.parametrize("side", ["include", "exclude"])
def test_a_scope_may_name_only_what_exists(side, dimension):
    document = file_of(saying(**{f"scope__{side}": {dimension: ["NOBODY"]}}))
    path = f"programmes[0].versions[0].scope.{side}.{dimension}"
    assert refused(document) == [(path, "no_such_code")]
    with pytest.raises(ProgrammeFaults, match=f"{dimension}: NOBODY does not exist"):
        take(document)


def test_all_faults_of_a_file_are_told_at_once():
    document = file_of(saying(method="flat"), saying(valid_from="2013"), name=None)
    document["programmes"].append({"code": "B", "name": "B", "enrolment": "lottery"})
    assert refused(document) == [
        ("programmes[0].name", "missing"),
        ("programmes[0].versions[0].method", "not_a_choice"),
        ("programmes[0].versions[1].valid_from", "not_a_date"),
        ("programmes[1].enrolment", "not_a_choice"),
    ]

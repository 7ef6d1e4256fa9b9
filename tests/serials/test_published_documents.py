"""The documents that GS1's work group published load with the right serials, times and places."""

import datetime

import pytest

from rebates.sales.models import Packing, Place, Scan, Withdrawal
from tests.imports.world import take

from .documents import AS_KEPT, CARTON_AS_KEPT, PUBLISHED, SECOND_AS_KEPT

pytestmark = pytest.mark.skipif(
    not PUBLISHED.exists(), reason=f"{PUBLISHED} is not there: this test needs its documents."
)
# Each place in a region of its own, so that they cannot be taken for one another.
PLACES = {
    "0614141073467.1234": "440106",
    "urn:epc:id:sgln:0614141.00777.0": "440100",
    "urn:epc:id:sgln:0614141.00888.0": "440000",
    "urn:epc:id:sgln:0012345.11111.400": "330000",
    "urn:epc:id:sgln:0012345.11111.0": "000000",
    "https://id.example.com/414/4012345000054": "330100",
    "urn:epc:id:sgln:9529999.99999.0": "330100",
    "urn:epc:id:sgln:9524567.98765.0": "330000",
    "urn:epc:id:sgln:952005385.011.ts4711": "440100",
}
A, B = AS_KEPT, SECOND_AS_KEPT
HOSPITAL, WAGON = "(8018)952520840000000010", "(8004)952005385w2"
FIRST, LATER = "2005-04-04T02:33:31.116", "2005-04-05T02:33:31.116"
AGGREGATED = "2013-06-08T14:58:56.591"
# document: what was seen, when (UTC), in which region, by whom; and how much of it is withdrawn.
EXPECTED = {
    "1.2_All_eventTypes_in_single_document.xml": (
        {
            ("(8003)039123450007718765", "2021-05-27T13:00:00", "330100", "warehouse"),
            ("(01)09520001123467(21)10000001001", "2020-06-08T18:11:16", "330100", "warehouse"),
            (HOSPITAL, "2019-10-04T13:12:00", "330000", "warehouse"),
        },
        0,
    ),
    "1.2_ObjectEvent.xml": ({(B, LATER, "330000", "warehouse")}, 0),
    "1.2_TransactionEvent.xml": ({(WAGON, "2014-12-12T10:00:00", "440100", "warehouse")}, 0),
    "2.0_AggregationEvent.json": (
        {(A, AGGREGATED, "440100", "warehouse"), (B, AGGREGATED, "440100", "warehouse")},
        0,
    ),
    "2.0_JumbledFieldsOrder.json": (
        {(A, FIRST, "440106", "warehouse"), (B, FIRST, "440106", "warehouse")},
        0,
    ),
    "2.0_ObjectEvent.json": (
        {
            (A, FIRST, "440106", "warehouse"),
            (B, FIRST, "440106", "warehouse"),
            (B, LATER, "330000", "warehouse"),
        },
        0,
    ),
    "2.0_ObjectEvent_all_possible_fields.json": ({(B, LATER, "330000", "warehouse")}, 1),
    "2.0_ObjectEvent_with_digitalLink.json": (set(), 0),  # a quantity without serials
    "2.0_ObjectEvent_with_error_declaration.json": (
        {
            (A, FIRST, "440106", "warehouse"),
            (B, FIRST, "440106", "warehouse"),
            (B, LATER, "330000", "warehouse"),
        },
        2,
    ),
    "2.0_TransactionEvent.json": (
        {
            (HOSPITAL, "2019-10-04T13:12:00", "330000", ""),
            (WAGON, "2014-12-12T10:00:00", "440100", "warehouse"),
        },
        0,
    ),
    "2.0_TransactionEvent_all_possible_fields.json": (
        {(A, FIRST, "440106", "warehouse"), (B, FIRST, "440106", "warehouse")},
        2,
    ),
}


@pytest.fixture(autouse=True)
def places(brand_masters):
    rows = "".join(f"{code},{code},{region}\n" for code, region in PLACES.items())
    assert not take("places", "code,name,region\n" + rows).errors


def seen(rows) -> set[tuple[str, datetime.datetime, str, str]]:
    return set(rows.values_list("serial_id", "scanned_at", "region__code", "by"))


def load(take_file, name: str):
    return take_file("scans", (PUBLISHED / name).read_bytes(), name=name)


@pytest.mark.parametrize("name", EXPECTED)
def test_it_loads(name, take_file):
    expected, withdrawn = EXPECTED[name]
    report = load(take_file, name)
    assert report.errors == ()
    assert (report.rows, report.accepted) == (len(expected), len(expected))
    assert seen(Scan.objects) == {
        (code, datetime.datetime.fromisoformat(f"{time}+00:00"), region, by)
        for code, time, region, by in expected
    }
    assert Withdrawal.objects.filter(scan__isnull=False).count() == withdrawn
    assert Scan.objects.counting().count() == len(expected) - withdrawn
    again = load(take_file, name)
    assert (again.accepted, again.duplicates) == (0, len(expected))


def test_all_documents_are_tried():
    assert {p.name for p in PUBLISHED.iterdir() if p.suffix in (".json", ".xml")} == set(EXPECTED)


@pytest.mark.parametrize("first", [0, 1], ids=["event first", "declaration first"])
def test_the_declaration_withdraws_the_event_of_the_other_document(first, take_file):
    """Both name the event by another hash: what they say is the same."""
    names = ["2.0_ObjectEvent.json", "2.0_ObjectEvent_with_error_declaration.json"]
    reports = [load(take_file, name) for name in (names[first], names[1 - first])]
    assert [report.accepted for report in reports] == ([3, 2] if first == 0 else [3, 0])
    assert seen(Scan.objects.counting()) == {
        (B, datetime.datetime.fromisoformat(f"{LATER}+00:00"), "330000", "warehouse")
    }
    assert Scan.objects.count() == 3


def test_what_an_aggregation_says_of_packing(take_file):
    load(take_file, "2.0_AggregationEvent.json")
    packed = Packing.objects.values_list("serial_id", "parent", "move")
    assert set(packed) == {(A, CARTON_AS_KEPT, "in"), (B, CARTON_AS_KEPT, "in")}


def test_what_is_passed_over_is_said(take_file):
    report = load(take_file, "1.2_All_eventTypes_in_single_document.xml")
    assert [notice.code for notice in report.notices] == [
        "passed_over_TransformationEvent", "passed_over_AssociationEvent",
    ]  # fmt: skip
    report = load(take_file, "2.0_ObjectEvent_with_digitalLink.json")
    assert [notice.code for notice in report.notices] == ["no_serials"]


def test_an_unknown_place_is_named(take_file):
    Place.objects.all().delete()
    report = load(take_file, "2.0_AggregationEvent.json")
    assert report.refused
    assert {(error.column, error.code) for error in report.errors} == {("region", "unknown_place")}
    assert "06141410077" in report.errors[0].message

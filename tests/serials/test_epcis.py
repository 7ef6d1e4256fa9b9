"""EPCIS documents of our own: what an event says, what withdraws it, and what is refused."""

import pytest

from rebates.sales.containers import units_in
from rebates.sales.models import Packing, Scan, Withdrawal
from tests import factories as make

from .documents import (
    AS_KEPT,
    CARTON,
    CARTON_AS_KEPT,
    GLN,
    OTHER_GLN,
    SECOND_AS_KEPT,
    UNIT,
    XML_DECLARATION,
    declared,
    document,
    event,
    xml,
)

LINKED = "https://id.gs1.org/01/10614141073464/21/2017"
XSI = '<x:note xmlns:x="http://x.example.com/"><epcList><epc>SN9</epc></epcList></x:note>'


def kept(**wanted) -> list[str]:
    return list(
        Scan.objects.filter(**wanted).order_by("serial_id").values_list("serial_id", flat=True)
    )


@pytest.mark.parametrize(
    "text", [document(event()), xml(), xml(more=XSI)], ids=["json", "xml", "ns"]
)
def test_it_works(text, load):
    report = load(text)
    assert (report.accepted, report.errors, report.notices) == (2, (), ())
    assert kept(region__code="440100", by="warehouse") == [AS_KEPT, SECOND_AS_KEPT]
    assert {scan.event for scan in Scan.objects.all()} == {"urn:uuid:e1"}


def test_the_same_event_as_json_and_as_xml_is_the_same_scan(load):
    load(document(event()))
    report = load(xml())
    assert (report.accepted, report.duplicates) == (0, 2)


@pytest.mark.parametrize(
    ("more", "by"),
    [
        ({"bizStep": "retail_selling"}, "consumer"),
        ({"bizStep": "https://ref.gs1.org/cbv/BizStep-inspecting"}, "inspector"),
        ({"bizStep": "urn:epcglobal:cbv:bizstep:installing"}, "installer"),
        ({"bizStep": "shipping"}, "warehouse"),
        ({"bizStep": "https://own.example.com/step/dancing"}, ""),
        ({"bizStep": None}, ""),
    ],
)
def test_the_business_step_says_who_saw_it(more, by, load):
    load(document(event(**more)))
    assert len(kept(by=by)) == 2


@pytest.mark.parametrize(
    ("more", "region"),
    [
        ({"bizLocation": {"id": OTHER_GLN}}, "440100"),  # where it was read comes first
        ({"readPoint": None, "bizLocation": {"id": OTHER_GLN}}, "330100"),
        ({"readPoint": {"id": "https://who.example.com/x"}, "bizLocation": {"id": GLN}}, "440100"),
        ({"readPoint": {"id": GLN.removesuffix("0") + "7"}}, "440100"),  # a door of the place
        ({"readPoint": {"id": "https://id.gs1.org/414/0614141007776"}}, "440100"),
        ({"readPoint": {"id": "https://id.gs1.org/414/0614141007777"}}, None),
        ({"readPoint": {"id": "https://who.example.com/x"}}, None),
        ({"readPoint": {"id": "440106"}}, "440106"),
    ],
)
def test_where_it_was_seen(more, region, load):
    report = load(document(event(**more)))
    assert bool(report.errors) == (region is None)
    if region:
        assert len(kept(region__code=region)) == 2


@pytest.mark.parametrize(
    ("when", "offset"),
    [("2025-02-01T01:30:00Z", "+08:00"), ("2025-02-01T09:30:00", "+08:00"),
     ("2025-02-01T03:30:00.000+02:00", "+02:00"), ("2025-02-01T09:30:00", None)],
)  # fmt: skip
def test_when_it_was_seen(when, offset, load):
    load(document(event()))
    again = load(document(event(eventTime=when, eventTimeZoneOffset=offset)))
    assert again.duplicates == 2


def test_codes_in_any_form_and_each_once(load):
    report = load(document(event(epcList=[UNIT, LINKED, "SN-OF-OUR-OWN"])))
    assert (report.accepted, report.duplicates) == (2, 1)
    assert kept() == [AS_KEPT, "SN-OF-OUR-OWN"]


def test_a_serial_that_was_shipped_is_found_by_its_epc(load):
    serial = make.make_serial(AS_KEPT)
    load(document(event(epcList=[LINKED])))
    assert Scan.objects.select_related("serial").get().serial == serial


# Errors that were declared


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 1, 0), (1,)])
def test_a_declared_event_is_kept_and_does_not_count(form, order, load):
    plain, wrong = {
        "json": (document(event()), document(declared())),
        "xml": (xml(), xml(XML_DECLARATION)),
    }[form]
    for which in order:
        assert not load((plain, wrong)[which]).errors
    assert (Scan.objects.count(), Scan.objects.counting().count()) == (2, 0)
    assert Withdrawal.objects.count() == 2
    assert {w.corrected_by for w in Withdrawal.objects.all()} <= {"urn:uuid:e2"}


@pytest.mark.parametrize("declaration_first", [True, False])
def test_an_event_is_withdrawn_by_its_id_too(declaration_first, load):
    """What it says may have been mended before it was sent again."""
    other = document(declared(bizTransactionList=[{"bizTransaction": "PO-7"}]))
    for text in (other, document(event())) if declaration_first else (document(event()), other):
        load(text)
    assert not Scan.objects.counting().exists()


def test_what_corrects_an_event_counts(load):
    load(document(event()))
    right = event(eventID="urn:uuid:e2", eventTime="2025-02-01T09:35:00+08:00")
    report = load(document(declared(), right))
    assert report.accepted == 4
    assert Scan.objects.counting().count() == 2


def test_a_scan_by_csv_is_withdrawn_as_well(load, take_file):
    row = f"{AS_KEPT},2025-02-01T09:30:00+08:00,440100,warehouse,\n"
    take_file("scans", "serial,scanned_at,region,by,reference\n" + row)
    load(document(declared()))
    assert not Scan.objects.counting().exists()


def test_a_declared_packing_does_not_count(load):
    load(document(event("AggregationEvent")))
    noon = make.noon().replace(year=2025, month=3)
    assert units_in(CARTON_AS_KEPT, noon) == [AS_KEPT, SECOND_AS_KEPT]
    load(document(declared(type="AggregationEvent", epcList=None, action="ADD",
                           parentID=CARTON, childEPCs=[UNIT])))  # fmt: skip
    assert units_in(CARTON_AS_KEPT, noon) == []  # by the event's id: all of it
    assert Packing.objects.count() == 2


# Aggregation


def test_what_comes_out_of_a_carton(load):
    load(document(event("AggregationEvent")))
    out = {"action": "DELETE", "eventID": "urn:uuid:e3", "eventTime": "2025-02-05T09:00:00+08:00"}
    load(document(event("AggregationEvent", childEPCs=[UNIT], **out)))
    noon = make.noon().replace(year=2025)
    assert units_in(CARTON_AS_KEPT, noon.replace(month=2, day=3)) == [AS_KEPT, SECOND_AS_KEPT]
    assert units_in(CARTON_AS_KEPT, noon.replace(month=2, day=6)) == [SECOND_AS_KEPT]
    later = out | {"eventID": "urn:uuid:e4", "eventTime": "2025-02-07T09:00:00+08:00"}
    load(document(event("AggregationEvent", childEPCs=[], **later)))  # all that was left
    assert units_in(CARTON_AS_KEPT, noon.replace(month=2, day=8)) == []
    assert kept(scanned_at__day=7) == [CARTON_AS_KEPT]

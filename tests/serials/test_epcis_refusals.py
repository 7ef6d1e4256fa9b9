"""EPCIS documents that are none, that would unpack to gigabytes, or whose events are wrong."""

import time
from decimal import Decimal

import pytest

from rebates.sales.epcis.json_events import document_of
from rebates.sales.models import Scan

from .documents import XML, document, event, xml


def test_numbers_are_exact(tmp_path):
    path = tmp_path / "document.json"
    path.write_text('{"type": "EPCISDocument", "quantity": 0.1}')
    assert document_of(path)["quantity"] == Decimal("0.1")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "bad_json"),
        ('{"type": "EPCISDocument", "x": NaN}', "bad_json"),
        ('{"type": "EPCISDocument", "x": ' + "9" * 5000 + "}", "bad_json"),
        ('{"type": "EPCISDocument", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "bad_json"),
        ('{"type": "Invoice"}', "not_epcis"),
        ('{"type": "EPCISDocument", "epcisBody": {}}', "not_epcis"),
        ('{"type": "EPCISDocument", "epcisBody": {"eventList": {}}}', "not_epcis"),
        (b'{"type": "\xff"}', "not_utf8"),
        ("<a/>", "not_epcis"),
        ("<a><b></a>", "not_epcis"),
        (XML % "<ObjectEvent>", "bad_xml"),
        (XML % ("<ObjectEvent>" + "<a>" * 200), "bad_xml"),
        (XML % f"<ObjectEvent><eventTime>{'1' * 20_000}</eventTime></ObjectEvent>", "too_big"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "bad_xml"),
        ("<EPCISDocument/>", "not_epcis"),
    ],
)
def test_what_is_no_document_is_refused(text, code, load):
    report = load(text)
    assert report.refused
    assert [error.code for error in report.errors] == [code]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>',
    "quadratic": f'<!DOCTYPE a [<!ENTITY b "{"b" * 100_000}">]><a>{"&b;" * 10_000}</a>',
    "a file": '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
    "another server": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    "parameters": '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a/>',
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_at_once(bomb, load):
    start = time.perf_counter()
    report = load(BOMBS[bomb])
    assert [error.code for error in report.errors] == ["xml_doctype"]
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ({"eventTime": None}, "required"),
        ({"eventTime": "yesterday"}, "not_a_moment"),
        ({"eventTime": 7}, "bad_event"),
        ({"epcList": "SN1"}, "bad_event"),
        ({"epcList": [7]}, "bad_event"),
        ({"type": "BirthdayEvent"}, "bad_event"),
        ({"type": None}, "bad_event"),
        ({"readPoint": None}, "required"),
        ({"epcList": ["urn:epc:id:sgtin:1.2.3"]}, "bad_serial"),
        ({"epcList": ["https://id.gs1.org/01/10614141073465/21/1"]}, "bad_serial"),
        ({"epcList": [""]}, "required"),
    ],
)
def test_an_event_that_is_wrong_is_named_and_nothing_is_written(broken, code, load):
    report = load(document(event(eventID="urn:uuid:good", epcList=["SN1"]), event(**broken)))
    assert report.refused
    assert {error.code for error in report.errors} == {code}
    assert min(error.row for error in report.errors) == 3
    assert not Scan.objects.exists()
    assert load(document(event(epcList=["SN1"]), event(**broken)), accept_good=True).accepted == 1


@pytest.mark.parametrize("kind", ["TransformationEvent", "AssociationEvent"])
def test_events_that_see_no_serial_are_passed_over_and_told(kind, load):
    report = load(document(event(), {"type": kind, "epcList": "whatever"}))
    assert (report.accepted, report.errors) == (2, ())
    assert [notice.code for notice in report.notices] == [f"passed_over_{kind}"]


def test_a_document_in_another_encoding(load):
    text = xml().replace("UTF-8", "UTF-16")
    assert load(text.encode("utf-16")).accepted == 2

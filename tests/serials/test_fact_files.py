"""Serials, scans, packings, payments and stock counts by file: once each, and never half a file."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import SYSTEM
from rebates.sales.models import Packing, Payment, Scan, Serial, StockCount
from rebates.sales.services import fact_intake
from tests.imports.world import codes, records, take

from .kinds import FILES, MODELS, WITH_CONTENT, every_kind, file_of, one

pytestmark = pytest.mark.usefixtures("brand_masters")


def test_it_works():
    for kind in FILES:
        report = take(kind, one(kind))
        assert (report.accepted, report.errors) == (1, ())
    serial = Serial.objects.get()
    assert (serial.code, serial.sku.code, serial.dealer.code) == ("SN1", "H-1", "GZ")
    assert serial.shipped_on == datetime.date(2025, 1, 5)
    scan = Scan.objects.select_related("serial").get()
    assert (scan.serial, scan.region.code, scan.by) == (serial, "440100", "consumer")
    assert scan.scanned_at == datetime.datetime(2025, 2, 1, 1, 30, tzinfo=datetime.UTC)
    assert Payment.objects.get().amount == Decimal("50000.50")
    assert StockCount.objects.get().quantity == 12
    packing = Packing.objects.get()
    assert (packing.serial_id, packing.parent, packing.move) == ("SN1", "BOX1", "in")


@every_kind
def test_the_same_file_twice_changes_nothing(kind):
    take(kind, one(kind))
    before = list(MODELS[kind].objects.values())
    report = take(kind, one(kind))
    assert (report.accepted, report.duplicates, report.batch) == (0, 1, None)
    assert list(MODELS[kind].objects.values()) == before


@every_kind
def test_a_row_that_stands_twice_in_a_file_is_taken_in_once(kind):
    report = take(kind, file_of(kind, FILES[kind][1], FILES[kind][1]))
    assert (report.accepted, report.duplicates) == (1, 1)


@pytest.mark.parametrize("kind", WITH_CONTENT)
@pytest.mark.parametrize("before", [True, False], ids=["stored", "in the file"])
def test_the_same_key_with_another_content_is_a_conflict(kind, before):
    _header, row, other, column = FILES[kind]
    if before:
        take(kind, one(kind))
    report = take(kind, file_of(kind, other) if before else file_of(kind, row, other))
    assert report.refused
    assert codes(report) == [(2 if before else 3, column, "conflict")]
    assert MODELS[kind].objects.count() == before


@every_kind
def test_of_a_file_with_a_fault_nothing_is_written(kind):
    broken = FILES[kind][1].replace("2025", "soon")
    report = take(kind, file_of(kind, FILES[kind][1], broken))
    assert report.refused
    assert [row for row, *_ in codes(report)] == [3]
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize(
    ("kind", "cells", "column", "code"),
    [
        ("serials", {"serial": ""}, "serial", "required"),
        ("serials", {"serial": "S" * 81}, "serial", "too_long"),
        ("serials", {"serial": "1.23457E+17"}, "serial", "number_precision"),
        ("serials", {"serial": "(01)06901234567893(21)1"}, "serial", "bad_serial"),
        ("serials", {"serial": "(01)10614141073464(21)1"}, "serial", "gtin_sku"),
        ("serials", {"sku": "H-9"}, "sku", "unknown_sku"),
        ("serials", {"dealer": "NOBODY"}, "dealer", "unknown_dealer"),
        ("serials", {"shipped_on": "05.01."}, "shipped_on", "not_a_date"),
        ("scans", {"region": "999999"}, "region", "unknown_region"),
        ("scans", {"region": "urn:epc:id:sgln:0614141.00888.0"}, "region", "unknown_place"),
        ("scans", {"by": "postman"}, "by", "not_a_choice"),
        ("scans", {"scanned_at": "yesterday"}, "scanned_at", "not_a_moment"),
        ("payments", {"amount": "0.00"}, "amount", "zero_amount"),
        ("payments", {"amount": "1.001"}, "amount", "too_many_decimals"),
        ("payments", {"reference": ""}, "reference", "required"),
        ("stock_counts", {"quantity": "-1"}, "quantity", "too_small"),
        ("stock_counts", {"quantity": "1.5"}, "quantity", "not_whole"),
        ("packings", {"serial": ""}, "serial", "required"),
        ("packings", {"parent": "SN1"}, "parent", "own_reference"),
        ("packings", {"move": "sideways"}, "move", "not_a_choice"),
    ],
)
def test_what_a_row_cannot_say(kind, cells, column, code):
    [row] = records(one(kind))
    report = import_rows(kind=kind, rows=[row | cells], access=SYSTEM, name="x")
    assert codes(report) == [(2, column, code)]
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-02-01T09:30:00+08:00", "2025-02-01T01:30:00"),
        ("2025-02-01T09:30:00", "2025-02-01T01:30:00"),  # in Shanghai
        ("2025-02-01 09:30", "2025-02-01T01:30:00"),
        ("2025-02-01", "2025-01-31T16:00:00"),
        ("2025-02-01T01:30:00Z", "2025-02-01T01:30:00"),
        ("2025-01-31T20:30:00.250-05:00", "2025-02-01T01:30:00.250000"),
    ],
)
def test_a_moment_without_an_offset_is_one_in_shanghai(text, utc):
    [row] = records(one("scans"))
    import_rows(kind="scans", rows=[row | {"scanned_at": text}], access=SYSTEM, name="x")
    assert Scan.objects.get().scanned_at == datetime.datetime.fromisoformat(utc + "+00:00")
    assert take("scans", file_of("scans", f"SN1,{utc}Z,440100,consumer,R1")).duplicates == 1


@pytest.mark.parametrize(
    "code",
    [
        "(01)06901234567892(21)A7",
        "urn:epc:id:sgtin:6901234.056789.A7",
        "https://id.gs1.org/01/06901234567892/21/A7",
        "https://brand.example.com/p/01/06901234567892/21/A7?from=qr",
        "https://id.gs1.org/01/6901234567892/21/A7",
    ],
)
def test_a_unit_is_the_same_however_its_code_is_written(code):
    take("serials", file_of("serials", "(01)06901234567892(21)A7,H-1,GZ,2025-01-05,"))
    take("scans", file_of("scans", f"{code},2025-02-01,440100,,"))
    assert Scan.objects.select_related("serial").get().serial == Serial.objects.get()


def test_a_scan_of_what_was_never_shipped_is_kept_and_found_once_it_was():
    take("scans", one("scans"))
    assert [scan.code for scan in Scan.objects.never_shipped()] == ["SN1"]
    take("serials", one("serials"))
    assert not Scan.objects.never_shipped().exists()


def test_a_payment_that_went_back_is_one_of_the_opposite_amount():
    back = "GZ,2025-02-03,-50000.50,BANK-1-BACK"
    report = take("payments", file_of("payments", FILES["payments"][1], back))
    assert (report.accepted, report.amount_total) == (2, 0)


def test_what_another_import_committed_meanwhile_is_counted_not_doubled(monkeypatch):
    take("serials", one("serials"))
    stored, looked = fact_intake.SERIALS.stored, []

    def blind_at_first(keys):
        looked.append(keys)
        return [] if len(looked) == 1 else stored(keys)

    monkeypatch.setattr(fact_intake.SERIALS, "stored", blind_at_first)
    report = take("serials", one("serials"))
    assert (report.accepted, report.duplicates, len(looked)) == (0, 1, 2)


@every_kind
def test_a_file_of_any_length_takes_the_same_queries(kind):
    row = FILES[kind][1]
    told_apart = {"serials": "SN1", "scans": "SN1", "packings": "SN1", "payments": "BANK-1"}
    place = told_apart.get(kind, "2025-01-31")
    day = datetime.date(2025, 1, 1)
    counts = []
    for start, length in ((0, 5), (10, 500)):
        names = [
            (day + datetime.timedelta(n)).isoformat() if place[0] == "2" else f"X{n}"
            for n in range(start, start + length)
        ]
        rows = [row.replace(place, name) for name in names]
        with CaptureQueriesContext(connection) as queries:
            assert take(kind, file_of(kind, *rows)).accepted == length
        counts.append(len(queries))
    assert counts[0] == counts[1]

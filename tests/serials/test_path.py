"""Where a serial was and where it is now; and nobody reads of other dealers on the way."""

import datetime
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from channels_mgmt.core.scopes import Scope
from rebates.sales.containers import Move, containers_of, stays_of, units_in
from rebates.sales.models import SoldSerial
from rebates.sales.path import now_at, path_of
from tests import factories as make
from tests.imports.world import MASTERS, SALES, take

EVERYTHING = Scope(everything=True)


def at(day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(2024, 1, day, hour, tzinfo=datetime.UTC)


def page_of(serial, client) -> str:
    return client.get(reverse("sales:serial_detail", args=[serial.pk])).content.decode()


@pytest.fixture
def serial(dealers):
    return make.make_serial("SN-1", dealer=dealers.guangzhou, order_number="SO-77")


@pytest.fixture
def journey(serial, dealers, regions):
    """Packed, scanned with its carton and by itself, sold, and seen in another province."""
    make.make_packing(serial, "BOX-1", at=at(1, 2))
    make.make_packing("BOX-1", "PALLET-1", at=at(1, 3))
    make.make_scan("PALLET-1", scanned_at=at(2), region=regions.guangdong, by="warehouse")
    make.make_packing("BOX-1", "PALLET-1", at=at(3), move="out")
    make.make_scan("PALLET-1", scanned_at=at(4), region=regions.zhejiang)  # without it
    make.make_packing(serial, "BOX-1", at=at(5), move="out")
    line = make.make_sale(dealer=dealers.guangzhou, date=at(6).date(), kind="sell_out",
                          serials="SN-1 SN-2", order_number="POS-1")  # fmt: skip
    SoldSerial.objects.create(code="SN-1", line=line)
    make.make_scan(serial, scanned_at=at(9), region=regions.hangzhou, by="consumer")
    return line


def test_it_works(serial, journey, hq_client):
    steps = path_of(serial, EVERYTHING)
    assert [step.at.astimezone(datetime.UTC).day for step in steps] == [31, 1, 2, 5, 5, 9]
    assert [step.what for step in steps] == [
        "Shipped to", "Packed in BOX-1", "Scanned: Warehouse", "Taken out of BOX-1",
        "Sell-out by GZ", "Scanned: Consumer",
    ]  # fmt: skip
    assert "330100" in now_at(steps).where
    page = page_of(serial, hq_client)
    for words in ("SO-77", "with PALLET-1", "POS-1", "330100", "Now"):
        assert words in page


def test_an_error_does_not_say_where_it_is(serial, regions):
    right = make.make_scan(serial, scanned_at=at(2), region=regions.guangzhou)
    wrong = make.make_scan(serial, scanned_at=at(3), region=regions.hangzhou)
    make.make_withdrawal(scan=wrong)
    steps = path_of(serial, EVERYTHING)
    assert (len(steps), now_at(steps).record) == (3, right)


def test_the_page_of_a_withdrawn_scan_says_so(serial, hq_client):
    scan = make.make_withdrawal(scan=make.make_scan(serial)).scan
    page = hq_client.get(reverse("sales:scan_detail", args=[scan.pk])).content.decode()
    assert "incorrect_data" in page


def test_the_search_finds_a_serial_by_its_code(serial, hq_client):
    for q in ("SN-1", " SN-", "SN-1 "):
        assert "SN-1" in hq_client.get(reverse("sales:serial_list"), {"q": q}).content.decode()
    epc = make.make_serial("(01)06901234567892(21)A7")
    link = {"q": "https://id.gs1.org/01/06901234567892/21/A7"}
    assert f"/serials/{epc.pk}/" in hq_client.get("/serials/", link).content.decode()
    assert "SN-1" not in hq_client.get("/serials/", {"q": "N-1"}).content.decode()


# Who reads what


def test_a_dealer_sees_where_its_own_serials_turn_up(serial, journey, dealer_client):
    page = page_of(serial, dealer_client)
    assert "330100" in page
    assert "POS-1" in page


def test_a_stranger_sees_neither_the_serial_nor_its_scans(serial, journey, stranger_client):
    """Although one of them was made where she is at home."""
    assert stranger_client.get(f"/serials/{serial.pk}/").status_code == 404
    assert "SN-1" not in stranger_client.get("/scans/").content.decode()
    assert "SN-1" not in stranger_client.get("/packings/").content.decode()
    assert stranger_client.get("/api/v1/scans/").json()["results"] == []


def test_who_else_sold_it_is_not_told(serial, dealers, dealer_client, hq_client):
    foreign = make.make_sale(dealer=dealers.hangzhou, kind="sell_out", order_number="FOREIGN-1")
    SoldSerial.objects.create(code="SN-1", line=foreign)
    assert "FOREIGN-1" in page_of(serial, hq_client)
    page = page_of(serial, dealer_client)
    assert "FOREIGN-1" not in page
    assert not re.search(r"\bHZ\b", page)  # a word: a token may have the letters


def test_what_else_was_in_a_carton_is_told_of_the_own_serials_only(
    dealers, dealer_client, hq_client
):
    own = make.make_serial("OWN-1", dealer=dealers.guangzhou)
    foreign = make.make_serial("FOREIGN-1", dealer=dealers.hangzhou)
    box = make.make_serial("BOX-9", dealer=dealers.guangzhou)
    for unit in (own, foreign):
        make.make_packing(unit, "BOX-9", at=at(1))
    address = reverse("sales:scan_detail", args=[make.make_scan(box, scanned_at=at(2)).pk])
    page = dealer_client.get(address).content.decode()
    assert "OWN-1" in page
    assert "FOREIGN-1" not in page
    assert "2 codes" not in page
    assert "2 codes" in hq_client.get(address).content.decode()


def test_a_manager_sees_scans_in_her_province_and_those_of_her_dealers(
    serial, dealers, regions, province_client
):
    make.make_scan(serial, scanned_at=at(2), region=regions.hangzhou)
    strange = make.make_serial("STRANGE-1", dealer=dealers.hangzhou)
    make.make_scan(strange, scanned_at=at(3), region=regions.shenzhen)
    make.make_scan(strange, scanned_at=at(4), region=regions.hangzhou)
    make.make_scan("NEVER-1", scanned_at=at(5), region=regions.guangzhou)
    found = province_client.get("/api/v1/scans/").json()["results"]
    assert [scan["code"] for scan in found] == ["NEVER-1", "STRANGE-1", "SN-1"]
    page = province_client.get("/scans/").content.decode()
    assert dealers.hangzhou.name_en not in page
    assert province_client.get(f"/serials/{strange.pk}/").status_code == 404


def test_scans_can_be_asked_for_by_what_was_never_shipped(serial, hq_client):
    make.make_scan(serial)
    make.make_scan("NEVER-1")

    def listed(**asked) -> set[str]:
        return {r["code"] for r in hq_client.get("/api/v1/scans/", asked).json()["results"]}

    assert listed(shipped="false") == {"NEVER-1"}
    assert listed(shipped="true") == {"SN-1"}
    assert listed(serial="NEVER-1") == {"NEVER-1"}
    assert listed(date_from="2024-01-01", date_to="2024-01-01") == {"SN-1", "NEVER-1"}
    assert listed(date_from="2024-01-02") == set()


# What was in what


@pytest.mark.parametrize(
    ("moves", "stays"),
    [
        ([("A", 1, "in")], [("A", 1, None)]),
        ([("A", 1, "in"), ("A", 3, "out")], [("A", 1, 3)]),
        ([("A", 1, "in"), ("B", 3, "in")], [("A", 1, 3), ("B", 3, None)]),
        ([("A", 1, "in"), ("B", 2, "out"), ("A", 3, "out")], [("A", 1, 3)]),
        ([("A", 1, "in"), ("A", 2, "in")], [("A", 1, None)]),
        ([("A", 1, "out")], []),
        ([("A", 1, "in"), ("A", 2, "out"), ("A", 4, "in")], [("A", 1, 2), ("A", 4, None)]),
        ([("B", 2, "in"), ("A", 1, "in"), ("A", 2, "out")], [("A", 1, 2), ("B", 2, None)]),
    ],
)
def test_from_moves_to_stays(moves, stays):
    found = stays_of(Move(at(day), "X", parent, move) for parent, day, move in moves)
    plain = [(s.parent, s.start.day, s.end and s.end.day) for s in found]
    assert plain == stays


MOVES = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(1, 20), st.sampled_from(["in", "out"])),
    max_size=12, unique_by=lambda move: move[1],
)  # fmt: skip


@given(MOVES)
def test_a_unit_is_in_one_parent_at_a_time_at_most(moves):
    given_moves = [Move(at(day), "X", parent, move) for parent, day, move in moves]
    stays = stays_of(given_moves)
    for first, second in zip(stays, stays[1:], strict=False):
        assert first.end is not None
        assert first.start < first.end <= second.start
    assert stays_of(reversed(given_moves)) == stays


@pytest.mark.django_db
def test_units_of_a_pallet_at_a_moment():
    for unit, box in (("U1", "B1"), ("U2", "B1"), ("U3", "B2")):
        make.make_packing(unit, box, at=at(1))
    make.make_packing("B1", "P1", at=at(2))
    make.make_packing("B2", "P1", at=at(4))
    make.make_packing("U2", "B2", at=at(6))
    make.make_packing("", "B1", at=at(8), move="out")
    assert units_in("P1", at(1)) == []
    assert set(units_in("P1", at(3))) == {"B1", "U1", "U2"}
    assert set(units_in("P1", at(5))) == {"B1", "B2", "U1", "U2", "U3"}
    assert set(units_in("P1", at(9))) == {"B1", "B2", "U2", "U3"}
    assert [(s.code, s.parent) for s in containers_of("U2")] == [
        ("U2", "B1"), ("U2", "B2"), ("B1", "P1"), ("B2", "P1"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_circle_of_packings_ends():
    make.make_packing("A", "B", at=at(1))
    make.make_packing("B", "A", at=at(1))
    assert set(units_in("A", at(2))) == {"B"}
    assert containers_of("A")


# Which line sold it


@pytest.mark.django_db
def test_intake_names_the_lines_that_sold_a_serial():
    for kind, text in MASTERS.items():
        take(kind, text)
    head, first, *_rest = SALES.splitlines()
    text = f"{head},serials\n{first},SN1；SN2 SN2|https://id.gs1.org/01/06901234567892/21/A7\n"
    assert take("sales", text).accepted == 1
    found = list(SoldSerial.objects.order_by("code").values_list("code", flat=True))
    assert found == ["(01)06901234567892(21)A7", "SN1", "SN2"]
    assert take("sales", text).duplicates == 1
    assert SoldSerial.objects.count() == 3

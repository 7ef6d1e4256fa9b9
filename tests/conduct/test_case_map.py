"""Where the goods of a case went: drawn between the seats of provinces, said in a table beside."""

import re

import pytest

from rebates.conduct.case_map import LETTER, WIDTH, map_of
from rebates.conduct.models import Evidence
from rebates.conduct.reading import evidence_of
from tests.conduct.making import make_evidence
from tests.conftest import signed_in
from tests.factories import make_region, make_scan, make_serial

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


def seen(case, home, region, **more) -> Evidence:
    facts = {"from": home.code, "region": region.code, "day": "2026-03-02", "quantity": 1}
    return make_evidence(violation=case, kind="scan", visible_to_dealer=True, facts=facts | more)


def drawn(desk, case):
    return map_of(evidence_of(case, desk.judge.scope))


def test_it_works(desk, version, regions):
    """From a scan to the drawing on the page, for the brand and for the dealer."""
    scan = make_scan(make_serial(dealer=desk.dealer), region=regions.hangzhou)
    case = desk.under_review(scan=scan, home=regions.guangzhou, region=regions.hangzhou)
    for access in (desk.judge, desk.accused):
        page = signed_in(access).get(f"/violations/{case.pk}/", headers=EN).content.decode()
        assert "Where the goods went" in page
        [svg] = re.findall(r'<svg viewBox="0 0 400.*?</svg>', page, re.DOTALL)
        assert "Guangdong" in svg
        assert "Zhejiang" in svg
        assert "style=" not in svg
        assert scan.code in page


def test_the_north_is_up_and_the_east_on_the_right(desk, case, regions):
    beijing = make_region("110000", regions.country, level="province", name_en="Beijing")
    seen(case, regions.guangzhou, regions.hangzhou)
    seen(case, regions.guangzhou, beijing)
    spots = {spot.name: spot for spot in drawn(desk, case).spots}
    assert spots["Beijing"].y < spots["Zhejiang"].y < spots["Guangdong"].y
    assert spots["Guangdong"].x < spots["Beijing"].x < spots["Zhejiang"].x
    assert all(0 < spot.x < WIDTH for spot in spots.values())


def test_of_one_way_there_is_one_row_and_one_line(desk, case, regions):
    for number in range(5):
        seen(case, regions.guangzhou, regions.hangzhou, serial=f"SN{number}")
    seen(case, regions.shenzhen, regions.hangzhou, day="2026-03-09")
    found = drawn(desk, case)
    assert [(leg.start.name, leg.end.name, leg.pieces) for leg in found.legs] == [
        ("Guangdong", "Zhejiang", 6)
    ]
    assert [(way.pieces, way.when) for way in found.ways] == [(5, "2026-03-02"), (1, "2026-03-09")]
    assert found.ways[0].units == "SN0, SN1, SN2 and 2 more"


def test_within_a_province_there_is_no_line_to_draw(desk, case, regions):
    seen(case, regions.guangzhou, regions.shenzhen)
    found = drawn(desk, case)
    assert ([spot.name for spot in found.spots], found.legs) == (["Guangdong"], [])
    assert len(found.ways) == 1


def test_what_no_map_knows_stands_in_the_table_alone(desk, case, regions):
    seen(case, make_region("OVERSEAS", name_en="Overseas"), regions.hangzhou)
    found = drawn(desk, case)
    assert [spot.name for spot in found.spots] == ["Zhejiang"]
    assert found.ways[0].home == "Overseas (OVERSEAS)"


def test_without_places_there_is_no_map(desk, case):
    assert drawn(desk, case) is None


def test_labels_do_not_lie_upon_each_other(desk, case, regions):
    """Hong Kong, Macao and Guangzhou are a hundred kilometres apart."""
    near = [make_region(code, regions.country, level="province", name_en=code)
            for code in ("810000", "820000", "650000")]  # fmt: skip
    for place in near:
        seen(case, regions.guangzhou, place)
    spots = drawn(desk, case).spots
    for one in spots:
        for other in spots:
            if one is not other and one.on_the_left == other.on_the_left:
                assert abs(one.label_y - other.label_y) >= LETTER


def test_a_dealer_sees_no_place_of_hidden_evidence(desk, case, regions):
    shown = seen(case, regions.guangzhou, regions.hangzhou)
    beijing = make_region("110000", regions.country, level="province", name_en="Beijing")
    make_evidence(violation=case, facts=shown.facts | {"region": beijing.code})
    page = signed_in(desk.accused).get(f"/violations/{case.pk}/", headers=EN).content.decode()
    assert "Zhejiang" in page
    assert "Beijing" not in page


def test_the_record_of_the_dealer_stands_beside(desk, version, case):
    first = desk.confirmed()
    page = signed_in(desk.judge).get(f"/violations/{case.pk}/", headers=EN).content.decode()
    assert "Record of the dealer" in page
    assert first.number in page
    assert "1 offence counts" in page

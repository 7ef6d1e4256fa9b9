"""Findings as the brand reads them: what was seen, in which case, or why in none."""

import csv
import datetime
import io
import json
from decimal import Decimal

import pytest

from channels_mgmt.core.models import AuditEntry
from rebates.conduct.models import Finding
from tests.conduct.making import make_finding
from tests.conftest import signed_in
from tests.factories import make_sale

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


@pytest.fixture
def findings(desk, version, dealers, regions) -> dict[str, Finding]:
    """One in a case, one in a buffer region, one that waits; and one of a dealer elsewhere."""
    case = desk.detected(region=regions.hangzhou)
    mine = {"dealer": desk.dealer, "region": regions.hangzhou}
    return {
        "case": case.findings.get(),
        "buffer": make_finding(no_case="buffer", day=datetime.date(2026, 3, 9), **mine),
        "waits": make_finding(detector="line_outside", day=datetime.date(2026, 4, 1), **mine),
        "elsewhere": make_finding(dealer=dealers.hangzhou),
    }


def found(client, **asked) -> set[int]:
    answer = client.get("/api/v1/findings/", asked)
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


def test_it_works(desk, findings):
    """From the list to the finding to its case."""
    client, one = signed_in(desk.judge), findings["case"]
    assert str(one.day) in client.get("/findings/", headers=EN).content.decode()
    page = client.get(f"/findings/{one.pk}/", headers=EN).content.decode()
    assert f'href="/violations/{one.case_id}/"' in page
    page = client.get(f"/findings/{findings['buffer'].pk}/", headers=EN).content.decode()
    assert "In a buffer region" in page


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, "case buffer waits elsewhere"),
        ({"detector": "line_outside"}, "waits"),
        ({"no_case": "buffer"}, "buffer"),
        ({"fate": "case"}, "case"),
        ({"fate": "no_case"}, "buffer"),
        ({"fate": "waiting"}, "waits elsewhere"),
        ({"dealer": "GZ"}, "case buffer waits"),
        ({"region": "330000"}, "case buffer waits"),
        ({"since": "2026-03-09"}, "buffer waits"),
        ({"until": "2026-03-09", "dealer": "GZ"}, "case buffer"),
    ],
)
def test_it_is_filtered(desk, findings, asked, names):
    assert found(signed_in(desk.judge), **asked) == {findings[n].pk for n in names.split()}


def test_why_something_was_no_case_is_in_the_file(desk, findings):
    answer = signed_in(desk.judge).get("/findings/export/?format=csv&no_case=buffer", headers=EN)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["Why no case"] == "In a buffer region"


def test_people_of_a_region_see_its_dealers_and_dealers_see_nothing(desk, findings):
    assert found(signed_in(desk.decider)) == {findings[n].pk for n in ("case", "buffer", "waits")}
    dealer = signed_in(desk.accused)
    for address in ("/findings/", f"/findings/{findings['case'].pk}/", "/api/v1/findings/"):
        assert dealer.get(address).status_code == 404


def test_a_finding_outlives_the_line_that_was_taken_back(desk, findings):
    line = make_sale("100", dealer=desk.dealer)
    Finding.objects.filter(pk=findings["buffer"].pk).update(sales_line=line.pk + 10**9)
    client = signed_in(desk.judge)
    for address in ("/findings/{}/", "/api/v1/findings/{}/"):
        assert client.get(address.format(findings["buffer"].pk)).status_code == 200


def test_one_is_set_aside_with_a_reason(desk, findings):
    one, client = findings["waits"], signed_in(desk.opener)
    assert client.post(f"/findings/{one.pk}/set-aside/", {"reason": ""}).status_code == 422
    assert client.post(f"/findings/{one.pk}/set-aside/", {"reason": "样机"}).status_code == 302
    one.refresh_from_db()
    assert (one.no_case, one.no_case_note) == ("by_hand", "样机")
    entry = AuditEntry.objects.filter(action="set_aside").get()
    assert (entry.by, entry.reason) == (desk.opener.user, "样机")


def test_one_of_a_case_is_not_set_aside(desk, findings):
    address = f"/api/v1/findings/{findings['case'].pk}/set-aside/"
    answer = signed_in(desk.opener).post(
        address, json.dumps({"reason": "x"}), content_type="application/json", headers=EN
    )
    assert answer.status_code == 400
    assert findings["case"].case.number in str(answer.json())


def test_sums_are_exact(desk, findings):
    make_finding(dealer=desk.dealer, goods_value=Decimal("0.1234"), key="exact")
    rows = signed_in(desk.judge).get("/api/v1/findings/", {"q": "exact"}).json()["results"]
    assert [row["goods_value"] for row in rows] == ["0.1234"]

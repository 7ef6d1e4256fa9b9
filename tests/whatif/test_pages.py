"""The result as people read it: totals, who gains and loses, reasons, files; each her own part."""

import csv
import io
import json
from decimal import Decimal as D

import pytest

from rebates.models import Trial
from rebates.whatif.outcome import found_in, ordered
from rebates.whatif.starting import start_trial
from tests import factories as make

from .conftest import YEAR, draft_of, work


@pytest.fixture
def mixed(tried, in_force, dealers, sell):
    """The draft pays Guangzhou twice as much, and Hangzhou and Guangdong nothing any more."""
    sell(dealers.guangdong, "100", sku=make.make_sku("LEFT-OUT"))
    draft = draft_of(in_force.programme, "2")
    draft.scope = {"kinds": ["sell_in"], "include": {"dealers": ["GZ"]}}
    draft.save()
    same = make.make_programme("SAME")
    make.make_version(same, scope={"kinds": ["sell_in"], "include": {"dealers": ["GD", "HZ"]}})
    return tried(draft)


def told(rows) -> list[tuple]:
    return [(r.change.dealer.code, r.change.before, r.change.now, r.change.difference)
            for r in rows]  # fmt: skip


def test_it_works(mixed, hq):
    found = found_in(mixed, hq.scope)
    assert told(found.dealers) == [
        ("GZ", D("600.00"), D("1200.00"), D("600.00")),
        ("HZ", D("200.00"), D("100.00"), D("-100.00")),
        ("GD", D("2.00"), D("1.00"), D("-1.00")),
    ]
    assert (found.winners, found.losers, found.unchanged) == (1, 2, 0)
    whole = found.outcome
    assert (whole.before, whole.now, whole.difference) == (D("802.00"), D("1301.00"), D("499.00"))
    assert whole.share == D("62.2")
    assert [(row.change.programme.code, row.change.difference) for row in found.programmes] == [
        ("ANNUAL", D("499.00")),
        ("SAME", D("0.00")),
    ]


@pytest.mark.parametrize(
    ("order", "codes"),
    [("", "GZ HZ GD"), ("winners", "GZ GD HZ"), ("losers", "HZ GD GZ"), ("dealer", "GD GZ HZ")],
)
def test_the_order(mixed, hq, order, codes):
    rows = ordered(found_in(mixed, hq.scope).dealers, order)
    assert [row.change.dealer.code for row in rows] == codes.split()


def test_a_result_asks_the_database_three_times(mixed, hq, django_assert_num_queries):
    with django_assert_num_queries(3):
        found_in(mixed, hq.scope)


class TestTheWay:
    def test_from_a_draft_to_its_result(self, draft, sold, hq_client):
        page = hq_client.get(f"/programme-versions/{draft.pk}/").content.decode()
        address = f"/trials/add/?drafts={draft.pk}"
        assert address in page
        form = hq_client.get(address).content.decode()
        assert f'value="{draft.pk}" ' in form
        assert "checked" in form
        answer = hq_client.post("/trials/add/", {"drafts": [draft.pk], "period": "2024"})
        assert answer.status_code == 302, answer.content.decode()
        assert "Waiting for a worker" in hq_client.get(answer.url).content.decode()
        work()
        page = hq_client.get(answer.url).content.decode()
        for text in ("700.00", "1,400.00", "100.0 %", "<svg", "Dealers who gain"):
            assert text in page
        panel = hq_client.get(f"/programme-versions/{draft.pk}/").content.decode()
        assert "Tried on past periods" in panel
        assert answer.url in panel

    def test_nothing_chosen(self, in_force, sold, hq_client):
        answer = hq_client.post("/trials/add/", {"period": "2024"})
        assert answer.status_code == 422
        assert "Choose a draft to try" in answer.content.decode()
        assert "There is no draft" in hq_client.get("/trials/add/").content.decode()

    def test_an_approved_version_has_no_button(self, in_force, hq_client):
        page = hq_client.get(f"/programme-versions/{in_force.pk}/").content.decode()
        assert "/trials/add/" not in page

    def test_a_period_without_sales_says_so(self, tried, draft, hq_client):
        days = {"date_from": YEAR["date_from"].replace(year=2021),
                "date_to": YEAR["date_to"].replace(year=2022)}  # fmt: skip
        page = hq_client.get(f"/trials/{tried(draft, **days).pk}/").content.decode()
        assert "No programme counts a sale in these days." in page

    def test_cancel_and_delete(self, draft, hq, hq_client):
        trial = start_trial(drafts=[draft.pk], access=hq, **YEAR)
        assert hq_client.post(f"/trials/{trial.pk}/cancel/").status_code == 302
        page = hq_client.get(f"/trials/{trial.pk}/").content.decode()
        assert "This was cancelled." in page
        answer = hq_client.post(f"/trials/{trial.pk}/delete/")
        assert (answer.status_code, answer.url) == (302, "/trials/")
        assert not Trial.objects.exists()


class TestReasons:
    def test_both_sides(self, mixed, hq_client):
        address = f"/trials/{mixed.pk}/reasons/"
        assert "Choose a dealer." in hq_client.get(address).content.decode()
        page = hq_client.get(address, {"dealer": "GZ"}).content.decode()
        assert "60,000.00 × 1 % = 600.00" in page
        assert "60,000.00 × 2 % = 1,200.00" in page

    def test_only_what_differs(self, mixed, hq_client):
        address = f"/trials/{mixed.pk}/reasons/"
        page = hq_client.get(address, {"dealer": "HZ", "changed": "on"}).content.decode()
        assert "ANNUAL 2024" in page
        assert "SAME 2024" not in page

    def test_somebody_out_of_sight(self, mixed, province_client):
        answer = province_client.get(f"/trials/{mixed.pk}/reasons/", {"dealer": "HZ"})
        assert answer.status_code == 422


class TestWhoSeesWhat:
    def test_a_province_sees_its_dealers(self, mixed, province, province_client):
        assert [row[0] for row in told(found_in(mixed, province.scope).dealers)] == ["GZ", "GD"]
        page = province_client.get(f"/trials/{mixed.pk}/").content.decode()
        assert ">GZ</a>" in page
        assert ">HZ</a>" not in page
        assert "602.00" in page  # the total of what she sees
        assert "802.00" not in page

    def test_dealers_do_not_know_of_it(self, mixed, dealer_client):
        for address in ("/trials/", f"/trials/{mixed.pk}/", f"/api/v1/trials/{mixed.pk}/result/"):
            assert dealer_client.get(address).status_code == 404

    def test_who_may_not_propose_may_read(self, mixed, finance_client):
        assert finance_client.get(f"/trials/{mixed.pk}/").status_code == 200
        assert finance_client.get("/trials/add/").status_code == 403
        assert finance_client.post(f"/trials/{mixed.pk}/delete/").status_code == 403


class TestFiles:
    def rows(self, client, trial) -> list[list[str]]:
        answer = client.get(f"/trials/{trial.pk}/?format=csv")
        text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
        return list(csv.reader(io.StringIO(text)))

    def test_every_line(self, mixed, hq_client):
        titles, *rows = self.rows(hq_client, mixed)
        assert len(titles) == 9
        assert ["GZ", "ANNUAL", "2024", "0.00", "600.00", "1200.00", "600.00", "100.0"] in [
            [row[0], *row[2:]] for row in rows
        ]
        assert len(rows) == mixed.lines.count() == 5

    def test_a_name_is_no_formula(self, mixed, hq_client, dealers):
        dealers.guangzhou.name = "=1+1"
        dealers.guangzhou.save()
        names = [row[1] for row in self.rows(hq_client, mixed)]
        assert "'=1+1" in names or not any(name.startswith("=") for name in names)

    def test_of_the_dealers_in_sight(self, mixed, province_client):
        assert {row[0] for row in self.rows(province_client, mixed)[1:]} == {"GZ", "GD"}

    def test_a_workbook(self, mixed, hq_client):
        answer = hq_client.get(f"/trials/{mixed.pk}/?format=xlsx")
        assert b"".join(answer.streaming_content).startswith(b"PK")


class TestOverHttp:
    def post(self, client, address, **data):
        return client.post(address, json.dumps(data), content_type="application/json")

    def test_from_start_to_result(self, draft, sold, hq_client):
        days = {"from": "2024-01-01", "to": "2025-01-01"}
        answer = self.post(hq_client, "/api/v1/trials/", drafts=[draft.pk], **days)
        assert answer.status_code == 201, answer.content
        address = f"/api/v1/trials/{answer.json()['id']}/"
        assert hq_client.get(f"{address}result/").json()["dealers"] == []
        work()
        assert hq_client.get(address).json()["status"] == "done"
        found = hq_client.get(f"{address}result/").json()
        assert (found["before"], found["after"], found["percent"]) == ("700.00", "1400.00", "100.0")
        assert found["dealers"][0] == {
            "dealer": "GZ", "programme": None, "posted": "0.00", "before": "600.00",
            "after": "1200.00", "difference": "600.00", "percent": "100.0",
        }  # fmt: skip
        [line] = hq_client.get(f"{address}reasons/", {"dealer": "GZ"}).json()
        assert line["reasons"]["before"] != line["reasons"]["after"]
        assert self.post(hq_client, f"{address}cancel/").status_code == 400
        assert self.post(hq_client, f"{address}delete/").status_code == 204

    def test_what_is_refused(self, draft, hq_client, finance_client):
        days = {"from": "2024-01-01", "to": "2025-01-01"}
        assert self.post(hq_client, "/api/v1/trials/", **days).status_code == 400
        answer = self.post(finance_client, "/api/v1/trials/", drafts=[draft.pk], **days)
        assert answer.status_code == 403

"""Each check finds what it is for, nothing else, and leads to where that is mended."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from channels_mgmt.core.checklists import Asked, Weight, checklist, register_check
from channels_mgmt.core.scopes import Scope
from pricing.models import PriceList
from rebates.models import StatementAnswer
from rebates.services.runs import approve_run
from tests import factories as make

from .conftest import YEAR, day

EVERYTHING = Scope(everything=True)


def counts(asked: Asked = YEAR, scope: Scope = EVERYTHING) -> dict[str, int]:
    return {item.name: item.count for item in checklist(asked, scope) if item.count}


def test_it_works(dealers, hq_client):
    make.make_batch(kind="sales", status="taking_in")
    items = checklist(YEAR, EVERYTHING)
    assert [item.name for item in items if item.count] == ["imports_under_way"]
    assert items[0].blocks
    assert hq_client.get(items[0].url).status_code == 200


def test_a_brand_without_anything_has_nothing_to_look_at(db):
    assert counts() == {}


def test_every_item_leads_to_a_page(db, hq_client):
    for item in checklist(YEAR, EVERYTHING):
        assert not item.page or hq_client.get(item.url).status_code == 200, item.name


def test_files_that_nobody_has_decided_on(db):
    for status in ("mapping", "checking", "checked", "discarded", "committed"):
        make.make_batch(kind="sales", status=status)
    make.make_batch(kind="dealers", status="checked")
    assert counts() == {"imports_undecided": 3}


@pytest.mark.parametrize(
    ("date", "waits"),
    [
        ("2024-01-01", True), ("2024-12-31", True), ("2023-12-31", False), ("2025-01-01", False),
        ("yesterday", True), ("", True),
    ],
)  # fmt: skip
def test_rejected_rows_of_the_days_or_of_no_day_that_can_be_read(db, date, waits):
    batch = make.make_batch(kind="sales", status="committed")
    make.make_rejected_row(batch=batch, cells={"date": date})
    make.make_rejected_row(batch=batch, number=3, status="discarded")
    assert counts().get("rejected_rows", 0) == waits


def test_a_row_without_a_date_waits_too(db):
    batch = make.make_batch(kind="sales", status="committed")
    make.make_rejected_row(batch=batch, cells={"dealer": "X"})
    assert counts() == {"rejected_rows": 1}


def test_names_that_stand_for_nothing_are_counted_once_each(db, hq_client):
    batch = make.make_batch(kind="sales", status="committed")
    for number, value in enumerate(["某商行", "某商行", "另一家"], start=2):
        fault = {"row": number, "column": "dealer", "value": value, "code": "unknown_dealer",
                 "message": "?"}  # fmt: skip
        make.make_rejected_row(batch=batch, number=number, faults=[fault])
    assert counts() == {"rejected_rows": 3, "unmapped_names": 2}
    [item] = [item for item in checklist(YEAR, EVERYTHING) if item.name == "unmapped_names"]
    assert hq_client.get(item.url).status_code == 200
    make.make_alias(text="某商行", code=make.make_dealer().code)
    assert counts()["unmapped_names"] == 1


class TestLateLines:
    def test_those_of_the_days_are_counted_by_this_settlement(self, posted_of, sell, dealers):
        sell(dealers.guangzhou, "100")
        posted_of(2024)
        assert "late_lines" not in counts()
        sell(dealers.guangzhou, "7")
        assert counts()["late_lines"] == 1
        posted_of(2024)  # it counted it
        assert "late_lines" not in counts()

    def test_those_of_other_days_are_not(self, before, sell, dealers):
        sell(dealers.guangzhou, "7", "2023-06-01")
        found = counts()
        assert (found.get("late_lines"), found["late_lines_elsewhere"]) == (None, 1)

    def test_a_run_of_one_dealer_knows_nothing_of_another(self, posted_of, sell, dealers):
        sell(dealers.guangzhou, "100")
        posted_of(2024, dealers=["GZ"])
        sell(dealers.hangzhou, "7")
        assert "late_lines" not in counts()


class TestPrices:
    def price(self, sku, dealer, **more):
        lists = PriceList.objects.get_or_create(code="L", defaults={"published_at": timezone.now()})
        values = {"price_list": lists[0], "sku": sku, "tier": dealer.tier} | more
        return make.make_price(**values | {"region": more.get("region", dealer.home_region)})

    def test_a_product_that_no_list_names_needs_none(self, sell, dealers):
        sell(dealers.guangzhou, "100")
        assert "unpriced_lines" not in counts()

    def test_lists_that_name_it_for_others_alone(self, sell, dealers):
        sku = make.make_sku()
        self.price(sku, dealers.hangzhou)
        sell(dealers.hangzhou, "100", sku=sku)
        sell(dealers.guangzhou, "100", sku=sku)
        sell(dealers.guangzhou, "100", sku=sku, kind="sell_out")
        assert counts()["unpriced_lines"] == 1

    def test_a_price_of_the_province_is_one_of_the_city(self, sell, dealers, regions):
        sku = make.make_sku()
        self.price(sku, dealers.guangzhou, region=regions.guangdong)
        sell(dealers.guangzhou, "100", sku=sku)
        assert "unpriced_lines" not in counts()

    def test_it_is_asked_day_by_day(self, sell, dealers, regions):
        sku = make.make_sku()
        self.price(sku, dealers.guangzhou, valid_to=day("2024-03-15"))
        self.price(sku, dealers.hangzhou)
        sell(dealers.guangzhou, "100", "2024-03-14", sku=sku)
        sell(dealers.guangzhou, "100", "2024-03-15", sku=sku)
        assert counts()["unpriced_lines"] == 1

    def test_a_list_that_is_not_published_says_nothing(self, sell, dealers):
        sku = make.make_sku()
        make.make_price(sku=sku, tier=dealers.guangdong.tier, region=dealers.guangdong.home_region)
        sell(dealers.guangzhou, "100", sku=sku)
        assert "unpriced_lines" not in counts()


def test_drafts_of_versions_that_hold_in_the_days(programme):
    make.make_version(programme, status="draft", valid_from=day("2024-12-31"))
    make.make_version(programme, status="draft", valid_from=day("2025-01-01"))
    assert counts() == {"draft_versions": 1}
    other = Asked(YEAR.date_from, YEAR.date_to, programmes=("OTHER",))
    assert counts(other) == {}


def test_sellers_without_upstream_and_without_territory(sell, dealers):
    sell(dealers.hangzhou, "100")
    sell(dealers.guangzhou, "100")
    sell(dealers.guangdong, "100")  # of the highest tier here
    assert counts() == {"without_upstream": 1}
    make.make_territory(dealer=dealers.guangzhou)
    assert counts()["without_territory"] == 2


def test_sellers_whose_contract_ended(sell, dealers):
    for dealer in (dealers.guangzhou, dealers.guangdong):
        sell(dealer, "100")
    make.make_contract(dealer=dealers.guangzhou, valid_to=day("2024-12-31"))
    assert counts()["contracts_ended"] == 1
    make.make_contract(dealer=dealers.guangzhou, valid_from=day("2024-12-31"), valid_to=None)
    assert "contracts_ended" not in counts()


def test_targets_are_asked_for_only_where_a_programme_measures_by_them(sell, dealers, programme):
    sell(dealers.guangdong, "100")
    assert "targets_missing" not in counts()
    programme.versions.update(target="attainment_percent")
    assert counts()["targets_missing"] == 1
    make.make_target(dealer=dealers.guangdong)
    assert "targets_missing" not in counts()


def test_statements_that_are_disputed(before, draft_of):
    statement = before.statements.first()
    StatementAnswer.objects.create(statement=statement, kind="disputed", text="?")
    assert counts()["disputed_statements"] == 1


def test_a_person_of_a_province_hears_of_her_dealers_alone(sell, dealers, province):
    sell(dealers.hangzhou, "100")
    make.make_batch(kind="sales", status="taking_in")
    assert counts(scope=province.scope) == {}


def test_what_blocks_keeps_a_draft_from_being_approved(draft, finance):
    batch = make.make_batch(kind="sales", status="taking_in")
    with pytest.raises(ValidationError) as refused:
        approve_run(run=draft, access=finance, reason="checked")
    assert "Sales files that are being taken in: 1." in refused.value.messages[0]
    batch.status = "committed"
    batch.save()
    assert approve_run(run=draft, access=finance, reason="checked").status == "approved"


def test_queries_do_not_grow_with_dealers_and_lines(sell, dealers, programme):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            checklist(YEAR, EVERYTHING)
        return len(found)

    sell(dealers.guangzhou, "100")
    few = asked()
    for _ in range(15):
        sell(make.make_dealer(), "100")
    assert asked() == few
    assert few <= 30


def test_other_floors_add_theirs(db, monkeypatch):
    from channels_mgmt.core import checklists

    monkeypatch.setattr(checklists, "_checks", dict(checklists._checks))
    item = checklists.Item("open_cases", "Open cases", 2, weight=Weight.TELLS)
    register_check(lambda asked, scope: [item])
    assert counts() == {"open_cases": 2}


class TestBefore:
    """The same before a run is started, on a page and over HTTP."""

    def test_the_page_asks_and_answers(self, before, hq_client, sell, dealers):
        assert hq_client.get("/settlement-runs/before/").status_code == 200
        sell(dealers.guangzhou, "7", "2023-06-01")
        text = hq_client.get("/settlement-runs/before/", {"period": "2023"}).content.decode()
        assert "Lines that came after these days were settled" in text
        assert '<input type="hidden" name="period" value="2023">' in text

    def test_what_is_wrong_is_said(self, before, hq_client):
        answer = hq_client.get("/settlement-runs/before/", {"period": "", "dealers": "X"})
        assert answer.status_code == 422

    def test_over_http(self, before, hq_client):
        make.make_batch(kind="sales", status="taking_in")
        answer = hq_client.get(
            "/api/v1/settlement-runs/before/", {"from": "2024-01-01", "to": "2025-01-01"}
        )
        found = json.loads(answer.content)
        assert found[0]["name"] == "imports_under_way"
        assert (found[0]["count"], found[0]["weight"]) == (1, "blocks")
        assert hq_client.get("/api/v1/settlement-runs/before/").status_code == 400


def test_the_last_day_is_the_one_before_the_end():
    assert YEAR.last_day == datetime.date(2024, 12, 31)

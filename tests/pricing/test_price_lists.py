"""Price lists: a draft counts for nothing, a published one is frozen, a new version supersedes."""

import datetime
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from channels_mgmt.core.models import AuditEntry
from channels_mgmt.core.scopes import Verb
from pricing.models import Price, PriceList
from pricing.prices import price_of, prices_for
from pricing.services.price_lists import publish_list, save_price, save_price_list
from tests import factories as make
from tests.imports.world import take

pytestmark = pytest.mark.django_db
DAY, LATER = datetime.date(2024, 6, 1), datetime.date(2025, 1, 1)
WRITE = {"verb": Verb.CHANGE_PRODUCTS, "reason": "new year"}


@pytest.fixture
def standard(dealers, hq) -> PriceList:
    """Published, with a price of 100 for city dealers everywhere."""
    price_list = PriceList.objects.create(code="STANDARD")
    make.make_price(price=D("100"), price_list=price_list, sku=make.make_sku("H1"))
    return publish_list(price_list=price_list, access=hq, reason="agreed")


def price(dealers, day=DAY) -> D:
    sku = Price.objects.first().sku
    return price_of(sku=sku, dealer=dealers.guangzhou, day=day).price


def test_it_works(standard, dealers):
    assert price(dealers) == D("100")
    assert AuditEntry.objects.get(action="published").reason == "agreed"


def test_a_draft_counts_for_nothing(standard, dealers):
    draft = PriceList.objects.create(code="DRAFT")
    make.make_price(price=D("1"), price_list=draft, sku=Price.objects.get().sku,
                    region=dealers.guangzhou.home_region)  # fmt: skip
    assert price(dealers) == D("100")


def test_no_price_is_a_clear_error(standard, dealers):
    other = make.make_sku("H2")
    with pytest.raises(ValidationError, match="H2 has no price for City in .* on 2024-06-01"):
        price_of(sku=other, dealer=dealers.guangzhou, day=DAY)
    with pytest.raises(ValidationError, match="has no price for Provincial"):
        price_of(sku=Price.objects.get().sku, dealer=dealers.guangdong, day=DAY)


def test_two_published_lists_that_disagree_are_a_clear_error(standard, dealers, hq):
    other = PriceList.objects.create(code="OTHER")
    make.make_price(price=D("90"), price_list=other, sku=Price.objects.get().sku)
    publish_list(price_list=other, access=hq, reason="by mistake")
    with pytest.raises(ValidationError, match="OTHER, STANDARD"):
        price(dealers)


def test_a_published_list_is_frozen_on_every_way_in(standard, hq, hq_client):
    stored = Price.objects.get()
    stored.price = D("1")
    with pytest.raises(ValidationError, match="make a new version"):
        save_price(instance=stored, access=hq, **WRITE)
    assert hq_client.get(f"/prices/{stored.pk}/edit/").status_code == 403
    row = "STANDARD,city,,H1,1,2024-01-01,\n"
    header = "price_list,tier,region,sku,price,valid_from,valid_to\n"
    report = take("prices", header + row)
    assert [error.code for error in report.errors] == ["price_list_frozen"]
    assert not take("prices", header + row.replace(",1,", ",100,")).refused
    assert Price.objects.get().price == D("100")


def test_a_new_version_begins_as_a_copy_and_counts_from_its_day(standard, hq, dealers):
    draft = PriceList(code="STANDARD-2025", supersedes=standard, valid_from=LATER)
    save_price_list(instance=draft, access=hq, **WRITE)
    copy = draft.prices.get()
    copy.price = D("110")
    save_price(instance=copy, access=hq, **WRITE)
    assert price(dealers, LATER) == D("100")  # not published yet
    publish_list(price_list=draft, access=hq, reason="agreed")
    before = LATER - datetime.timedelta(days=1)
    assert (price(dealers, before), price(dealers, LATER)) == (D("100"), D("110"))


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"valid_from": None}, "Say from which day"),
        ({"supersedes": None, "code": "STANDARD"}, "already exists"),
    ],
)
def test_a_new_version_says_all_it_must(standard, hq, terms, words):
    values = {"code": "NEXT", "supersedes": standard, "valid_from": LATER} | terms
    with pytest.raises(ValidationError, match=words):
        save_price_list(instance=PriceList(**values), access=hq, **WRITE)


def test_only_a_published_list_is_superseded_and_only_once(standard, hq):
    first = PriceList(code="NEXT", supersedes=standard, valid_from=LATER)
    save_price_list(instance=first, access=hq, **WRITE)
    again = PriceList(code="AGAIN", supersedes=standard, valid_from=LATER)
    with pytest.raises(ValidationError, match="already exists"):
        save_price_list(instance=again, access=hq, **WRITE)
    third = PriceList(code="THIRD", supersedes=first, valid_from=LATER)
    with pytest.raises(ValidationError, match="is a draft"):
        save_price_list(instance=third, access=hq, **WRITE)


def test_an_empty_list_is_not_published(hq):
    with pytest.raises(ValidationError, match="no prices yet"):
        publish_list(
            price_list=PriceList.objects.create(code="EMPTY"), access=hq, reason="too early"
        )


def test_all_prices_of_a_dealer_take_one_query(
    standard, dealers, regions, django_assert_num_queries
):
    city = PriceList.objects.create(code="CITY", published_at=timezone.now())
    for number in range(20):
        make.make_price(price=D(str(number + 1)), price_list=city, region=regions.guangzhou,
                        sku=make.make_sku(f"S{number}"))  # fmt: skip
    gz = dealers.guangzhou
    with django_assert_num_queries(1):
        found = prices_for(tier=gz.tier, region=gz.home_region, day=DAY)
    assert sorted(answer.offer.price for answer in found.values()) == [
        *map(D, range(1, 21)), D("100"),
    ]  # fmt: skip


def test_the_pages_publish_and_make_a_new_version(dealers, hq_client):
    price_list = PriceList.objects.create(code="STANDARD")
    make.make_price(price=D("100"), price_list=price_list)
    page = f"/price-lists/{price_list.pk}/"
    assert "Draft" in hq_client.get(page).content.decode()
    hq_client.post(f"{page}publish/", {"reason": "agreed"})
    assert "?supersedes=STANDARD" in hq_client.get(page).content.decode()
    assert hq_client.get(f"{page}edit/").status_code == 403
    values = {"code": "NEXT", "supersedes": "STANDARD", "valid_from": "2025-01-01"}
    assert hq_client.post("/price-lists/add/", values).status_code == 302
    assert PriceList.objects.get(code="NEXT").prices.count() == 1

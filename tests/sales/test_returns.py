"""Returns and what they take back, also where nobody says."""

import csv
import datetime
import io

import pytest
from django.urls import reverse

from rebates.sales.models import SalesLine
from rebates.sales.returns import judged, with_originals
from tests import factories as make

pytestmark = pytest.mark.django_db
PAGE = reverse("sales:returns")
LATER = datetime.date(2024, 2, 1)


@pytest.fixture
def sku(dealers):
    return make.make_sku("H1")


@pytest.fixture
def sold(dealers, sku):
    """Three pieces on one line of an order, two on another."""
    return [
        make.make_sale(quantity=quantity, dealer=dealers.guangzhou, sku=sku, source="ERP",
                       order_number="SO1", line_number=number)
        for number, quantity in (("1", 3), ("2", 2))
    ]  # fmt: skip


def back(quantity: int, dealer, sku, order="SO1", line="1", **more) -> SalesLine:
    values = {"source": "ERP", "date": LATER, "amount": -1, **more}
    return make.make_sale(values.pop("amount"), quantity=-quantity, dealer=dealer, sku=sku,
                          returns_order=order, returns_line=line, **values)  # fmt: skip


def told(line: SalesLine) -> str:
    return judged(SalesLine.objects.all()).get(pk=line.pk).verdict


def originals(line: SalesLine) -> list[SalesLine]:
    [found] = with_originals(judged(SalesLine.objects.filter(pk=line.pk)))
    return list(found.originals)


def probable(line: SalesLine) -> SalesLine | None:
    [found] = with_originals(judged(SalesLine.objects.filter(pk=line.pk)))
    return found.probable


def test_it_works(dealers, sku, sold):
    line = back(2, dealers.guangzhou, sku)
    assert (told(line), originals(line)) == ("linked", [sold[0]])
    assert sold[0].pk not in judged(SalesLine.objects.all()).values_list("pk", flat=True)


def test_a_return_of_an_order_takes_back_any_of_its_lines_of_the_product(dealers, sku, sold):
    line = back(5, dealers.guangzhou, sku, line="")
    assert (told(line), originals(line)) == ("linked", sold)


@pytest.mark.parametrize(
    "more",
    [
        {"order": "SO9"},
        {"line": "9"},
        {"source": "POS"},
        {"kind": "sell_out"},
    ],
)
def test_what_names_a_line_that_is_not_there_is_taken_in_and_flagged(more, dealers, sku, sold):
    line = back(1, dealers.guangzhou, sku, **more)
    assert (told(line), originals(line)) == ("unknown", [])


def test_neither_another_dealer_nor_another_product_gives_it_back(dealers, sku, sold):
    for line in (back(1, dealers.hangzhou, sku), back(1, dealers.guangzhou, make.make_sku())):
        assert (told(line), originals(line), probable(line)) == ("unknown", [], None)


def test_more_cannot_come_back_than_was_sold(dealers, sku, sold):
    first, second = (back(quantity, dealers.guangzhou, sku) for quantity in (2, 2))
    assert {told(first), told(second)} == {"over"}
    assert told(back(2, dealers.guangzhou, sku, line="2")) == "linked"  # another line
    exactly = back(1, dealers.guangzhou, sku, line="2")
    assert told(exactly) == "over"


def test_the_original_may_come_after_its_return(dealers, sku):
    line = back(1, dealers.guangzhou, sku)
    assert told(line) == "unknown"
    make.make_sale(dealer=dealers.guangzhou, sku=sku, source="ERP", order_number="SO1")
    assert told(line) == "linked"


@pytest.mark.parametrize(
    ("days", "found"), [(0, True), (-31, True), (-366, True), (-400, False), (1, False)]
)
def test_without_an_original_the_last_sale_within_a_year_is_probable(days, found, dealers, sku):
    day = datetime.date(2025, 1, 31)
    earlier = make.make_sale(dealer=dealers.guangzhou, sku=sku, date=day - datetime.timedelta(800))
    last = make.make_sale(
        dealer=dealers.guangzhou, sku=sku, date=day + datetime.timedelta(days=days)
    )
    line = back(1, dealers.guangzhou, sku, "", "", date=day)
    assert told(line) == "unnamed"
    assert probable(line) == (last if found and days != -366 else None)
    assert probable(line) != earlier


def test_many_returns_cost_few_queries(dealers, sku, sold, django_assert_num_queries):
    for number in range(30):
        back(1, dealers.guangzhou, sku, "" if number % 2 else "SO1", "")
    lines = judged(SalesLine.objects.all())
    with django_assert_num_queries(4):
        assert len(with_originals(lines)) == 30


def rows(client, **asked) -> list[dict[str, str]]:
    answer = client.get(PAGE, {"format": "csv", **asked})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_page_and_its_files(dealers, sku, sold, hq_client):
    back(1, dealers.guangzhou, sku)
    back(1, dealers.guangzhou, sku, "SO9")
    back(9, dealers.guangzhou, sku, line="2")
    back(1, dealers.guangzhou, sku, "", "")
    page = hq_client.get(PAGE).content.decode()
    assert reverse("sales:salesline_detail", args=[sold[0].pk]) in page
    assert "Names a line that is not there" in page
    assert {row["Original"] for row in rows(hq_client)} == {"ERP SO1/1", "ERP SO1/2", ""}
    for verdict in ("linked", "unknown", "over", "unnamed"):
        assert len(rows(hq_client, verdict=verdict)) == 1
    workbook = hq_client.get(PAGE, {"format": "xlsx"})
    assert b"".join(workbook.streaming_content)[:2] == b"PK"


def test_everybody_sees_the_returns_of_her_own_dealers(
    dealers, sku, sold, dealer_client, province_client, stranger_client
):
    back(1, dealers.guangzhou, sku)
    back(1, dealers.hangzhou, sku)
    for client, code in ((dealer_client, "GZ"), (province_client, "GZ"), (stranger_client, "HZ")):
        assert [row["Dealer code"] for row in rows(client)] == [code]
    assert "SO1/1" not in [row["Original"] for row in rows(stranger_client)]


def test_the_page_costs_the_same_at_any_length(
    dealers, sku, sold, hq_client, django_assert_max_num_queries
):
    for _ in range(40):
        back(1, dealers.guangzhou, sku)
    with django_assert_max_num_queries(20):
        hq_client.get(PAGE)

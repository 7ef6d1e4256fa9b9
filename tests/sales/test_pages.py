"""Sales lines are looked at, filtered, exported; never edited."""

import csv
import io

import pytest
from django.urls import reverse

from channels_mgmt.core.models import ImportBatch
from rebates.sales.models import SalesLine
from tests import factories as make

LIST = reverse("sales:salesline_list")


@pytest.fixture
def lines(dealers):
    sku, other = make.make_sku("S1"), make.make_sku("S2")
    batch = make.make_batch()
    made = [
        make.make_sale("10", dealer=dealers.guangzhou, sku=sku, date="2025-01-31", batch=batch),
        make.make_sale("20", dealer=dealers.guangzhou, sku=other, date="2025-02-01", source="POS"),
        make.make_sale("40", dealer=dealers.hangzhou, sku=sku, date="2025-02-28", kind="online",
                       channel="jd"),
    ]  # fmt: skip
    return made


def amounts(client, **filters) -> set[str]:
    answer = client.get(reverse("sales:salesline_export"), {"format": "csv", **filters})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {row["Amount"].partition(".")[0] for row in csv.DictReader(io.StringIO(text))}


def test_it_works(hq_client, lines):
    page = hq_client.get(LIST).content.decode()
    assert "3 rows" in page
    assert "70.00" in page  # the total
    detail = hq_client.get(reverse("sales:salesline_detail", args=[lines[0].pk]))
    assert detail.status_code == 200


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"date_from": "2025-02-01"}, {"20", "40"}),
        ({"date_to": "2025-01-31"}, {"10"}),
        ({"date_from": "2025-02-01", "date_to": "2025-02-27"}, {"20"}),
        ({"dealer": "GZ"}, {"10", "20"}),
        ({"sku": "S1"}, {"10", "40"}),
        ({"kind": "online"}, {"40"}),
        ({"channel": "jd"}, {"40"}),
        ({"source": "POS"}, {"20"}),
        ({"region": "440000"}, {"10", "20"}),  # a province stands for all below it
    ],
)
def test_filters(hq_client, lines, filters, found):
    assert amounts(hq_client, **filters) == found


def test_the_lines_of_one_import(hq_client, lines):
    assert amounts(hq_client, batch=lines[0].batch_id) == {"10"}
    assert ImportBatch.objects.count() == 3


def test_everybody_sees_the_lines_of_her_own_dealers(province_client, dealer_client, lines):
    assert amounts(province_client) == {"10", "20"}
    assert amounts(dealer_client) == {"10", "20"}
    foreign = reverse("sales:salesline_detail", args=[lines[2].pk])
    assert dealer_client.get(foreign).status_code == 404
    assert province_client.get(foreign).status_code == 404


def test_a_line_has_no_form(hq_client, lines):
    detail = reverse("sales:salesline_detail", args=[lines[0].pk])
    assert hq_client.get(detail + "edit/").status_code == 404
    assert hq_client.get(LIST + "add/").status_code == 404
    assert hq_client.post(detail).status_code == 405


def test_a_list_costs_the_same_at_any_length(hq_client, lines, django_assert_max_num_queries):
    for _ in range(30):
        make.make_sale(dealer=lines[0].dealer, sku=lines[0].sku, batch=lines[0].batch)
    with django_assert_max_num_queries(25):
        hq_client.get(LIST)
    assert SalesLine.objects.count() == 33

"""How far a dealer is, by the API, and on the dealer's page for those who manage it."""

import pytest
from django.utils import timezone

from rebates.models import Step
from rebates.sales.cells import mark_changed
from tests import factories as make
from tests.settlement.world import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(dealers):
    """1 % from the first yuan, 3 % from 100,000; 82,400 sold."""
    version = make.make_version(make.make_programme("ANNUAL"))
    Step.objects.create(version=version, lower=100_000, percent=3)
    make.make_sale("82400", dealer=dealers.guangzhou, date=day("2026-03-01"))
    mark_changed([day("2026-03-01")])


def address(dealer, on: str = "2026-03-20") -> str:
    return f"/api/v1/dealers/{dealer.pk}/progress/?day={on}"


def test_it_works(dealer_client, dealers, sold):
    [found] = dealer_client.get(address(dealers.guangzhou)).json()
    assert found == {
        "programme": "ANNUAL", "version": 1, "period": "2026", "ends_on": "2026-12-31",
        "target": "net_amount", "so_far": "82400.0000", "step": 1, "steps": 2, "due": "824.00",
        "counts": True, "without": None,
        "next_step": {
            "step": 2, "bound": "100000.0000", "missing": "17600.0000", "beyond": False,
            "due": "3000.00", "gain": "2176.00", "estimated": False,
            "to_sell": "17600.0000", "in_pieces": False,
        },
    }  # fmt: skip


def test_who_sees_the_dealer_sees_its_progress(
    dealer_client, province_client, hq_client, stranger_client, client, dealers
):
    clients = (dealer_client, province_client, hq_client, stranger_client, client)
    found = [each.get(address(dealers.guangzhou)).status_code for each in clients]
    assert found == [200, 200, 200, 404, 403]
    assert province_client.get(address(dealers.hangzhou)).status_code == 404


@pytest.mark.parametrize("on", ["yesterday", "2026-02-30", "9999-12-31"])
def test_a_day_that_is_none_is_named(hq_client, dealers, on):
    answer = hq_client.get(address(dealers.guangzhou, on))
    assert answer.status_code == 400
    assert "day" in str(answer.json())


def test_without_a_day_it_is_today(hq_client, dealers, sold):
    [found] = hq_client.get(f"/api/v1/dealers/{dealers.guangzhou.pk}/progress/").json()
    assert found["period"] == str(timezone.localdate().year)


def test_it_only_reads(hq_client, dealers):
    assert hq_client.post(address(dealers.guangzhou)).status_code == 405


def test_it_stands_in_the_schema(hq_client):
    schema = hq_client.get("/api/v1/schema/?format=json").json()
    [found] = [path for path in schema["paths"] if path.endswith("/progress/")]
    assert schema["paths"][found]["get"]["operationId"] == "dealers_progress"


def test_the_manager_reads_it_on_the_dealers_page(province_client, dealers):
    today = timezone.localdate()
    make.make_version(period="year")
    page = province_client.get(f"/dealers/{dealers.guangzhou.pk}/").content.decode()
    assert "Open periods" not in page  # nothing counts yet
    make.make_sale("1000", dealer=dealers.guangzhou, date=today)
    mark_changed([today])
    page = province_client.get(f"/dealers/{dealers.guangzhou.pk}/").content.decode()
    assert "Open periods" in page
    assert "The highest step is reached." in page

"""The home page: the brand side sees the main job, a dealer its own account."""

import pytest

from tests.factories import make_entry, make_run, make_sale, make_statement

pytestmark = pytest.mark.django_db


def test_headquarters_sees_the_three_steps_and_how_far_they_are(hq_client, dealers):
    make_sale(dealer=dealers.guangzhou)
    make_run()
    page = hq_client.get("/").content.decode()
    assert [step in page for step in ("Upload sales", "Settle a period", "Send statements")] == [
        True,
        True,
        True,
    ]
    assert page.count("1 on record") == 2
    assert "0 on record" in page


def test_a_province_counts_its_own(province_client, dealers):
    make_sale(dealer=dealers.guangzhou)
    make_sale(dealer=dealers.hangzhou)
    assert "1 on record" in province_client.get("/").content.decode()


def test_a_dealer_sees_balance_and_statements_of_its_own(dealer_client, dealers):
    make_entry("1000.00", dealer=dealers.guangzhou)
    make_entry("-50.50", dealer=dealers.guangzhou)
    make_entry("777.00", dealer=dealers.hangzhou)
    own, foreign = make_statement(dealers.guangzhou), make_statement(dealers.hangzhou)
    page = dealer_client.get("/").content.decode()
    assert "949.50" in page
    assert f">{own.number}<" in page
    assert "777.00" not in page
    assert f">{foreign.number}<" not in page
    assert "Upload sales" not in page


def test_the_brands_name_stands_on_every_page(hq_client, brand, client):
    assert "A Brand" in hq_client.get("/dealers/").content.decode()
    assert "A Brand" in client.get("/sign-in/").content.decode()

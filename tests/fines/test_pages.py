"""Where people find a fine and a demand."""

import pytest

from rebates.models import FineLine, TopUpDemand
from tests.conduct.making import make_rule_version
from tests.conftest import signed_in
from tests.fines.world import stated

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(world):
    make_rule_version()
    world.contract()
    world.lodged("200000")
    world.fined()
    return world.month(3)


def text(client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_manager_finds_the_fine_on_run_case_and_its_own_page(world, run):
    line = FineLine.objects.get(part="fine")
    client = signed_in(world.desk.judge)
    for address in (f"/settlement-runs/{run.pk}/", f"/violations/{line.case_id}/", "/fine-lines/"):
        assert f"/fine-lines/{line.pk}/" in text(client, address)
    page = text(client, f"/fine-lines/{line.pk}/")
    assert "offence 1 within its window" in page
    assert "liquidated damages" in page


def test_the_demand_is_on_the_dealers_page_the_list_and_the_portal(world, run):
    [demand] = TopUpDemand.objects.all()
    address = f"/top-up-demands/{demand.pk}/"
    manager, dealer = signed_in(world.desk.judge), signed_in(world.desk.accused)
    assert address in text(manager, f"/dealers/{world.accused.pk}/")
    assert address in text(dealer, "/portal/penalties/")
    assert "Missing by now" in text(dealer, address)
    rows = dealer.get("/api/v1/top-up-demands/?state=open").json()["results"]
    assert [(row["amount"], row["state"], row["missing"]) for row in rows] == [
        ("100000.00", "open", "100000.00")
    ]
    assert dealer.get("/api/v1/top-up-demands/?state=met").json()["results"] == []


def test_the_statement_page_leads_to_the_fine(world, run):
    statement = run.statements.get(dealer=world.accused)
    line = stated(run)["fines"][0]
    page = text(signed_in(world.desk.accused), f"/statements/{statement.pk}/")
    assert f"/fine-lines/{line['id']}/" in page
    assert "Please lodge" in page


def test_the_list_is_a_file_too(world, run):
    told = signed_in(world.desk.judge).get("/fine-lines/export/?format=csv")
    assert "-100000.00" in b"".join(told.streaming_content).decode()


def test_whoever_has_but_a_fine_is_looked_through(world, run):
    draft_of = world.fined
    draft_of()
    draft = world.drafted(3)
    page = text(signed_in(world.desk.judge), f"/settlement-runs/{draft.pk}/review/")
    assert "D1" in page

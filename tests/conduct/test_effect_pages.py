"""Effects that a person finishes or tries once more, on their pages and by the API."""

import json

import pytest

from rebates.conduct.models import Effect
from tests.conduct.making import make_effect, make_rule_version
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


@pytest.fixture
def cut(desk, db) -> Effect:
    """A plan cut in force."""
    make_rule_version(steps=({"number": 1, "plan_cut_percent": 10},))
    return desk.confirmed().effects.get()


def at(effect: Effect, verb: str = "") -> str:
    return f"/penalty-effects/{effect.pk}/" + (f"{verb}/" if verb else "")


def test_it_works(desk, cut):
    """From the case to its effect, which is finished with a reason."""
    client = signed_in(desk.opener)
    assert f'href="{at(cut)}"' in client.get(f"/violations/{cut.violation_id}/").content.decode()
    assert "It was done" in client.get(at(cut), headers=EN).content.decode()
    assert client.post(at(cut, "finish"), {"reason": "新计划已下发"}).status_code == 302
    cut.refresh_from_db()
    assert (cut.status, cut.note) == ("ended", "新计划已下发")


def test_what_still_stands_in_the_way_is_said(desk, cut):
    stuck = make_effect(decision=cut.decision, kind="termination", status="stuck", note="x")
    answer = signed_in(desk.decider).post(at(stuck, "retry"), {}, headers=EN)
    stuck.refresh_from_db()
    assert (answer.status_code, stuck.status) == (302, "reversed")


def test_by_the_api(desk, cut):
    address, body = f"/api/v1/effects/{cut.pk}/finish/", json.dumps({"reason": "完成"})
    answer = signed_in(desk.opener).post(address, body, content_type="application/json")
    assert answer.json()["status"] == "ended"
    again = signed_in(desk.opener).post(address, body, content_type="application/json")
    assert again.status_code == 400


@pytest.mark.parametrize("verb", ["finish", "retry"])
def test_a_dealer_does_neither(desk, cut, verb):
    client = signed_in(desk.accused)
    assert client.get(at(cut)).status_code == 404
    assert client.post(at(cut, verb), {"reason": "x"}).status_code == 404


def test_the_dealer_reads_it_on_its_case_without_the_note(desk, cut):
    Effect.objects.filter(pk=cut.pk).update(note="内部说明")
    page = signed_in(desk.accused).get(f"/violations/{cut.violation_id}/").content.decode()
    assert "内部说明" not in page
    assert at(cut) not in page
    assert "10" in page

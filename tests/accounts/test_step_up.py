"""Before money moves the person confirms who she is: on the page, and by API."""

import time

import pytest
from django.core.cache import cache
from django.test import Client

from channels_mgmt.accounts.services import make_token
from channels_mgmt.core.pages import Action
from dealers.models import Tier
from dealers.tier_pages import TierPages
from rebates.choices import RunStatus
from rebates.models import SettlementRun
from tests.accounts.conftest import PASSWORD, with_password
from tests.codes import code_of, with_second_factor
from tests.conftest import signed_in
from tests.factories import make_run, make_tier

pytestmark = pytest.mark.django_db
MINUTES = 60
CONFIRM = "/account/confirm/"


@pytest.fixture
def run(db) -> SettlementRun:
    return make_run(status=RunStatus.APPROVED)


def state(run: SettlementRun) -> str:
    return SettlementRun.objects.get(pk=run.pk).status


def later(client: Client, seconds: float = 5 * MINUTES + 1) -> Client:
    """The client, so long after its person confirmed."""
    session = client.session
    for step in session["account_authentication_methods"]:
        step["at"] = time.time() - seconds
    session.save()
    return client


@pytest.fixture
def poster(finance) -> Client:
    """Finance, with a second factor, some time after signing in."""
    with_second_factor(with_password(finance.user))
    return later(signed_in(finance))


def test_it_works(poster, run, finance):
    page = f"/settlement-runs/{run.pk}/post/"
    asked = poster.get(page)
    assert asked.headers["Location"] == f"{CONFIRM}?next={page}"
    assert "One-time code" in poster.get(asked.headers["Location"]).content.decode()
    answer = poster.post(asked.headers["Location"], {"code": code_of(finance.user), "next": page})
    assert answer.headers["Location"] == page
    assert poster.get(page).status_code == 200
    poster.post(page)
    assert state(run) == RunStatus.POSTING


def test_nothing_is_posted_before(poster, run):
    answer = poster.post(f"/settlement-runs/{run.pk}/post/")
    assert answer.headers["Location"].startswith(CONFIRM)
    assert state(run) == RunStatus.APPROVED


def test_the_password_is_not_enough_for_who_has_a_second_factor(poster, run):
    assert poster.post(CONFIRM, {"password": PASSWORD}).status_code == 422
    assert poster.get(f"/settlement-runs/{run.pk}/post/").status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 302)])
def test_it_holds_for_five_minutes(minutes, status, finance, run):
    client = later(signed_in(finance), minutes * MINUTES)
    assert client.get(f"/settlement-runs/{run.pk}/post/").status_code == status


def test_who_lacks_the_verb_is_refused_before_anything_is_asked(run, hq, dealer_client):
    assert later(signed_in(hq)).post(f"/settlement-runs/{run.pk}/post/").status_code == 403
    assert dealer_client.post(f"/settlement-runs/{run.pk}/post/").status_code == 404


def test_other_actions_ask_nothing(finance, run):
    client = later(signed_in(finance))
    SettlementRun.objects.filter(pk=run.pk).update(status=RunStatus.DRAFT)
    assert client.get(f"/settlement-runs/{run.pk}/approve/").status_code == 200


def test_an_action_with_step_up_has_a_page_to_come_back_to():
    assert not Action("end", "End", lambda: None, None).asks
    assert Action("end", "End", lambda: None, None, step_up=True).asks


def test_by_password_for_who_has_no_second_factor(user):
    client = Client()
    client.force_login(user)
    assert client.post(CONFIRM, {"code": "123456"}).status_code == 422
    answer = client.post(CONFIRM, {"password": PASSWORD, "next": "/account/recovery-codes/"})
    assert answer.headers["Location"] == "/account/recovery-codes/"
    assert client.post("/account/tokens/").status_code == 200


def test_a_wrong_password_confirms_nothing_and_is_not_tried_for_ever(user):
    client = Client()
    client.force_login(user)
    answers = [client.post(CONFIRM, {"password": "wrong"}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 429
    cache.clear()  # five minutes later
    assert client.post(CONFIRM, {"password": PASSWORD}).status_code == 302


# What was typed is not lost


def test_what_was_typed_into_a_form_is_there_after_confirming(hq, monkeypatch):
    monkeypatch.setattr(TierPages, "step_up", True)
    tier, client = make_tier("depot", rank=77, name="市级"), signed_in(hq)
    page = f"/tiers/{tier.pk}/edit/"
    form = client.get(page).context["form"]
    sent = {b.name: b.value() for b in form if b.value() is not None} | {"name": "地市级"}
    later(client)
    assert client.post(page, sent).headers["Location"].startswith(CONFIRM)
    assert Tier.objects.get(pk=tier.pk).name == "市级"
    later(client, -10 * MINUTES)  # as if she had confirmed
    answer = client.get(page)
    assert (answer.status_code, answer.context["form"]["name"].value()) == (200, "地市级")
    assert client.get(page).context["form"]["name"].value() == "市级"
    assert client.post(page, sent).status_code == 302
    assert Tier.objects.get(pk=tier.pk).name == "地市级"


def test_what_was_typed_into_a_new_record_is_there_after_confirming(hq, monkeypatch):
    monkeypatch.setattr(TierPages, "step_up", True)
    client = later(signed_in(hq))
    assert client.get("/tiers/add/").headers["Location"].startswith(CONFIRM)
    client.post("/tiers/add/", {"code": "new-tier"})
    later(client, -10 * MINUTES)
    assert client.get("/tiers/add/").context["form"]["code"].value() == "new-tier"
    assert not Tier.objects.filter(code="new-tier").exists()


def test_a_reason_is_there_after_confirming(poster, run, finance):
    page = f"/settlement-runs/{run.pk}/post/"
    poster.post(page, {"reason": "checked with the books", "seen": "abc"})
    later(poster, -10 * MINUTES)
    assert poster.get(page).context["form"].initial["reason"] == "checked with the books"


# By API


def api_post(client, run, **headers):
    return client.post(f"/api/v1/settlement-runs/{run.pk}/post/", headers=headers)


def refusal(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_by_api_a_session_must_be_confirmed(poster, finance, run):
    assert refusal(api_post(poster, run)) == (403, "confirm")
    assert state(run) == RunStatus.APPROVED
    poster.post(CONFIRM, {"code": code_of(finance.user)})
    assert api_post(poster, run).json()["status"] == RunStatus.POSTING


def test_a_session_is_not_confirmed_by_the_header(poster, finance, run):
    answer = api_post(poster, run, x_one_time_code=code_of(finance.user))
    assert refusal(answer) == (403, "confirm")


@pytest.fixture
def token(finance) -> str:
    with_second_factor(finance.user)
    return f"Token {make_token(user=finance.user)}"


def test_by_api_a_token_brings_a_code(client, token, finance, run):
    assert refusal(api_post(client, run, authorization=token)) == (403, "confirm")
    assert state(run) == RunStatus.APPROVED
    code = code_of(finance.user)
    answer = api_post(client, run, authorization=token, x_one_time_code=code)
    assert answer.json()["status"] == RunStatus.POSTING
    other = make_run(status=RunStatus.APPROVED)
    again = api_post(client, other, authorization=token, x_one_time_code=code)
    assert refusal(again) == (403, "confirm")
    assert state(other) == RunStatus.APPROVED


def test_a_wrong_code_or_somebody_elses_confirms_nothing(client, token, protected, run):
    for code in ("000000", "", "abcdef", code_of(protected)):
        answer = api_post(client, run, authorization=token, x_one_time_code=code)
        assert refusal(answer) == (403, "confirm")
    assert state(run) == RunStatus.APPROVED


def test_codes_are_not_tried_for_ever_by_api_either(client, token, finance, run):
    answers = [
        api_post(client, run, authorization=token, x_one_time_code="000000").status_code
        for _ in range(6)
    ]
    assert answers == [403] * 5 + [429]
    code = code_of(finance.user)
    assert api_post(client, run, authorization=token, x_one_time_code=code).status_code == 429
    assert state(run) == RunStatus.APPROVED


def test_the_schema_names_the_header(hq_client):
    schema = hq_client.get("/api/v1/schema/").content.decode()
    post = schema[schema.index("/api/v1/settlement-runs/{id}/post/:") :]
    assert "X-One-Time-Code" in post[: post.index("responses:")]

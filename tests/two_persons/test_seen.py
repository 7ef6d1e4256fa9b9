"""An approver approves what she saw: what has changed meanwhile is looked at again first."""

import re

import pytest

from rebates.models import ProgrammeVersion, SettlementRun, Step
from rebates.services.versions import change_draft, propose_version
from tests import factories as make
from tests.settlement.world import version_document

REASON = {"reason": "checked"}


def seen_on(page) -> str:
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


@pytest.fixture
def draft(hq) -> ProgrammeVersion:
    make.make_region("000000")
    document = version_document(valid_from="2024-01-01")
    programme = make.make_programme("ANNUAL")
    return propose_version(programme=programme, document=document, access=hq)


@pytest.fixture
def change(draft, hq):
    def call(**terms) -> None:
        document = version_document(valid_from="2024-01-01", **terms)
        change_draft(version=draft, document=document, access=hq)

    return call


CHANGES = {
    "a step": {"steps": [{"from": "0", "percent": "9"}]},
    "its scope": {"scope": {"kinds": ["sell_out"]}},
    "its method": {"method": "graduated"},
}
changes = pytest.mark.parametrize("terms", CHANGES.values(), ids=CHANGES)


class TestOnPages:
    def test_it_works(self, draft, finance_client):
        address = f"/programme-versions/{draft.pk}/approve/"
        seen = seen_on(finance_client.get(address))
        assert finance_client.post(address, REASON | {"seen": seen}).status_code == 302
        draft.refresh_from_db()
        assert draft.status == "approved"

    @changes
    def test_whoever_is_overtaken_is_told_by_whom_and_nothing_is_done(
        self, terms, draft, change, hq, finance_client
    ):
        address = f"/programme-versions/{draft.pk}/approve/"
        seen = seen_on(finance_client.get(address))
        change(**terms)
        answer = finance_client.post(address, REASON | {"seen": seen})
        assert answer.status_code == 422
        assert f"{hq.user} has changed this record since you opened it" in answer.content.decode()
        assert "checked</textarea>" in answer.content.decode()
        draft.refresh_from_db()
        assert draft.status == "draft"
        again = finance_client.post(address, REASON | {"seen": seen_on(answer)})
        assert again.status_code == 302

    def test_what_changed_before_the_question_came_is_said_with_it(
        self, draft, change, finance_client
    ):
        page = finance_client.get(f"/programme-versions/{draft.pk}/").content.decode()
        address = re.search(r'href="([^"]+/approve/\?seen=\w+)"', page)[1]
        assert "since you opened it" not in finance_client.get(address).content.decode()
        change(method="graduated")
        answer = finance_client.get(address)
        assert (answer.status_code, "since you opened it" in answer.content.decode()) == (200, True)

    def test_a_change_of_the_steps_alone_makes_an_edit_stale(self, draft, change, hq_client):
        address = f"/programme-versions/{draft.pk}/edit/"
        seen = seen_on(hq_client.get(address))
        change(steps=[{"from": "0", "percent": "9"}])
        answer = hq_client.post(address, {"seen": seen, "programme": "ANNUAL"})
        assert answer.status_code == 422
        assert Step.objects.get(version=draft).percent == 9

    def test_a_run_that_was_calculated_anew_is_another(self, hq, finance_client):
        run = make.make_run(status="draft", created_by=hq.user, input_digest="a" * 64)
        address = f"/settlement-runs/{run.pk}/approve/"
        seen = seen_on(finance_client.get(address))
        SettlementRun.objects.update(input_digest="b" * 64)
        assert finance_client.post(address, REASON | {"seen": seen}).status_code == 422
        assert SettlementRun.objects.get().status == "draft"


class TestByApi:
    @pytest.fixture
    def address(self, draft) -> str:
        return f"/api/v1/programme-versions/{draft.pk}/"

    def approve(self, client, address, body: dict | None = None, **headers):
        data = REASON | (body or {})
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(
            f"{address}approve/", data, content_type="application/json", headers=sent
        )

    def test_it_works(self, address, finance_client):
        tag = finance_client.get(address).headers["ETag"]
        answer = self.approve(finance_client, address, if_match=tag)
        assert answer.status_code == 200
        assert answer.headers["ETag"] not in ("", tag)

    @changes
    @pytest.mark.parametrize("way", ["header", "body"])
    def test_whoever_is_overtaken_is_told_by_whom_and_nothing_is_done(
        self, way, terms, address, draft, change, hq, finance_client
    ):
        tag = finance_client.get(address).headers["ETag"]
        change(**terms)
        if way == "header":
            answer = self.approve(finance_client, address, if_match=f'"other", {tag}')
        else:
            answer = self.approve(finance_client, address, {"seen": tag.strip('"')})
        assert answer.status_code == 412
        [error] = answer.json()["errors"]
        assert error["code"] == "stale"
        assert f"{hq.user} has changed this record" in error["message"]
        draft.refresh_from_db()
        assert draft.status == "draft"

    @pytest.mark.parametrize("tag", ["*", ""])
    def test_whoever_does_not_say_what_was_seen_is_not_held_to_it(
        self, tag, address, change, finance_client
    ):
        change(method="graduated")
        assert self.approve(finance_client, address, if_match=tag).status_code == 200

    def test_out_of_sight_is_not_there_whatever_was_seen(self, address, dealer_client):
        answer = self.approve(dealer_client, address, if_match='"abc"')
        assert answer.status_code == 404

    def test_two_persons_come_before_and_after(self, address, hq_client):
        tag = hq_client.get(address).headers["ETag"]
        assert self.approve(hq_client, address, if_match=tag).status_code == 400

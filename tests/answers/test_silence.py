"""What no answer means, the contract says; and before that the dealer is reminded once."""

import datetime
from decimal import Decimal as D

import pytest
from django.urls import reverse
from django.utils import timezone

from channels_mgmt.core.daily import plan_daily
from channels_mgmt.core.jobs import claim, run_job
from dealers.models import Contract
from rebates.models import Statement, StatementReminder
from rebates.services.answers import answer_statement, sayable, why_not
from rebates.services.reminders import remind
from rebates.services.statements import document_of, issue_statement, present
from tests import factories as make


@pytest.fixture
def issued(brand, dealers):
    def issue(days_ago: int = 0, dealer=None) -> Statement:
        moment = timezone.now() - datetime.timedelta(days=days_ago)
        dealer = dealer or dealers.guangzhou
        return issue_statement(run=make.make_run(), dealer=dealer, issued_at=moment)

    return issue


def contract(dealer, silence: str, **more) -> Contract:
    more = {"valid_from": "2020-01-01", "valid_to": None} | more
    return make.make_contract(dealer=dealer, silence_means=silence, status="in_force", **more)


def state(statement) -> str:
    return Statement.objects.with_answer().get(pk=statement.pk).answer


class TestSilence:
    @pytest.mark.parametrize(("means", "expected"), [
        ("accepted", "accepted"), ("nothing", "silent"), (None, "silent"),
    ])  # fmt: skip
    def test_counts_as_the_contract_says(self, issued, dealers, means, expected):
        if means:
            contract(dealers.guangzhou, means)
        late = issued(20)
        assert state(late) == expected
        assert state(issued(1)) == "open"

    def test_is_the_one_of_the_day_of_issue(self, issued, dealers):
        signed = contract(dealers.guangzhou, "accepted")
        late = issued(20)
        Contract.objects.filter(pk=signed.pk).update(silence_means="nothing")
        assert state(late) == "accepted"

    def test_a_draft_of_a_contract_says_nothing(self, issued, dealers):
        make.make_contract(dealer=dealers.guangzhou, silence_means="accepted", status="draft")
        assert state(issued(20)) == "silent"

    def test_accepted_is_no_longer_disputed_but_can_be_confirmed(
        self, issued, dealers, dealer_user
    ):
        contract(dealers.guangzhou, "accepted")
        late = Statement.objects.with_answer().get(pk=issued(20).pk)
        assert sayable(late, dealer_user) == ["confirmed"]
        assert "counts as accepted" in why_not("disputed", late)

    def test_an_answer_counts_more(self, issued, dealers, dealer_user, monkeypatch):
        contract(dealers.guangzhou, "accepted")
        found = issued()
        answer_statement(statement=found, kind="disputed", access=dealer_user, text="不对")
        later = timezone.localdate() + datetime.timedelta(days=100)
        monkeypatch.setattr(timezone, "localdate", lambda *args: later)
        assert state(found) == "disputed"

    def test_the_paper_and_the_page_say_it(self, issued, dealers, hq_client):
        contract(dealers.guangzhou, "accepted")
        late = issued(20)
        assert present(late.content)["accepted_by_silence"]
        shown = hq_client.get(reverse("rebates:statement_detail", args=[late.pk])).content.decode()
        assert "Accepted by silence" in shown
        assert "By the distribution contract this statement counts as accepted." in shown
        assert document_of(statement=late, language="en").pdf

    def test_the_list_and_the_api_find_it(self, issued, dealers, hq_client):
        contract(dealers.guangzhou, "accepted")
        late, fresh = issued(20), issued(1)
        found = hq_client.get("/api/v1/statements/?answer=accepted").json()["results"]
        assert [row["number"] for row in found] == [late.number]
        assert fresh.number not in hq_client.get("/statements/?answer=accepted").content.decode()


class TestReminders:
    def reminded(self) -> set[int]:
        return set(StatementReminder.objects.values_list("statement", flat=True))

    @pytest.mark.parametrize(("days_ago", "comes"), [
        (11, False), (12, True), (13, True), (15, True), (16, False),
    ])  # fmt: skip
    def test_comes_three_days_before_the_last(self, issued, days_ago, comes):
        statement = issued(days_ago)
        remind(timezone.localdate())
        assert self.reminded() == ({statement.pk} if comes else set())

    def test_comes_once(self, issued):
        issued(13)
        for _ in range(3):
            plan_daily(timezone.localdate())
            while job := claim():
                run_job(job)
        [reminder] = StatementReminder.objects.all()
        remind(timezone.localdate() + datetime.timedelta(days=1))
        assert [each.day for each in StatementReminder.objects.all()] == [reminder.day]

    def test_the_brand_sets_the_days(self, issued, brand):
        statement = issued(10)
        remind(timezone.localdate())
        assert not self.reminded()
        brand.reminder_days = 5
        brand.save()
        remind(timezone.localdate())
        assert self.reminded() == {statement.pk}

    def test_none_where_the_brand_wants_none_or_somebody_has_answered(
        self, issued, brand, dealer_user
    ):
        answered = issued(13)
        answer_statement(statement=answered, kind="confirmed", access=dealer_user)
        remind(timezone.localdate())
        brand.reminder_days = 0
        brand.save()
        issued(13)
        remind(timezone.localdate())
        assert not self.reminded()

    def test_the_dealer_reads_it_at_home_and_on_the_statement(self, issued, dealer_client, dealers):
        statement = issued(12)
        home = reverse("portal:home")
        assert "is still to be answered" not in dealer_client.get(home).content.decode()
        remind(timezone.localdate())
        shown = dealer_client.get(home).content.decode()
        assert f"Statement {statement.number} is still to be answered" in shown
        assert "3 days left" in shown
        own = dealer_client.get(reverse("rebates:statement_detail", args=[statement.pk]))
        assert "3 days left" in own.content.decode()
        assert "The dealer was reminded on" in own.content.decode()

    def test_the_last_day_is_named(self, issued, dealer_client):
        issued(15)
        remind(timezone.localdate())
        assert (
            "Today is the last day." in dealer_client.get(reverse("portal:home")).content.decode()
        )


def test_a_renewed_contract_says_the_same(dealers, hq):
    from dealers.services.renewals import renew_contract

    old = contract(dealers.guangzhou, "accepted", valid_from="2026-01-01", valid_to="2027-01-01")
    old.refresh_from_db()
    new = renew_contract(contract=old, access=hq)
    assert (new.silence_means, new.deposit_required) == ("accepted", D("1000.00"))

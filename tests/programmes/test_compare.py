"""Two versions side by side: what changed is marked, also for the person who is to approve it."""

import pytest

from channels_mgmt.core.scopes import SYSTEM
from rebates.models import Programme, ProgrammeVersion
from rebates.services.programmes import import_programmes
from rebates.services.versions import propose_version, withdraw_version

from .conftest import file_of, saying


@pytest.fixture
def annual(regions):
    import_programmes(document=file_of(), access=SYSTEM)
    return Programme.objects.get()


@pytest.fixture
def draft(annual, hq):
    changed = saying(
        valid_from="2013-01-01", steps__1__percent="2.5", period="quarter",
        gates=[{"grade": ["gold"]}], budget={"amount": "9000"},
        scope__include={"channels": ["tmall", "jd"]},
    )  # fmt: skip
    return propose_version(programme=annual, document=changed, access=hq)


def page(client, version, **query):
    answer = client.get(f"/programme-versions/{version.pk}/compare/", query)
    assert answer.status_code == 200
    return answer


def test_it_works(draft, hq_client):
    text = page(hq_client, draft).content.decode()
    assert "<del>from 50,000.00: 2 %</del>" in text
    assert "<ins>from 50,000.00: 2.5 %</ins>" in text
    assert "<li>from 100,000.00: 3 %</li>" in text
    assert "5 parts change." in text
    assert "<del>Every year</del>" in text


def test_the_parts_that_changed_are_those(draft, hq_client):
    changed = [each.label for each in page(hq_client, draft).context["changed"]]
    assert changed == ["What counts", "Steps", "Period", "Conditions", "Limits"]


@pytest.mark.parametrize(
    ("changes", "labels"),
    [
        ({}, []),
        ({"method": "whole"}, ["Method"]),
        ({"upper_inclusive": True}, ["On a bound"]),
        ({"cumulation": "progressive"}, ["Period"]),
        ({"on_change": "restart"}, ["On a change in mid-period"]),
        ({"pass_through": True}, ["What counts"]),
        ({"minimum": {"amount": "5"}}, ["Limits"]),
        ({"minimum": {"amount": "5", "carry_over": True}}, ["Limits"]),
        ({"cap": {"on": "measure", "amount": "5"}}, ["Limits"]),
        ({"earning_measure": {"of": "net_amount", "scope": {"kinds": ["online"]}}}, ["What earns"]),
        ({"target_measure": {"of": "net_amount", "scope": {"kinds": ["online"]}}},
         ["What picks the step"]),
        ({"target_measure": {"of": "growth_percent"}},
         ["What picks the step", "Without sales a year before", "Steps"]),
        ({"earning_measure": {"of": "excess_over_base"}},
         ["What earns", "Without sales a year before"]),
        ({"earning_measure": {"of": "excess_over_target"}}, ["What earns"]),
    ],
)  # fmt: skip
def test_every_part_is_compared(annual, hq, hq_client, changes, labels):
    document = saying(valid_from="2013-01-01", **changes)
    version = propose_version(programme=annual, document=document, access=hq)
    answer = page(hq_client, version)
    assert [each.label for each in answer.context["changed"]] == labels
    assert ("The terms are the same." in answer.content.decode()) is (labels == [])


def test_the_approver_sees_on_the_page_what_changes(draft, finance_client):
    text = finance_client.get(f"/programme-versions/{draft.pk}/").content.decode()
    assert "What changes against ANNUAL v1" in text
    assert "<ins>from 50,000.00: 2.5 %</ins>" in text
    assert "What picks the step" not in text.split("What changes against")[1].split("</table>")[0]
    assert f"/programme-versions/{draft.pk}/compare/" in text


def test_the_first_version_has_nothing_to_be_compared_with(annual, hq_client):
    first = ProgrammeVersion.objects.get()
    assert "There is no version before it" in page(hq_client, first).content.decode()
    assert (
        "What changes against"
        not in hq_client.get(f"/programme-versions/{first.pk}/").content.decode()
    )


def test_another_version_can_be_chosen(draft, hq, hq_client):
    third = propose_version(
        programme=draft.programme, document=saying(valid_from="2014-01-01"), access=hq
    )
    assert page(hq_client, third).context["before"].number == 1  # approved, not the other draft
    chosen = page(hq_client, third, **{"with": "2"})
    assert chosen.context["before"] == draft
    assert len(chosen.context["changed"]) == 5


@pytest.mark.parametrize("number", ["9", "x", "²", "99999999999999999999"])
def test_a_version_that_is_not_there_is_not_found(draft, hq_client, number):
    answer = hq_client.get(f"/programme-versions/{draft.pk}/compare/", {"with": number})
    assert answer.status_code == 404


def test_a_withdrawn_version_is_not_what_one_is_compared_with(draft, hq, hq_client):
    withdraw_version(version=draft, access=hq, reason="no")
    third = propose_version(
        programme=draft.programme, document=saying(valid_from="2014-01-01"), access=hq
    )
    assert page(hq_client, third).context["before"].number == 1


def test_the_programme_says_who_proposed_and_who_approved(draft, hq, hq_client, finance_client):
    finance_client.post(f"/programme-versions/{draft.pk}/approve/", {"reason": "Board"})
    draft.refresh_from_db()
    text = hq_client.get(f"/programmes/{draft.programme_id}/").content.decode()
    assert f"Proposed by {hq.user}" in text
    assert f"approved by {draft.approved_by} on" in text
    assert "Proposed by the operator · approved by the operator on" in text

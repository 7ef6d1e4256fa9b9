"""Looking through a draft: ticks and notes that stay, shown to whoever approves."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from rebates.models import ReviewNote
from rebates.review.notes import look_at, looked_at
from rebates.services.posting import post_run
from rebates.services.runs import approve_run

RUNS = "/settlement-runs/"


def look(run, access, *codes, **more):
    return look_at(run=run, dealers=codes, access=access, **more)


def test_it_works(draft, hq, finance):
    look(draft, hq, "GZ", text="half as much again: ask them")
    found = looked_at(draft, hq.scope)
    assert (found.done, found.total, found.all) == (1, 2, False)
    look(draft, finance, "GZ", "GD")
    assert looked_at(draft, hq.scope).all
    notes = [(n.dealer.code, n.looked, n.text, n.by) for n in ReviewNote.objects.all()]
    assert notes == [
        ("GZ", True, "half as much again: ask them", hq.user),
        ("GD", True, "", finance.user),
    ]


def test_whoever_looked_may_approve(draft, finance):
    look(draft, finance, "GZ", text="seen")
    assert approve_run(run=draft, access=finance, reason="checked").approved_by == finance.user


def test_a_note_without_a_tick(draft, hq):
    look(draft, hq, "GZ", text="later", looked=False)
    assert looked_at(draft, hq.scope).done == 0
    look(draft, hq, "GZ", text="and once more", looked=False)
    assert ReviewNote.objects.count() == 2


def test_a_second_tick_changes_nothing(draft, hq, finance):
    look(draft, hq, "GZ")
    assert look(draft, finance, "GZ") == []
    assert ReviewNote.objects.get().by == hq.user


def test_the_database_ticks_a_dealer_once(draft, dealers):
    ReviewNote.objects.create(run=draft, dealer=dealers.guangzhou, looked=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewNote.objects.create(run=draft, dealer=dealers.guangzhou, looked=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewNote.objects.create(run=draft, dealer=dealers.guangzhou)


@pytest.mark.parametrize(
    ("codes", "more", "words"),
    [
        ([], {}, "Tick the dealers"),
        (["NOBODY"], {}, "has nothing for dealer NOBODY"),
        (["HZ"], {}, "has nothing for dealer HZ"),
        (["GZ"], {"looked": False}, "Write the note."),
        (["GZ"], {"text": "x" * 1001}, "At most 1000 characters."),
    ],
)
def test_what_is_wrong_is_said(draft, hq, codes, more, words):
    with pytest.raises(ValidationError, match=words):
        look(draft, hq, *codes, **more)
    assert not ReviewNote.objects.exists()


def test_a_posted_run_is_reviewed_no_more(draft, hq, finance):
    run = approve_run(run=draft, access=finance, reason="checked")
    look(run, hq, "GZ")
    post_run(run=run, access=finance)
    with pytest.raises(ValidationError, match="only a draft is reviewed"):
        look(run, hq, "GD")


def test_a_province_reviews_its_own_dealers(before, sell, dealers, draft_of, province):
    sell(dealers.hangzhou, "100")
    sell(dealers.guangzhou, "100")
    run = draft_of(2024)
    look(run, province, "GZ")
    assert looked_at(run, province.scope).all
    with pytest.raises(ValidationError, match="has nothing for dealer HZ"):
        look(run, province, "HZ")


def test_a_dealer_reviews_nothing(draft, dealer_user):
    with pytest.raises(PermissionDenied):
        look(draft, dealer_user, "GZ")


class TestPages:
    def test_the_dealers_are_ticked_on_the_page(self, draft, hq_client, finance_client):
        page = f"{RUNS}{draft.pk}/review/"
        assert "0 of 2 dealers looked at." in hq_client.get(page).content.decode()
        data = {"dealers": ["GZ", "GD"], "text": "all fine", "looked": "on"}
        back = hq_client.post(
            f"{RUNS}{draft.pk}/look/", data, headers={"referer": f"{page}?open=on"}
        )
        assert back.headers["Location"] == f"{page}?open=on"
        assert "2 of 2 dealers looked at." in hq_client.get(page).content.decode()
        assert "Nothing matches the filter." in hq_client.get(f"{page}?open=on").content.decode()
        asked = finance_client.get(f"{RUNS}{draft.pk}/approve/").content.decode()
        assert "2 of 2 dealers looked at." in asked
        assert asked.count("all fine") == 2

    def test_a_refusal_is_shown_with_what_was_typed(self, draft, hq_client):
        answer = hq_client.post(f"{RUNS}{draft.pk}/look/", {"text": "whom?", "looked": "on"})
        assert answer.status_code == 422
        assert "Tick the dealers" in answer.content.decode()
        assert "whom?" in answer.content.decode()

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", {"GZ", "GD"}), ("exceeds=50", {"GD"}), ("exceeds=49.9", {"GZ", "GD"}),
            ("open=on", {"GD"}), ("noted=on", {"GZ"}),
        ],
    )  # fmt: skip
    def test_filters(self, draft, hq, hq_client, query, shown):
        look(draft, hq, "GZ", text="seen")
        text = hq_client.get(f"{RUNS}{draft.pk}/review/?{query}").content.decode()
        assert {code for code in ("GZ", "GD", "HZ") if f'value="{code}"' in text} == shown

    def test_the_file_has_all_of_it(self, draft, hq, hq_client):
        look(draft, hq, "GZ", text="=1+1")
        answer = hq_client.get(f"{RUNS}{draft.pk}/review/?format=csv")
        text = b"".join(answer.streaming_content).decode()
        assert "GZ" in text
        assert "hq: =1+1" in text
        assert hq_client.get(f"{RUNS}{draft.pk}/review/?format=xlsx").status_code == 200

    def test_the_page_of_the_run_says_how_far_it_is(self, draft, hq_client):
        assert "0 of 2 dealers looked at." in hq_client.get(f"{RUNS}{draft.pk}/").content.decode()


def test_over_http(draft, hq, hq_client, dealer_client):
    address = f"/api/v1/settlement-runs/{draft.pk}/"
    data = {"dealers": ["GZ"], "text": "seen"}
    answer = hq_client.post(f"{address}look/", data, content_type="application/json")
    assert answer.json() == {"done": 1, "total": 2}
    rows = {row["change"]["dealer"]: row for row in hq_client.get(f"{address}review/").json()}
    assert (rows["GZ"]["looked"], rows["GD"]["looked"]) == (True, False)
    assert [note["text"] for note in rows["GZ"]["notes"]] == ["seen"]
    refused = hq_client.post(f"{address}look/", {"dealers": ["X"]}, content_type="application/json")
    assert refused.status_code == 400
    assert dealer_client.get(f"{address}review/").status_code == 404
    assert [item["name"] for item in hq_client.get(f"{address}checklist/").json()]

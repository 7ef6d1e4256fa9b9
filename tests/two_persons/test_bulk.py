"""Ticked rows of a list: all of them or none, each under the rules of the single action."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from channels_mgmt.core.pages.bulk import AT_MOST
from channels_mgmt.core.scopes import Access, Scope
from dealers.entries.pages import ManualEntryPages
from dealers.models import LedgerEntry, ManualEntry
from dealers.services.manual_entries import refuse_entry
from tests import factories as make

LIST = "/manual-entries/"
APPROVE, REFUSE = f"{LIST}approve/", f"{LIST}refuse/"


@pytest.fixture
def three(propose) -> list[ManualEntry]:
    return [propose(amount=f"{n}0.00") for n in (1, 2, 3)]


def rows(entries) -> dict[str, list[int]]:
    return {"row": [entry.pk for entry in entries]}


def page(answer) -> str:
    return answer.content.decode()


def statuses() -> set[str]:
    return set(ManualEntry.objects.values_list("status", flat=True))


def test_it_works(three, finance_client, dealer):
    shown = page(finance_client.get(LIST))
    assert len(re.findall(r'type="checkbox" name="row"', shown)) == 3
    assert f'formaction="{APPROVE}"' in shown
    question = page(finance_client.get(APPROVE, rows(three)))
    assert all(str(entry) in question for entry in three)
    assert statuses() == {"proposed"}
    answer = finance_client.post(APPROVE, rows(three) | {"reason": "slip 7"}, follow=True)
    assert "3 rows" in page(answer)
    assert statuses() == {"posted"}
    assert str(dealer.ledger.balance()) == "440.00"


def test_many_can_be_refused(three, finance_client):
    finance_client.post(REFUSE, rows(three[:2]) | {"reason": "too early"})
    assert [e.status for e in ManualEntry.objects.order_by("pk")] == [
        "refused", "refused", "proposed",
    ]  # fmt: skip


def test_drafts_of_versions_can_be_withdrawn(hq, hq_client):
    drafts = [make.make_version(status="draft", created_by=hq.user) for _ in range(2)]
    answer = hq_client.post("/programme-versions/withdraw/", rows(drafts) | {"reason": "too dear"})
    assert answer.status_code == 302
    for draft in drafts:
        draft.refresh_from_db()
        assert draft.status == "withdrawn"


def test_only_rows_on_which_it_is_possible_can_be_ticked(three, finance, finance_client):
    refuse_entry(entry=three[0], access=finance, reason="no")
    shown = page(finance_client.get(LIST))
    ticked = re.findall(r'type="checkbox" name="row" value="(\d+)"', shown)
    assert sorted(map(int, ticked)) == [three[1].pk, three[2].pk]


def test_who_may_not_sees_no_boxes(three, hq_client, province_client):
    for client in (hq_client, province_client):
        shown = page(client.get(LIST))
        assert 'name="row"' not in shown
        assert APPROVE not in shown


@pytest.mark.parametrize("reason", ["", "  "])
def test_the_reason_is_asked_once_and_needed(reason, three, finance_client):
    answer = finance_client.post(APPROVE, rows(three) | {"reason": reason})
    assert answer.status_code == 422
    assert page(answer).count('type="hidden" name="row"') == 3
    assert statuses() == {"proposed"}


def test_a_row_that_refuses_is_named_and_none_is_done(three, propose, finance, finance_client):
    own = propose(access=finance, amount="40.00")
    answer = finance_client.post(APPROVE, rows([*three, own]) | {"reason": "so"})
    assert answer.status_code == 422
    assert f"{own}: Whoever proposed or changed" in page(answer)
    assert statuses() == {"proposed"}
    assert not LedgerEntry.objects.filter(source__startswith="manual:").exists()


def test_together_they_do_not_go_beyond_the_balance_either(propose, finance_client):
    both = [propose(amount="300.00") for _ in range(2)]
    answer = finance_client.post(APPROVE, rows(both) | {"reason": "so"})
    assert answer.status_code == 422
    assert f"{both[1]}: The balance is 200.00" in page(answer)
    assert statuses() == {"proposed"}


def test_a_row_in_another_state_is_named_and_none_is_done(three, finance, finance_client):
    refuse_entry(entry=three[1], access=finance, reason="no")
    answer = finance_client.post(APPROVE, rows(three) | {"reason": "so"})
    assert answer.status_code == 422
    assert f"{three[1]}: “Approve” is not possible any more." in page(answer)
    assert statuses() == {"proposed", "refused"}


def test_a_row_that_changed_since_it_was_shown_is_named(three, finance_client):
    question = page(finance_client.get(APPROVE, rows(three)))
    seen = re.findall(r'name="seen_row" value="([\d:\w]+)"', question)
    assert len(seen) == 3
    ManualEntry.objects.filter(pk=three[2].pk).update(amount="31.00")
    answer = finance_client.post(APPROVE, rows(three) | {"reason": "so", "seen_row": seen})
    assert answer.status_code == 422
    assert "has changed this record since you opened it" in page(answer)
    assert statuses() == {"proposed"}


def test_rows_out_of_sight_are_not_there(three, dealers, finance_client, dealer_client):
    own = make.make_manual_entry(dealer=dealers.guangzhou)
    foreign = make.make_manual_entry(dealer=dealers.hangzhou)
    for mixed in ([own, foreign], [own, three[0]]):
        assert dealer_client.get(APPROVE, rows(mixed)).status_code in (403, 404)
        answer = dealer_client.post(APPROVE, rows(mixed) | {"reason": "so"})
        assert answer.status_code in (403, 404)
    answer = finance_client.post(APPROVE, {"row": [three[0].pk, 10**9], "reason": "so"})
    assert answer.status_code == 404
    assert ManualEntry.objects.filter(status="proposed").count() == 3


@pytest.mark.parametrize("address", [APPROVE, REFUSE])
def test_to_look_is_not_to_act(address, three, hq_client, province_client):
    for client in (hq_client, province_client):
        assert client.get(address, rows(three)).status_code == 403
        assert client.post(address, rows(three) | {"reason": "so"}).status_code == 403
    assert statuses() == {"proposed"}


def test_a_right_over_some_of_the_rows_is_none_over_all(three, dealers, regions, finance):
    """Bound to Guangdong, with sight of everything: the row in Hangzhou is beyond it."""
    foreign = make.make_manual_entry(dealer=dealers.hangzhou, status="proposed")
    [(verbs, everything)] = finance.rights
    bound = Scope(regions=(regions.guangdong.path,))
    request = RequestFactory().post(APPROVE, rows([three[0], foreign]) | {"reason": "so"})
    request.access = Access(finance.user, ((frozenset(), everything), (verbs, bound)))
    [view] = [p for p in ManualEntryPages.urls("") if p.name == "manualentry_approve_many"]
    with pytest.raises(PermissionDenied):
        view.callback(request)
    assert statuses() == {"proposed"}


@pytest.mark.parametrize("sent", [{"row": ["x"]}, {"row": ["1", "-1"]}, {"row": ["9" * 30]}])
def test_what_is_no_row_is_not_there(sent, three, finance_client):
    assert finance_client.get(APPROVE, sent).status_code == 404


@pytest.mark.parametrize(
    ("count", "words"), [(0, "Tick the rows first."), (AT_MOST + 1, "tick fewer")]
)
def test_neither_none_nor_too_many(count, words, db, finance_client):
    for send in (finance_client.get, finance_client.post):
        answer = send(APPROVE, {"row": list(range(1, count + 1))}, follow=True)
        assert words in page(answer)

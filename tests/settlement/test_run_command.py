"""`run N`, as it is typed: shown, posted, gone on with, taken back."""

import pytest
from django.core.management import CommandError

from dealers.models import LedgerEntry
from rebates.choices import RunStatus
from rebates.models import SettlementRun
from rebates.services.posting import begin_posting, post_dealer
from rebates.services.runs import approve_run
from tests.settlement.test_commands import run as typed
from tests.settlement.test_commands import said, sold  # noqa: F401 – a fixture
from tests.settlement.world import D

POST = ["--post", "--approve-as", "finance"]


@pytest.fixture
def draft(sold) -> SettlementRun:  # noqa: F811
    return sold.draft()


def test_it_works(draft, sold):  # noqa: F811
    assert said("run", str(draft.pk))["status"] == "draft"
    assert "Run 1 (draft)" in typed("run", str(draft.pk)).replace(f"Run {draft.pk}", "Run 1")
    answer = said("run", str(draft.pk), *POST)
    assert (answer["run"], answer["status"]) == (draft.pk, "posted")
    assert sold.balance("D1") == D("1200.00")


def test_a_posted_run_is_not_posted_again(draft):
    said("run", str(draft.pk), *POST)
    count = LedgerEntry.objects.count()
    assert said("run", str(draft.pk), *POST)["status"] == "posted"
    assert LedgerEntry.objects.count() == count


def test_an_interrupted_posting_is_gone_on_with(draft, sold):  # noqa: F811
    run = approve_run(run=draft, access=sold.finance, reason="checked")
    begin_posting(run=run, access=sold.finance)
    post_dealer(run=run, dealer_id=sold.dealers["D1"].pk, by=None)
    assert said("run", str(run.pk), *POST)["status"] == "posted"
    assert (sold.balance("D1"), sold.balance("D2")) == (D("1200.00"), D("0.10"))


def test_it_is_taken_back_by_a_draft(draft, sold):  # noqa: F811
    said("run", str(draft.pk), *POST)
    answer = said("run", str(draft.pk), "--reverse", "--reason", "wrong list")
    assert (answer["status"], answer["totals"]["amount"]) == ("draft", "-1200.10")
    assert sold.balance("D1") == D("1200.00")
    assert said("run", str(answer["run"]), *POST)["status"] == "posted"
    assert sold.balance("D1") == 0
    draft.refresh_from_db()
    assert draft.status == RunStatus.REVERSED


def test_in_one_go(draft, sold):  # noqa: F811
    said("run", str(draft.pk), *POST)
    answer = said("run", str(draft.pk), "--reverse", "--reason", "wrong list", *POST)
    assert answer["status"] == "posted"
    assert {sold.balance(dealer) for dealer in sold.dealers} == {D(0)}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--post"], 2),
        (["--approve-as", "finance"], 2),
        (["--reverse"], 2),
        (["--reverse", "--reason", " "], 2),
        (["--post", "--approve-as", "nobody"], 1),
        (["--post", "--approve-as", "manager"], 1),
        (["--reverse", "--reason", "not posted yet"], 1),
    ],
)
def test_what_is_refused_changes_nothing(draft, words, status):
    with pytest.raises(CommandError) as refused:
        typed("run", str(draft.pk), *words)
    assert refused.value.returncode == status
    assert [run.status for run in SettlementRun.objects.all()] == [RunStatus.DRAFT]


def test_a_run_that_is_not_there(sold):  # noqa: F811
    with pytest.raises(CommandError, match="There is no run 99."):
        typed("run", "99")

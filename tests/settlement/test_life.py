"""A run's life: two people, one way forward, and no way to post twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import SYSTEM, Access, Scope, Verb
from dealers.models import LedgerEntry
from rebates.choices import RunStatus
from rebates.models import SettlementRun, Statement
from rebates.services import posting
from rebates.services.books import verify
from rebates.services.calculating import calculate
from rebates.services.posting import post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run, discard_run, fail_run, start_run
from tests.settlement.world import D, amounts, day


@pytest.fixture
def sold(world):
    world.programme()
    for dealer in ("D1", "D2", "D3"):
        world.sell(dealer, "60000.00")
    return world


def person(name: str, *verbs: Verb, scope=None) -> Access:
    scope = scope or Scope(everything=True)
    return Access(User.objects.create(username=name), ((frozenset(verbs), scope),))


def test_it_works(sold):
    run = sold.draft()
    approved = approve_run(run=run, access=sold.finance, reason="checked")
    assert (approved.status, approved.approved_by) == (RunStatus.APPROVED, sold.finance.user)
    posted = post_run(run=approved, access=sold.finance)
    moves = [entry.action for entry in history_of(posted).order_by("pk")]
    assert moves == ["started", "draft", "approved", "posting", "posted"]
    assert posted.posted_at


def test_whoever_started_a_run_cannot_approve_it(sold):
    run = sold.draft()
    with pytest.raises(ValidationError, match="cannot approve"):
        approve_run(run=run, access=sold.manager, reason="checked")
    with pytest.raises(IntegrityError), transaction.atomic():  # nor by going round the service
        SettlementRun.objects.filter(pk=run.pk).update(approved_by=sold.manager.user)


def test_the_system_cannot_approve(sold):
    with pytest.raises(ValidationError, match="by a person"):
        approve_run(run=sold.draft(access=SYSTEM), access=SYSTEM, reason="checked")


@pytest.mark.parametrize("verb", [Verb.APPROVE_RUNS, Verb.POST_RUNS])
def test_each_move_needs_its_right(sold, verb):
    run = sold.draft()
    one_right = person("one", verb)
    if verb is Verb.APPROVE_RUNS:
        run = approve_run(run=run, access=one_right, reason="checked")
        with pytest.raises(PermissionDenied):
            post_run(run=run, access=one_right)
    else:
        with pytest.raises(PermissionDenied):
            approve_run(run=run, access=one_right, reason="checked")
    with pytest.raises(PermissionDenied):
        start_run(date_from=day("2012-01-01"), date_to=day("2013-01-01"), access=one_right)
    assert not LedgerEntry.objects.exists()


def test_a_right_over_a_region_reaches_its_dealers_only(sold):
    sold.add_dealer("N1", home_region=sold.north)
    sold.sell("N1", "60000.00")
    south = Scope(regions=(sold.south.path,))
    manager = person("south", Verb.DRAFT_RUNS, scope=south)
    finance = person("south-finance", Verb.APPROVE_RUNS, Verb.POST_RUNS, scope=south)
    with pytest.raises(ValidationError, match="Name the dealers"):
        sold.draft(access=manager)
    with pytest.raises(ValidationError, match="No dealer has the code N1"):
        sold.draft(access=manager, dealers=["N1"])
    with pytest.raises(PermissionDenied):
        approve_run(run=sold.draft(), access=finance, reason="checked")
    run = approve_run(
        run=sold.draft(access=manager, dealers=["D1"]), access=finance, reason="checked"
    )
    assert amounts(post_run(run=run, access=finance)) == {("D1", "2012"): D("1200.00")}


@pytest.mark.parametrize(
    "status", [s for s in RunStatus if s not in (RunStatus.APPROVED, RunStatus.POSTING)]
)
def test_only_an_approved_run_begins_to_post(sold, status):
    run = sold.draft()
    SettlementRun.objects.filter(pk=run.pk).update(status=status)
    with pytest.raises(ValidationError, match="cannot become “Posting”"):
        post_run(run=run, access=sold.finance)
    assert not LedgerEntry.objects.exists()


def test_a_discarded_run_posts_nothing_and_frees_what_it_was_to_reverse(sold):
    run = sold.settle()
    reversal = reverse_run(run=run, access=sold.manager, reason="wrong")
    discard_run(run=reversal, access=sold.manager, reason="checked")
    again = sold.reverse(run)
    assert (again.reverses, sold.balance("D1")) == (run, 0)


def test_unknown_codes_are_named(sold):
    with pytest.raises(ValidationError) as refused:
        sold.draft(programmes=["NONE", "ANNUAL", "NEITHER"])
    assert refused.value.messages == [
        "No programme has the code NEITHER.", "No programme has the code NONE.",
    ]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "words"), [
    ("2012-01-01", "2012-01-01", "must be later"),
    ("2012-02-01", "2012-01-01", "must be later"),
])  # fmt: skip
def test_a_run_ends_after_it_starts(sold, start, end, words):
    with pytest.raises(ValidationError, match=words):
        sold.draft(start, end)


def test_a_cut_off_in_the_future_is_refused(sold):
    with pytest.raises(ValidationError, match="lies in the future"):
        sold.draft(as_of=timezone.now() + timedelta(hours=1))


def test_two_runs_drafted_from_the_same_world_do_not_both_post(sold):
    first, second = sold.draft(), sold.draft()
    approve_run(run=second, access=sold.finance, reason="checked")
    sold.post(first)
    with pytest.raises(ValidationError, match="calculate anew"):
        post_run(run=second, access=sold.finance)
    assert sold.balance("D1") == D("1200.00")
    discard_run(run=second, access=sold.manager, reason="checked")
    assert list(verify()) == []


def test_a_version_approved_after_the_draft_makes_it_out_of_date(sold):
    run = sold.draft()
    sold.version(run.lines.first().programme, valid_from="2012-07-01")
    with pytest.raises(ValidationError, match="calculate anew"):
        approve_run(run=run, access=sold.finance, reason="checked")


def test_an_interrupted_run_goes_on_where_it_stopped(sold, monkeypatch):
    run = approve_run(run=sold.draft(), access=sold.finance, reason="checked")
    issue, stated = posting.issue_statement, []

    def stops_at_the_second(**arguments):
        if stated:
            raise KeyboardInterrupt  # its entries are written, its statement is not
        stated.append(arguments["dealer"])
        return issue(**arguments)

    with monkeypatch.context() as patch:
        patch.setattr(posting, "issue_statement", stops_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            post_run(run=run, access=sold.finance)
    run.refresh_from_db()
    assert (run.status, LedgerEntry.objects.count()) == (RunStatus.POSTING, 1)
    assert list(verify()) == []
    assert set(amounts(sold.draft()).values()) == {D(0)}  # it counts as posted already
    assert post_run(run=run, access=sold.finance).status == RunStatus.POSTED
    assert (LedgerEntry.objects.count(), Statement.objects.count()) == (3, 3)
    assert {sold.balance(dealer) for dealer in ("D1", "D2", "D3")} == {D("1200.00")}
    assert list(verify()) == []


def test_an_interrupted_reversal_goes_on_too(sold, monkeypatch):
    run = sold.settle()
    reversal = approve_run(
        run=reverse_run(run=run, access=sold.manager, reason="wrong"),
        access=sold.finance,
        reason="checked",
    )
    posting.begin_posting(run=reversal, access=sold.finance)
    posting.post_dealer(run=reversal, dealer_id=sold.dealers["D2"].pk, by=None)
    assert (sold.balance("D1"), sold.balance("D2")) == (D("1200.00"), 0)
    assert list(verify()) == []
    post_run(run=reversal, access=sold.finance)
    assert {sold.balance(dealer) for dealer in ("D1", "D2", "D3")} == {D(0)}
    assert list(verify()) == []


def test_posting_again_does_nothing(sold):
    run = sold.settle()
    assert posting.finish_posting(run=run, by=None).status == RunStatus.POSTED
    assert posting.post_dealer(run=run, dealer_id=sold.dealers["D1"].pk, by=None) is None
    assert LedgerEntry.objects.count() == 3


def test_a_failed_calculation_is_calculated_anew(sold):
    run = start_run(date_from=day("2012-01-01"), date_to=day("2013-01-01"), access=SYSTEM)
    fail_run(run=run, error="the disk was full")
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert history_of(run).first().reason == "the disk was full"
    assert calculate(run=run).status == RunStatus.DRAFT


def test_a_draft_is_not_calculated_twice(sold):
    run = sold.draft()
    with pytest.raises(ValidationError, match="calculated already"):
        calculate(run=run)


def test_calculating_begins_anew_after_an_interruption(sold):
    run = start_run(date_from=day("2012-01-01"), date_to=day("2013-01-01"), access=SYSTEM)

    def dies(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calculate(run=run, progress=dies)
    assert run.lines.count() == 3
    assert calculate(run=run).lines.count() == 3

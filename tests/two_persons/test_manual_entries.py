"""Money moved by hand: one proposes, another posts, and never more than there is."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import SYSTEM, Access, Scope
from dealers.choices import Account, DealerStatus, EntryKind, ManualEntryStatus, Role
from dealers.models import Dealer, LedgerEntry, ManualEntry
from dealers.roles import access_of
from dealers.services.manual_entries import approve_entry, refuse_entry
from rebates.services.books import verify
from tests import factories as make


def balances(dealer: Dealer) -> tuple[D, D]:
    return dealer.ledger.balance(), dealer.ledger.balance([Account.DEPOSIT])


def test_it_works(propose, dealer, hq, finance):
    entry = propose()
    assert balances(dealer) == (D("500.00"), D("1000.00"))
    posted = approve_entry(entry=entry, access=finance, reason="Bank slip 7")
    assert balances(dealer) == (D("400.00"), D("1000.00"))
    assert (posted.status, posted.approved_by) == (ManualEntryStatus.POSTED, finance.user)
    booked = posted.entry
    assert (booked.source, booked.key) == (f"manual:{entry.pk}",) * 2
    assert (booked.memo, booked.date, booked.posted_by) == (
        "R-1 · as agreed", make.START, finance.user,
    )  # fmt: skip
    trail = [(e.action, e.by, e.reason) for e in history_of(entry).order_by("pk")]
    assert trail == [
        ("proposed", hq.user, "as agreed"),
        ("approved", finance.user, "Bank slip 7"),
    ]


@pytest.mark.parametrize(
    ("kind", "amount", "debit", "credit", "balance", "deposit"),
    [
        ("adjustment", "80.00", "brand_rebate_expense", "rebates", "580.00", "1000.00"),
        ("adjustment", "-580.00", "rebates", "brand_rebate_expense", "-80.00", "1000.00"),
        ("payout", "500.00", "payouts", "brand_cash", "0.00", "1000.00"),
        ("deposit_lodged", "0.01", "brand_cash", "deposit", "500.00", "1000.01"),
        ("deposit_refunded", "1000.00", "deposit", "brand_cash", "500.00", "0.00"),
    ],
)
def test_each_kind_moves_its_accounts(
    kind, amount, debit, credit, balance, deposit, propose, dealer, finance
):
    entry = approve_entry(entry=propose(kind, amount), access=finance, reason="so").entry
    assert (entry.debit, entry.credit, entry.amount) == (debit, credit, abs(D(amount)))
    assert balances(dealer) == (D(balance), D(deposit))


@pytest.mark.parametrize(
    ("kind", "amount", "field"),
    [
        ("payout", "500.01", "amount"),
        ("deposit_refunded", "1000.01", "amount"),
        ("payout", "0.00", "__all__"),
        ("payout", "-1.00", "__all__"),
        ("deposit_lodged", "-1.00", "__all__"),
        ("adjustment", "0.00", "__all__"),
        ("adjustment", "0.001", "amount"),
        ("fine", "1.00", "kind"),
    ],
)
def test_what_cannot_be_is_not_even_proposed(kind, amount, field, propose):
    with pytest.raises(ValidationError) as refused:
        propose(kind, amount)
    assert field in refused.value.error_dict
    assert not ManualEntry.objects.exists()


def test_what_was_there_when_proposed_may_be_gone_when_it_is_to_be_paid(propose, dealer, finance):
    first, second = propose(amount="300.00"), propose(amount="300.00")
    approve_entry(entry=first, access=finance, reason="so")
    with pytest.raises(ValidationError, match=r"The balance is 200\.00"):
        approve_entry(entry=second, access=finance, reason="so")
    second.refresh_from_db()
    assert (second.status, second.entry) == (ManualEntryStatus.PROPOSED, None)
    assert balances(dealer)[0] == D("200.00")


def test_nothing_is_paid_out_of_a_balance_below_zero(propose, dealer):
    make.make_entry("-600.00", dealer=dealer)
    with pytest.raises(ValidationError, match=r"The balance is -100\.00"):
        propose(amount="0.01")


@pytest.mark.parametrize("status", [DealerStatus.SUSPENDED, DealerStatus.TERMINATED])
@pytest.mark.parametrize("kind", [EntryKind.PAYOUT, EntryKind.DEPOSIT_REFUNDED])
def test_a_dealer_that_left_still_gets_its_money(status, kind, propose, dealer, finance):
    Dealer.objects.filter(pk=dealer.pk).update(status=status)
    entry = approve_entry(entry=propose(kind), access=finance, reason="so")
    assert entry.status == ManualEntryStatus.POSTED


ACTS = {
    "propose": lambda propose, entry, **more: propose(**more),
    "approve": lambda propose, entry, **more: approve_entry(entry=entry, **more),
    "refuse": lambda propose, entry, **more: refuse_entry(entry=entry, **more),
}


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_reason_is_given(act, reason, propose, entry, finance):
    with pytest.raises(ValidationError) as refused:
        act(propose, entry, access=finance, reason=reason)
    assert set(refused.value.error_dict) == {"reason"}
    assert ManualEntry.objects.get().status == ManualEntryStatus.PROPOSED


def test_two_hats_do_not_make_two_people(propose, finance):
    entry = propose(access=finance)  # finance may propose, and may approve
    with pytest.raises(ValidationError, match="a second person does"):
        approve_entry(entry=entry, access=finance, reason="so")


def test_nobody_is_no_second_person(propose):
    with pytest.raises(ValidationError, match="is approved by a person"):
        approve_entry(entry=propose(), access=SYSTEM, reason="so")


def test_the_database_holds_it_too(propose, hq):
    entry = propose()
    with pytest.raises(IntegrityError):
        ManualEntry.objects.filter(pk=entry.pk).update(approved_by=hq.user)


@pytest.mark.parametrize("first", [approve_entry, refuse_entry])
@pytest.mark.parametrize("second", [approve_entry, refuse_entry])
def test_what_is_decided_stays_so(first, second, propose, finance):
    entry = first(entry=propose(), access=finance, reason="so")
    with pytest.raises(ValidationError, match="was decided already"):
        second(entry=entry, access=finance, reason="no")
    assert LedgerEntry.objects.filter(source__startswith="manual:").count() == (
        first is approve_entry
    )


class TestRights:
    @pytest.fixture
    def colleague(self, db):
        return access_of(make.make_grant(role=Role.HEADQUARTERS).user)

    def test_whoever_proposed_may_take_it_back_and_a_colleague_may_not(
        self, propose, hq, colleague
    ):
        entry = propose()
        with pytest.raises(PermissionDenied):
            refuse_entry(entry=entry, access=colleague, reason="no")
        assert refuse_entry(entry=entry, access=hq, reason="a slip").status == "refused"

    def test_headquarters_does_not_post(self, propose, colleague):
        with pytest.raises(PermissionDenied):
            approve_entry(entry=propose(), access=colleague, reason="so")

    def test_others_do_not_propose(self, propose, province, dealer_user):
        for access in (province, dealer_user):
            with pytest.raises(PermissionDenied):
                propose(access=access)

    def test_a_right_in_one_region_is_none_in_another(self, dealers, regions, finance):
        """Were finance bound to Zhejiang, it would not pay out in Guangdong."""
        [(verbs, _everything)] = finance.rights
        bound = Access(finance.user, ((verbs, Scope(regions=(regions.zhejiang.path,))),))
        entry = make.make_manual_entry(dealer=dealers.guangzhou, status="proposed")
        for act in (approve_entry, refuse_entry):
            with pytest.raises(PermissionDenied):
                act(entry=entry, access=bound, reason="so")


class TestTheBooks:
    @pytest.fixture
    def posted(self, propose, finance):
        return approve_entry(entry=propose(), access=finance, reason="so")

    def found(self) -> set[str]:
        return {finding.check for finding in verify()}

    def test_they_are_proved(self, posted):
        assert list(verify()) == []

    @pytest.mark.parametrize(
        "forged",
        [
            {"amount": D("100.01")},
            {"kind": EntryKind.DEPOSIT_REFUNDED},
            {"date": "2023-12-31"},
            {"approved_by": None},
            {"status": ManualEntryStatus.REFUSED, "entry": None},
        ],
    )
    def test_an_entry_that_says_something_else_is_found(self, forged, posted):
        ManualEntry.objects.filter(pk=posted.pk).update(**forged)
        assert self.found() == {"manual"}

    def test_a_ledger_entry_that_nobody_approved_is_found(self, dealer):
        make.make_entry("1.00", dealer=dealer, source="manual:4711", key="manual:4711")
        assert self.found() == {"manual"}

    def test_an_entry_of_another_dealer_is_found(self, posted, dealers):
        ManualEntry.objects.filter(pk=posted.pk).update(dealer=dealers.hangzhou)
        assert self.found() == {"manual"}

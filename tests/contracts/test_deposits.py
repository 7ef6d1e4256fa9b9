"""A deposit: what the contract in force requires, what is held, what is due to be given back."""

import datetime
from decimal import Decimal as D

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_mgmt.core.scopes import Scope
from dealers.choices import Account, EntryKind
from dealers.deposits import deposit_of, short
from dealers.models import Dealer, ManualEntry
from dealers.services.contracts import end_contract, sign_contract
from dealers.services.ledger import reverse
from dealers.services.manual_entries import approve_entry, kind_of, propose_entry
from rebates.services.books import verify

from .conftest import AGREED, day

pytestmark = pytest.mark.django_db
ALL = Scope(everything=True)
LODGED, TOPPED_UP = EntryKind.DEPOSIT_LODGED, EntryKind.DEPOSIT_TOPPED_UP
DRAWN, REFUNDED = EntryKind.DEPOSIT_DRAWN, EntryKind.DEPOSIT_REFUNDED


@pytest.fixture
def enter(dealer, hq, finance):
    """Proposed by headquarters, posted by finance."""

    def call(kind: EntryKind, amount: str, on: str = "2025-01-10", **more) -> ManualEntry:
        values = {"dealer": dealer, "date": day(on), "reason": AGREED, **more}
        entry = propose_entry(kind=kind, amount=D(amount), access=hq, **values)
        return approve_entry(entry=entry, access=finance, reason=AGREED)

    return call


def standing(dealer: Dealer, on: str):
    return deposit_of(dealer, day(on), ALL)


def accounts(dealer: Dealer) -> tuple[D, D]:
    return dealer.ledger.balance(), dealer.ledger.balance([Account.DEPOSIT])


def test_it_works(enter, dealer, signed):
    signed()
    enter(LODGED, "8000")
    found = standing(dealer, "2025-06-01")
    assert (found.required, found.held, found.missing, found.surplus) == (
        D("10000.00"), D("8000.00"), D("2000.00"), D(0),
    )  # fmt: skip


class TestMovements:
    @pytest.mark.parametrize(
        ("kind", "balance", "deposit"),
        [
            (LODGED, "0.00", "1100.00"),
            (TOPPED_UP, "0.00", "1100.00"),
            (DRAWN, "100.00", "900.00"),
            (REFUNDED, "0.00", "900.00"),
        ],
    )
    def test_each_kind_moves_what_it_says(self, kind, balance, deposit, enter, dealer):
        enter(LODGED, "1000")
        entry = enter(kind, "100")
        assert accounts(dealer) == (D(balance), D(deposit))
        row = ManualEntry.objects.with_effects().get(pk=entry.pk)
        moved = (D(balance) or None, D(deposit) - 1000)
        assert (row.to_balance, row.to_deposit) == moved
        assert not [found for found in verify() if found.check in ("manual", "ledger")]

    def test_what_is_drawn_pays_for_fines(self, enter, dealer):
        enter(LODGED, "1000")
        entry = enter(DRAWN, "300").entry
        assert (entry.debit, entry.credit) == (Account.DEPOSIT, Account.FINES)

    @pytest.mark.parametrize("kind", [DRAWN, REFUNDED])
    def test_no_more_is_taken_than_is_held(self, kind, enter, dealer):
        enter(LODGED, "1000")
        with pytest.raises(ValidationError, match="held is 1,000.00") as refused:
            enter(kind, "1000.01")
        assert "amount" in refused.value.message_dict
        enter(kind, "1000")

    def test_accounts_tell_the_kind_but_for_topping_up(self, enter):
        for kind in (LODGED, TOPPED_UP, DRAWN, REFUNDED):
            entry = enter(kind, "10").entry
            expected = LODGED if kind == TOPPED_UP else kind
            assert kind_of(entry.debit, entry.credit) == expected


MOVES = st.lists(
    st.tuples(
        st.sampled_from([LODGED, TOPPED_UP, DRAWN, REFUNDED]),
        st.integers(1, 100_000).map(lambda fen: str(D(fen).scaleb(-2))),
    ),
    max_size=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=MOVES)
def test_held_is_what_came_in_less_what_was_taken(moves, enter, dealer, hq, finance):
    before = accounts(dealer)  # the entries of the examples before are still there
    held, balance = D(0), D(0)
    for kind, amount in moves:
        try:
            enter(kind, amount)
        except ValidationError:
            assert kind in (DRAWN, REFUNDED)
            assert before[1] + held < D(amount)
            continue
        held += D(amount) if kind in (LODGED, TOPPED_UP) else -D(amount)
        balance += D(amount) if kind == DRAWN else 0
    assert accounts(dealer) == (before[0] + balance, before[1] + held)
    assert not [found for found in verify() if found.check in ("manual", "ledger", "balances")]


class TestRequired:
    @pytest.mark.parametrize(
        ("on", "required"),
        [("2024-12-31", None), ("2025-01-01", "10000"), ("2025-12-31", "10000"),
         ("2026-01-01", "25000"), ("2027-01-01", None)],
    )  # fmt: skip
    def test_it_is_what_the_contract_in_force_says(self, on, required, signed, dealer):
        signed()
        signed("2026-01-01", "2027-01-01", deposit_required=D(25000))
        found = standing(dealer, on)
        assert found.contract is not None or required is None
        assert found.required == D(required or 0)

    def test_a_draft_requires_nothing(self, draft, dealer):
        draft()
        assert standing(dealer, "2025-06-01").contract is None

    @pytest.mark.parametrize(
        ("held", "missing", "surplus"),
        [("9999.99", "0.01", "0"), ("10000", "0", "0"), ("12000", "0", "2000")],
    )
    def test_what_is_missing_or_too_much(self, held, missing, surplus, signed, enter, dealer):
        signed()
        enter(LODGED, held)
        found = standing(dealer, "2025-06-01")
        assert (found.missing, found.surplus) == (D(missing), D(surplus))
        short_of = short(Dealer.objects.all(), day("2025-06-01"))
        assert [d.deposit_missing for d in short_of] == [D(missing)] * bool(found.missing)

    def test_dealers_without_a_contract_are_not_short(self, dealers):
        assert not short(Dealer.objects.all(), day("2025-06-01")).exists()

    def test_one_without_any_entry_is(self, signed, dealer):
        signed()
        assert short(Dealer.objects.all(), day("2025-06-01")).get() == dealer


def told(refunds) -> list[tuple]:
    return [(str(r.due_on), str(r.planned), str(r.amount), r.is_due) for r in refunds]


class TestRefunds:
    @pytest.fixture
    def contract(self, signed, enter):
        """Of 2025, with 10,000.01 held: the half at once, the rest after six months."""
        enter(LODGED, "10000.01")
        return signed(stages=[(0, "50"), (6, "50")])

    def test_stages_fall_due_after_the_end(self, contract, dealer):
        assert standing(dealer, "2025-12-31").refunds == []
        assert told(standing(dealer, "2026-01-01").refunds) == [
            ("2026-01-01", "5000.01", "5000.01", True),
            ("2026-07-01", "5000.00", "5000.00", False),
        ]

    def test_what_was_given_back_is_not_due_again(self, contract, dealer, enter):
        enter(REFUNDED, "5000.01", "2026-01-05")
        assert told(standing(dealer, "2026-07-01").refunds) == [
            ("2026-01-01", "5000.01", "0.00", True),
            ("2026-07-01", "5000.00", "5000.00", True),
        ]
        enter(REFUNDED, "5000", "2026-07-05")
        assert [r.amount for r in standing(dealer, "2026-07-06").refunds] == [D(0), D(0)]

    def test_a_refund_that_was_reversed_is_due_again(self, contract, dealer, enter):
        entry = enter(REFUNDED, "5000.01", "2026-01-05")
        reverse(entry=entry.entry, source="test", by=None)
        assert standing(dealer, "2026-01-06").refunds[0].amount == D("5000.01")

    def test_what_was_drawn_since_is_missing_in_the_last_stage(self, contract, dealer, enter):
        enter(DRAWN, "1000", "2026-02-01")
        amounts = [r.amount for r in standing(dealer, "2026-07-01").refunds]
        assert amounts == [D("5000.01"), D("4000.00")]

    def test_what_was_refunded_before_the_end_lessens_what_was_held(self, contract, dealer, enter):
        enter(REFUNDED, "2000.01", "2025-12-31")
        assert [r.planned for r in standing(dealer, "2026-01-01").refunds] == [D(4000), D(4000)]

    def test_a_later_contract_keeps_the_deposit(self, contract, dealer, signed):
        signed("2026-03-01", "2027-01-01")
        assert standing(dealer, "2026-02-01").refunds == []
        assert standing(dealer, "2026-04-01").refunds == []

    def test_a_draft_does_not(self, contract, dealer, draft, finance):
        later = draft("2026-03-01", "2027-01-01")
        assert len(standing(dealer, "2026-02-01").refunds) == 2
        sign_contract(contract=later, access=finance, reason=AGREED)
        assert standing(dealer, "2026-02-01").refunds == []

    def test_an_early_end_lets_them_fall_due_earlier(self, signed, dealer, finance):
        contract = signed(end="2099-01-01", stages=[(0, "50"), (6, "50")])
        end_contract(contract=contract, last_day=day("2025-03-31"), access=finance, reason="left")
        due = [r.due_on for r in standing(dealer, "2025-04-01").refunds]
        assert due == [day("2025-04-01"), day("2025-10-01")]

    def test_one_that_waits_for_a_second_person_is_named(self, contract, dealer, hq):
        reference = standing(dealer, "2026-01-01").refunds[0].reference
        entry = propose_entry(
            dealer=dealer, kind=REFUNDED, amount=D(5000), date=datetime.date(2026, 1, 2),
            reason=AGREED, reference=reference, access=hq,
        )  # fmt: skip
        assert [r.proposed for r in standing(dealer, "2026-01-02").refunds] == [entry, None]

    def test_who_does_not_see_the_contract_hears_nothing_of_it(self, contract, dealer, stranger):
        found = deposit_of(dealer, day("2026-01-01"), stranger.scope)
        assert (found.contract, found.refunds) == (None, [])

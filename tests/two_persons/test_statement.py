"""What a person posted by hand stands on the dealer's next statement, by its kind and reference."""

from decimal import Decimal as D

import pytest
from django.utils import translation

from dealers.choices import EntryKind
from dealers.services.manual_entries import approve_entry
from rebates.services.books import verify
from rebates.services.statements.present import present
from tests.factories import make_statement

KINDS = [
    (EntryKind.PAYOUT, "100.00", "Payout"),
    (EntryKind.ADJUSTMENT, "30.00", "Adjustment of the balance"),
    (EntryKind.ADJUSTMENT, "-20.00", "Adjustment of the balance"),
]
DEPOSITS = [
    (EntryKind.DEPOSIT_LODGED, "7.00", "Deposit lodged"),
    (EntryKind.DEPOSIT_TOPPED_UP, "3.00", "Deposit topped up"),
    (EntryKind.DEPOSIT_REFUNDED, "5.00", "Deposit refunded"),
]
DRAWN = "Drawn from the deposit: R 4.00 · as agreed"


@pytest.fixture
def statement(propose, finance, dealer, brand):
    make_statement(dealer)
    drawn = (EntryKind.DEPOSIT_DRAWN, "4.00", "")
    for kind, amount, _label in [*KINDS, *DEPOSITS, drawn]:
        entry = propose(kind, amount, reference=f"R {amount}", reason="as agreed")
        approve_entry(entry=entry, access=finance, reason="checked")
    return make_statement(dealer)


def test_it_works(statement):
    with translation.override("en"):
        shown = present(statement.content)
    assert [movement.what for movement in shown["others"]] == [
        *(f"{label}: R {amount} · as agreed" for _kind, amount, label in KINDS),
        DRAWN,
    ]
    amounts = [movement.amount for movement in shown["others"]]
    assert amounts == ["-100.00", "30.00", "-20.00", "4.00"]
    assert [movement.what for movement in shown["deposit_entries"]] == [
        *(f"{label}: R {amount} · as agreed" for _kind, amount, label in DEPOSITS),
        DRAWN,
    ]
    amounts = [movement.amount for movement in shown["deposit_entries"]]
    assert amounts == ["7.00", "3.00", "-5.00", "-4.00"]


def test_it_adds_up(statement, dealer):
    assert statement.opening == D("500.00")
    assert statement.closing == D("414.00") == dealer.ledger.balance()
    assert statement.content["deposit"]["closing"] == "1001.00"
    assert not {finding.check for finding in verify()} & {"manual", "balances"}

"""Two signed contracts of one dealer never hold on the same day, whoever signs at that moment."""

from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from dealers.choices import Role
from dealers.models import Contract
from dealers.roles import access_of
from dealers.services import contracts
from dealers.services.contracts import check_overlap, end_contract, sign_contract
from tests import factories as make
from tests.settlement.test_races import at_once, refusals

from .conftest import AGREED, day

CASES = [  # the second contract beside one of 2025
    ("2024-01-01", "2025-01-01", True),
    ("2026-01-01", "2027-01-01", True),
    ("2026-01-01", None, True),
    ("2024-01-01", "2025-01-02", False),
    ("2025-12-31", "2026-06-01", False),
    ("2025-03-01", "2025-04-01", False),
    ("2024-01-01", "2027-01-01", False),
    ("2025-01-01", "2026-01-01", False),
    ("2024-01-01", None, False),
]


@pytest.mark.parametrize(("start", "end", "fits"), CASES)
def test_one_is_signed_where_the_other_leaves_the_days_free(start, end, fits, signed, draft):
    first = signed()
    if fits:
        signed(start, end)
        return
    with pytest.raises(ValidationError) as refused:
        signed(start, end)
    assert refused.value.code == "contract_overlap"
    assert f"{first.number} of the same dealer" in refused.value.messages[0]
    assert "from 2025-01-01 to 2025-12-31" in refused.value.messages[0]
    assert Contract.objects.signed().count() == 1


def test_one_without_end_leaves_no_day_free(signed):
    signed("2025-01-01", None)
    with pytest.raises(ValidationError, match="to …"):
        signed("2030-01-01", "2031-01-01")


def test_drafts_and_other_dealers_are_in_nobodys_way(signed, draft, dealers):
    draft()
    signed(dealer=dealers.hangzhou)
    signed()


def test_what_ended_early_leaves_the_rest_free(signed, finance):
    contract = signed(end="2099-01-01")
    end_contract(contract=contract, last_day=day("2025-06-30"), access=finance, reason="left")
    with pytest.raises(ValidationError, match="to 2025-06-30"):
        signed("2025-06-30", "2026-01-01")
    signed("2025-07-01", "2026-01-01")


# Two who sign at the same time


@pytest.fixture
def drafts(transactional_db) -> list[Contract]:
    """Four contracts of one dealer for the same year, committed, so that threads see them."""
    dealer = make.make_dealer()
    return [make.make_contract(dealer=dealer, status="draft") for _ in range(4)]


@pytest.fixture
def signers(transactional_db):
    return [access_of(make.make_grant(role=Role.FINANCE).user) for _ in range(4)]


def sign_all(drafts: list[Contract], signers: list) -> list:
    return at_once(
        *(
            lambda contract=contract, who=who: sign_contract(
                contract=contract, access=who, reason=AGREED
            )
            for contract, who in zip(drafts, signers, strict=True)
        )
    )


def test_of_those_who_sign_at_once_one_does(drafts, signers):
    assert refusals(sign_all(drafts, signers)) == 3
    assert Contract.objects.signed().count() == 1


def test_without_the_lock_several_do(drafts, signers, monkeypatch):
    """The proof that the test above would see it: all have looked before the first one writes."""
    everybody = Barrier(len(drafts))

    def look_and_wait(contract: Contract) -> None:
        check_overlap(contract)
        everybody.wait(timeout=30)

    monkeypatch.setattr(contracts, "lock_dealer", lambda pk: contracts.Dealer.objects.get(pk=pk))
    if connection.vendor == "postgresql":
        monkeypatch.setattr(contracts, "check_overlap", look_and_wait)
    else:  # one writer at a time: only without the check does anything get through
        monkeypatch.setattr(contracts, "check_overlap", lambda contract: None)
    assert refusals(sign_all(drafts, signers)) == 0
    assert Contract.objects.signed().count() == len(drafts)

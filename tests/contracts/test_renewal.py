"""A renewal begins where a contract ends, for as long, on the same terms; it may be changed."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.audit import history_of
from dealers.choices import ContractStatus
from dealers.models import Contract, Target
from dealers.services.contracts import (
    end_contract,
    save_contract,
    sign_contract,
    stages_of,
)
from dealers.services.renewals import next_number, renew_contract
from rebates.services.enrolments import codes_of, join_programme
from tests.factories import make_contract, make_line, make_programme, make_target

from .conftest import AGREED, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(draft, hq, finance) -> Contract:
    """Of 2025, with stages and a programme."""
    contract = draft(number="HT2025-GZ", stages=[(0, "40"), (12, "60")], note="only this year")
    join_programme(contract=contract, programme=make_programme("P1"), access=hq)
    return sign_contract(contract=contract, access=finance, reason=AGREED)


def test_it_works(contract, hq):
    new = renew_contract(contract=contract, access=hq)
    assert new.status == ContractStatus.DRAFT
    assert (new.number, new.renews, new.note) == ("HT2026-GZ", contract, "")
    assert (new.valid_from, new.valid_to) == (day("2026-01-01"), day("2027-01-01"))
    assert (new.dealer, new.deposit_required) == (contract.dealer, D("10000.00"))
    assert stages_of(new) == stages_of(contract)
    assert codes_of(new) == ["P1"]
    assert contract.renewal == new


def test_another_person_signs_it(contract, hq, finance):
    new = renew_contract(contract=contract, access=hq)
    with pytest.raises(ValidationError, match="second person"):
        sign_contract(contract=new, access=hq, reason=AGREED)
    assert sign_contract(contract=new, access=finance, reason=AGREED).status == "in_force"
    assert history_of(new).first().by == finance.user


def test_it_is_renewed_once_and_by_one_who_may(contract, hq, finance):
    with pytest.raises(PermissionDenied):
        renew_contract(contract=contract, access=finance)
    new = renew_contract(contract=contract, access=hq)
    with pytest.raises(ValidationError, match=f"already: {new.number}"):
        renew_contract(contract=contract, access=hq)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda draft, signed, finance: draft(), "Only a signed contract"),
        (lambda draft, signed, finance: signed(end=None), "has no end"),
        (
            lambda draft, signed, finance: end_contract(
                contract=signed(end="2099-01-01"),
                last_day=day("2025-02-01"),
                access=finance,
                reason=AGREED,
            ),
            "not ended early",
        ),
    ],
)
def test_what_is_not_renewed(make, why, draft, signed, hq, finance):
    with pytest.raises(ValidationError, match=why):
        renew_contract(contract=make(draft, signed, finance), access=hq)


def test_a_renewal_stays_with_its_dealer(contract, hq, dealers):
    new = renew_contract(contract=contract, access=hq)
    new.dealer = dealers.hangzhou
    with pytest.raises(ValidationError, match=f"It renews {contract.number}"):
        save_contract(contract=new, access=hq, reason=AGREED)


def test_a_number_that_is_taken_is_said(contract, hq):
    with pytest.raises(ValidationError) as refused:
        renew_contract(contract=contract, access=hq, number=contract.number)
    assert "number" in refused.value.message_dict


NUMBERS = [
    ("HT2025-1", "2025-01-01", "HT2026-1"),
    ("2025-A", "2025-07-01", "2026-A"),
    ("HT-7", "2025-01-01", "HT-7-R2"),
    ("HT-7-R2", "2025-01-01", "HT-7-R3"),
]


@pytest.mark.parametrize(("number", "start", "following"), NUMBERS)
def test_the_number_that_is_proposed(number, start, following):
    dates = {"valid_from": day(start), "valid_to": day(start).replace(year=2026)}
    assert next_number(Contract(number=number, **dates)) == following


class TestTargets:
    def test_they_are_set_anew_if_wanted(self, contract, hq, dealer):
        line = make_line()
        for start, end in (("2025-01-01", "2025-02-01"), ("2025-02-01", "2025-03-01")):
            make_target(
                dealer=dealer, product_line=line, period_from=day(start), period_to=day(end),
                amount=None, quantity=7,
            )  # fmt: skip
        renew_contract(contract=contract, access=hq, targets=True)
        copies = Target.objects.filter(period_from__gte=day("2026-01-01"))
        assert [(t.period_from, t.period_to) for t in copies] == [
            (day("2026-01-01"), day("2026-02-01")),
            (day("2026-02-01"), day("2026-03-01")),
        ]
        assert {(t.product_line, t.amount, t.quantity) for t in copies} == {(line, None, 7)}
        assert [history_of(target).get().by for target in copies] == [hq.user] * 2

    def test_if_not_they_are_not(self, contract, hq, dealer):
        make_target(dealer=dealer, period_from=day("2025-01-01"), period_to=day("2026-01-01"))
        renew_contract(contract=contract, access=hq)
        assert Target.objects.count() == 1

    def test_those_across_its_bounds_and_of_others_stay_alone(self, contract, hq, dealer, dealers):
        make_target(dealer=dealer, period_from=day("2025-07-01"), period_to=day("2026-07-01"))
        make_target(dealer=dealers.hangzhou)
        renew_contract(contract=contract, access=hq, targets=True)
        assert Target.objects.count() == 2

    def test_where_one_is_set_already_nothing_is_written(self, contract, hq, dealer):
        make_target(dealer=dealer, period_from=day("2025-01-01"), period_to=day("2026-01-01"))
        there = {"period_from": day("2026-05-01"), "period_to": day("2026-06-01")}
        make_target(dealer=dealer, **there)
        with pytest.raises(ValidationError, match="from 2026-05-01 to 2026-05-31"):
            renew_contract(contract=contract, access=hq, targets=True)
        assert Contract.objects.count() == 1


def test_a_contract_of_the_factory_renews_for_a_leap_year_s_length(hq):
    new = renew_contract(contract=make_contract(), access=hq)
    assert (new.valid_from, new.valid_to) == (day("2025-01-01"), day("2026-01-01"))

"""A contract is drafted by one person and signed by another; what is signed stays."""

from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import SYSTEM
from dealers.choices import ContractState, ContractStatus, Role
from dealers.contracts.stages import Stage
from dealers.models import Contract
from dealers.services.contracts import end_contract, save_contract, sign_contract, stages_of
from tests.conftest import person

from .conftest import AGREED, day

pytestmark = pytest.mark.django_db
FAR = "2099-01-01"


def test_it_works(signed, finance):
    contract = signed()
    assert contract.status == ContractStatus.IN_FORCE
    assert contract.state_on(day("2025-06-01")) == ContractState.IN_FORCE
    entry = history_of(contract).first()
    assert (entry.action, entry.by, entry.reason) == ("signed", finance.user, AGREED)


def refusal(call, *args, **values) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        call(*args, **values)
    return refused.value


class TestDrafting:
    def test_a_draft_is_changed(self, draft, hq):
        contract = draft(stages=[(0, "50"), (6, "50")])
        contract.deposit_required = D("20000.00")
        stages = [Stage(3, D("100.00"))]
        save_contract(contract=contract, stages=stages, access=hq, reason=AGREED)
        contract.refresh_from_db()
        assert contract.deposit_required == D("20000.00")
        assert stages_of(contract) == stages
        entry = history_of(contract).first()
        assert entry.before == {"refund stages": ["+0: 50.00 %", "+6: 50.00 %"]}
        assert entry.after == {"refund stages": ["+3: 100.00 %"]}

    def test_stages_that_are_not_named_stay(self, draft, hq):
        contract = draft(stages=[(0, "100")])
        save_contract(contract=contract, access=hq, reason=AGREED)
        assert stages_of(contract) == [Stage(0, D("100.00"))]

    def test_a_change_needs_a_reason(self, draft, hq):
        contract = draft()
        contract.note = "more"
        assert "reason" in refusal(save_contract, contract=contract, access=hq).message_dict

    @pytest.mark.parametrize("stages", [[(0, "50"), (0, "50")], [(0, "0")], [(121, "100")]])
    def test_stages_that_make_no_sense_are_refused(self, draft, stages):
        refusal(draft, stages=stages)
        assert not Contract.objects.filter(deposit_stages__isnull=False).exists()

    def test_what_is_signed_is_not_changed(self, signed, hq):
        contract = signed()
        contract.deposit_required = D(0)
        error = refusal(save_contract, contract=contract, access=hq, reason=AGREED)
        assert error.code == "signed"
        assert Contract.objects.get().deposit_required == D("10000.00")

    @pytest.mark.parametrize("status", ["suspended", "terminated"])
    def test_a_dealer_that_is_closed_gets_no_contract(self, status, draft, dealer, finance):
        waiting = draft()
        type(dealer).objects.filter(pk=dealer.pk).update(status=status)
        assert "can receive no new contract" in refusal(draft).message_dict["dealer"][0]
        refusal(sign_contract, contract=waiting, access=finance, reason=AGREED)

    def test_only_headquarters_drafts(self, draft, finance, province):
        for access in (finance, province):
            with pytest.raises(ValidationError, match="outside the part"):
                draft(access=access)
        assert not Contract.objects.exists()


class TestSigning:
    def test_whoever_drafted_it_does_not_sign_it(self, draft, hq):
        contract = draft()
        error = refusal(sign_contract, contract=contract, access=hq, reason=AGREED)
        assert error.code == "own_proposal"

    def test_nor_whoever_changed_it(self, draft, hq):
        contract, other = draft(), person("other", Role.HEADQUARTERS)
        contract.note = "changed"
        save_contract(contract=contract, access=other, reason=AGREED)
        refusal(sign_contract, contract=contract, access=other, reason=AGREED)

    def test_a_third_person_of_headquarters_may(self, draft):
        access = person("other", Role.HEADQUARTERS)
        assert sign_contract(contract=draft(), access=access, reason=AGREED).status == "in_force"

    def test_the_system_does_not(self, draft):
        with pytest.raises(ValidationError, match="by a person"):
            sign_contract(contract=draft(), access=SYSTEM, reason=AGREED)

    def test_nor_who_may_not(self, draft, province, dealer_user):
        for access in (province, dealer_user):
            with pytest.raises(PermissionDenied):
                sign_contract(contract=draft(), access=access, reason=AGREED)

    def test_it_needs_a_reason(self, draft, finance):
        error = refusal(sign_contract, contract=draft(), access=finance, reason=" ")
        assert "reason" in error.message_dict

    def test_once(self, signed, finance):
        contract = signed()
        error = refusal(sign_contract, contract=contract, access=finance, reason=AGREED)
        assert error.code == "status_move"

    @pytest.mark.parametrize(
        ("stages", "fits"),
        [
            ([], True),
            ([(0, "100")], True),
            ([(3, "33.33"), (6, "33.33"), (12, "33.34")], True),
            ([(3, "50")], False),
            ([(3, "50"), (6, "50.01")], False),
        ],
    )
    def test_the_stages_add_up_to_a_hundred_percent(self, stages, fits, draft, finance):
        contract = draft(stages=stages)
        if fits:
            sign_contract(contract=contract, access=finance, reason=AGREED)
        else:
            error = refusal(sign_contract, contract=contract, access=finance, reason=AGREED)
            assert error.code == "stages"


class TestEndingEarly:
    def test_it_holds_on_its_last_day_and_no_longer(self, signed, finance):
        contract = end_contract(
            contract=signed(end=FAR), last_day=day("2025-06-30"), access=finance, reason="left"
        )
        assert contract.valid_to == day("2025-07-01")
        assert contract.state_on(day("2025-06-30")) == ContractState.IN_FORCE
        assert contract.state_on(day("2025-07-01")) == ContractState.ENDED_EARLY
        entry = history_of(contract).first()
        assert (entry.action, entry.reason) == ("ended_early", "left")
        assert entry.before == {"status": "in_force", "valid_to": FAR}

    @pytest.mark.parametrize("last", ["2024-12-31", "2098-12-31", "2099-05-01"])
    def test_the_last_day_lies_within_it(self, last, signed, finance):
        values = {"last_day": day(last), "access": finance, "reason": "left"}
        assert "last_day" in refusal(end_contract, contract=signed(end=FAR), **values).message_dict

    def test_what_has_run_out_does_not_end_early(self, signed, finance):
        values = {"last_day": day("2025-06-30"), "access": finance, "reason": "left"}
        assert refusal(end_contract, contract=signed(), **values).code == "expired"

    def test_one_without_end_can_end(self, signed, finance):
        contract = end_contract(
            contract=signed(end=None), last_day=day("2030-12-31"), access=finance, reason="left"
        )
        assert contract.valid_to == day("2031-01-01")

    @pytest.mark.parametrize("end", [True, False])
    def test_a_draft_and_one_that_has_ended_do_not_end(self, end, draft, signed, finance):
        values = {"last_day": day("2025-06-30"), "access": finance, "reason": "left"}
        contract = end_contract(contract=signed(end=FAR), **values) if end else draft()
        assert refusal(end_contract, contract=contract, **values).code == "status_move"


STATES = [
    ("draft", "2025-06-01", ContractState.DRAFT),
    ("in_force", "2024-12-31", ContractState.COMING),
    ("in_force", "2025-01-01", ContractState.IN_FORCE),
    ("in_force", "2025-12-31", ContractState.IN_FORCE),
    ("in_force", "2026-01-01", ContractState.EXPIRED),
    ("terminated", "2025-12-31", ContractState.IN_FORCE),
    ("terminated", "2026-01-01", ContractState.ENDED_EARLY),
]


@pytest.mark.parametrize(("status", "on", "state"), STATES)
def test_its_state_follows_from_the_day(status, on, state, draft):
    contract = draft()
    Contract.objects.update(status=status)
    contract.refresh_from_db()
    assert contract.state_on(day(on)) == state
    found = {s for s in ContractState if Contract.objects.in_state(s, day(on)).exists()}
    assert found == {state}


@pytest.mark.parametrize(
    ("days", "on", "found"),
    [
        (0, "2025-12-31", True),
        (0, "2025-12-30", False),
        (30, "2025-12-01", True),
        (30, "2025-11-30", False),
        (365, "2026-01-01", False),
    ],
)
def test_which_contracts_end_soon(days, on, found, signed, draft):
    signed()
    draft("2024-01-01")
    assert Contract.objects.ending_within(days, day(on)).count() == found

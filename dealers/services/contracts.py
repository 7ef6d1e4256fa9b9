"""The life of a contract: drafted by one person, signed by another, ended early."""

import datetime
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_mgmt.core.approval import reason_given, second_person
from channels_mgmt.core.audit import record
from channels_mgmt.core.moves import must_become
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.services import save_record

from ..choices import ContractStatus
from ..contracts.stages import WHOLE, Stage, add_up
from ..models import Contract, Dealer, DepositStage
from .dealers import CLOSED
from .ledger import lock_dealer

STAGES = gettext_noop("refund stages")


@transaction.atomic
def save_contract(
    *,
    contract: Contract,
    access: Access,
    stages: Sequence[Stage] | None = None,
    reason: str = "",
) -> Contract:
    """Write a draft; ``stages`` None leaves those of the refund as they are.

    Raises ValidationError when it is signed already, or its dealer can have no new contract.
    """
    if contract.pk:
        require_draft(lock_contract(contract))
    dealer = lock_dealer(contract.dealer_id)
    _check_dealer(dealer)
    _check_renewed(contract)
    contract.status = ContractStatus.DRAFT
    save_record(instance=contract, access=access, verb=Verb.CHANGE_CONTRACTS, reason=reason)
    if stages is not None:
        _write_stages(contract, stages, access, reason)
    return contract


@transaction.atomic
def sign_contract(*, contract: Contract, access: Access, reason: str) -> Contract:
    """Put a draft into force, by another person than those who made it.

    Raises ValidationError, with nothing changed, when another signed contract of the dealer holds
    on one of its days, its stages do not add up, or its dealer can have no new contract.
    """
    contract = lock_contract(contract)
    access.require(Verb.SIGN_CONTRACTS, contract.dealer)
    must_become(contract, ContractStatus.IN_FORCE)
    second_person(contract, access)
    _check_dealer(lock_dealer(contract.dealer_id))
    _check_stages(contract)
    check_overlap(contract)
    contract.signed_at = timezone.now()
    return _move(contract, ContractStatus.IN_FORCE, "signed", access, reason_given(reason))


@transaction.atomic
def end_contract(
    *, contract: Contract, last_day: datetime.date, access: Access, reason: str
) -> Contract:
    """A signed contract ends before its time: it holds on ``last_day``, and no longer.

    Raises ValidationError when that is not one of its days before the last, or it is over.
    """
    contract = lock_contract(contract)
    access.require(Verb.SIGN_CONTRACTS, contract.dealer)
    must_become(contract, ContractStatus.TERMINATED)
    _check_last_day(contract, last_day)
    lock_dealer(contract.dealer_id)
    old, contract.valid_to = contract.valid_to, last_day + datetime.timedelta(days=1)
    contract.agreed_to, contract.ended_at = old, timezone.now()
    return _move(
        contract, ContractStatus.TERMINATED, "ended_early", access, reason_given(reason), old
    )


def stages_of(contract: Contract) -> list[Stage]:
    """From the first to the last."""
    rows = contract.deposit_stages.order_by("months")
    return [Stage(*row) for row in rows.values_list("months", "percent")]


def check_overlap(contract: Contract) -> None:
    """Two signed contracts of a dealer never hold on the same day; call it under her lock."""
    rivals = Contract.objects.signed().filter(dealer=contract.dealer_id).exclude(pk=contract.pk)
    other = rivals.overlapping(contract.valid_from, contract.valid_to).first()
    if other is not None:
        text = _(
            "%(other)s of the same dealer is signed and holds from %(from)s to %(to)s: end it "
            "first, or let this one begin later."
        )
        parts = {"other": other, "from": other.valid_from, "to": other.last_day or "…"}
        raise ValidationError(text % parts, "contract_overlap")


def lock_contract(contract: Contract) -> Contract:
    """As it stands now; whoever else decides about it waits. Its dealer is locked after it."""
    rows = Contract.objects.select_related("dealer")
    return rows.select_for_update(of=("self",)).get(pk=contract.pk)


def require_draft(contract: Contract) -> None:
    if contract.status != ContractStatus.DRAFT:
        text = _("%(contract)s is signed: what it says stays. Renew it, or end it early.")
        raise ValidationError(text % {"contract": contract}, "signed")


def _check_dealer(dealer: Dealer) -> None:
    if dealer.status in CLOSED:
        text = _("%(dealer)s is “%(status)s” and can receive no new contract.")
        parts = {"dealer": dealer, "status": dealer.get_status_display()}
        raise ValidationError({"dealer": ValidationError(text % parts, "dealer_status")})


def _check_renewed(contract: Contract) -> None:
    if contract.renews is not None and contract.renews.dealer_id != contract.dealer_id:
        text = _("It renews %(contract)s, which is one of %(dealer)s.")
        parts = {"contract": contract.renews, "dealer": contract.renews.dealer}
        raise ValidationError({"dealer": ValidationError(text % parts, "other_dealer")})


def _check_stages(contract: Contract) -> None:
    stages = stages_of(contract)
    if stages and add_up(stages) != WHOLE:
        text = _("The stages of the refund add up to %(sum)s %%, and must to 100 %%.")
        raise ValidationError(text % {"sum": f"{add_up(stages):f}"}, "stages")


def _check_last_day(contract: Contract, day: datetime.date) -> None:
    if contract.is_over:
        text = _("%(contract)s ended on %(day)s as it says: it cannot end early any more.")
        parts = {"contract": contract, "day": contract.last_day}
        raise ValidationError(text % parts, "expired")
    if day < contract.valid_from or (contract.last_day and day >= contract.last_day):
        text = _("The contract holds from %(from)s to %(to)s: its last day lies before the end.")
        parts = {"from": contract.valid_from, "to": contract.last_day or "…"}
        raise ValidationError({"last_day": ValidationError(text % parts, "last_day")})


def _write_stages(contract: Contract, stages: Iterable[Stage], access: Access, reason: str) -> None:
    old, new = stages_of(contract), sorted(stages)
    if old == new:
        return
    if len({stage.months for stage in new}) < len(new):
        text = _("Two stages fall due after the same number of months.")
        raise ValidationError({"deposit_stages": ValidationError(text, "twice")})
    contract.deposit_stages.all().delete()
    rows = [DepositStage(contract=contract, months=s.months, percent=s.percent) for s in new]
    for row in rows:
        row.clean_fields()
    DepositStage.objects.bulk_create(rows)
    before, after = {STAGES: _told(old)}, {STAGES: _told(new)}
    record("changed", contract, by=access.user, before=before, after=after, reason=reason)


def _told(stages: Iterable[Stage]) -> list[str]:
    return [f"+{stage.months}: {stage.percent:f} %" for stage in stages]


def _move(
    contract: Contract,
    to: ContractStatus,
    action: str,
    access: Access,
    reason: str,
    ended: datetime.date | None = None,
) -> Contract:
    """``ended``: the end that it had, where that moves, too."""
    before, contract.status = {"status": contract.status}, to
    after = {"status": to.value}
    if to == ContractStatus.TERMINATED:
        before["valid_to"], after["valid_to"] = ended, contract.valid_to
    contract.full_clean()
    contract.save()
    record(action, contract, by=access.user, before=before, after=after, reason=reason)
    return contract

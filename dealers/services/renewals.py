"""Renewing a contract: a draft that begins where it ends, on the same terms."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Verb

from ..choices import ContractStatus
from ..contracts.spans import later, span
from ..models import Contract
from .contracts import lock_contract, save_contract, stages_of
from .targets import copy_targets

Carry = Callable[[Contract, Contract, Access], None]
_carried: list[Carry] = []


def carry_over(carry: Carry) -> None:
    """What a floor above ties to a contract goes along into its renewal: ``carry(old, new, …)``.

    Called in ``AppConfig.ready()``.
    """
    _carried.append(carry)


@transaction.atomic
def renew_contract(
    *, contract: Contract, access: Access, number: str = "", targets: bool = False
) -> Contract:
    """A draft that begins where a signed contract ends, as long as that, with the same terms.

    ``targets``: those of the old time are set anew, as much later. Raises ValidationError when it
    is renewed already, has no end, or what is set anew meets what is there.
    """
    contract = lock_contract(contract)
    access.require(Verb.CHANGE_CONTRACTS, contract.dealer)
    if text := why_not_renewed(contract):
        raise ValidationError(text, "not_renewable")
    by = span(contract.valid_from, contract.valid_to)
    new = Contract(
        number=number.strip() or next_number(contract),
        dealer=contract.dealer,
        valid_from=contract.valid_to,
        valid_to=later(contract.valid_to, by),
        deposit_required=contract.deposit_required,
        top_up_days=contract.top_up_days,
        silence_means=contract.silence_means,
        renews=contract,
    )
    save_contract(contract=new, access=access, stages=stages_of(contract))
    for carry in _carried:
        carry(contract, new, access)
    if targets:
        copy_targets(contract=contract, by=by, access=access)
    return new


def why_not_renewed(contract: Contract) -> str:
    """Why there can be no renewal; nothing when there can."""
    if contract.status != ContractStatus.IN_FORCE:
        return _("Only a signed contract that was not ended early is renewed.")
    if contract.valid_to is None:
        return _("This contract has no end: there is nothing to renew.")
    if renewal := Contract.objects.filter(renews=contract).first():
        return _("It is renewed already: %(contract)s.") % {"contract": renewal}
    return ""


def next_number(contract: Contract) -> str:
    """The number with the year in which the renewal begins, or else with the next ending."""
    old, new = str(contract.valid_from.year), str(contract.valid_to.year)
    if old != new and old in contract.number:
        return contract.number.replace(old, new, 1)
    head, _dash, tail = contract.number.rpartition("-R")
    return f"{head}-R{int(tail) + 1}" if head and tail.isdecimal() else f"{contract.number}-R2"

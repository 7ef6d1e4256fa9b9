"""Which programmes a contract joins: settled while it is a draft, and part of what is signed."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from channels_mgmt.core.audit import record
from channels_mgmt.core.scopes import Access, Verb
from dealers.models import Contract
from dealers.services.contracts import lock_contract, require_draft

from ..models import Enrolment, Programme


@transaction.atomic
def join_programme(*, contract: Contract, programme: Programme, access: Access) -> Enrolment:
    """A draft joins a programme. Raises ValidationError when it is signed, or has joined it."""
    contract = _draft(contract, access)
    before = codes_of(contract)
    enrolment = Enrolment(contract=contract, programme=programme)
    enrolment.full_clean()
    enrolment.save()
    record("created", enrolment, by=access.user, after={"programme": programme.code})
    _tell(contract, before, access)
    return enrolment


@transaction.atomic
def leave_programme(*, enrolment: Enrolment, access: Access) -> Contract:
    """A draft takes part in a programme no longer."""
    contract = _draft(enrolment.contract, access)
    before = codes_of(contract)
    Enrolment.objects.filter(pk=enrolment.pk).delete()
    _tell(contract, before, access)
    return contract


def carry_programmes(old: Contract, new: Contract, access: Access) -> None:
    """A renewal joins what the contract before it joined."""
    for enrolment in old.enrolments.select_related("programme").order_by("programme__code"):
        join_programme(contract=new, programme=enrolment.programme, access=access)


def codes_of(contract: Contract) -> list[str]:
    rows = contract.enrolments.order_by("programme__code")
    return list(rows.values_list("programme__code", flat=True))


def _draft(contract: Contract, access: Access) -> Contract:
    """Locked: whoever signs it sees the programmes as they are then."""
    contract = lock_contract(contract)
    access.require(Verb.CHANGE_CONTRACTS, contract.dealer)
    require_draft(contract)
    return contract


def _tell(contract: Contract, before: list[str], access: Access) -> None:
    """In the contract's own history, so that whoever chose its programmes does not sign it."""
    after = codes_of(contract)
    if before == after:
        raise ValidationError(_("The contract does not join this programme."), "gone")
    trail = {"before": {"programmes": before}, "after": {"programmes": after}}
    record("changed", contract, by=access.user, **trail)

"""A deposit as pages tell it: how it stands, and the entries that would put it right."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from channels_mgmt.core.scopes import Access, Verb

from ..choices import EntryKind
from ..deposits import Deposit, Refund, deposit_of
from ..models import Dealer


@dataclass(frozen=True, slots=True)
class Told:
    """``refunds`` with the address that proposes each, empty where there is nothing to propose or
    the person may not."""

    deposit: Deposit
    refunds: list[tuple[Refund, str]]
    top_up: str

    @property
    def held(self) -> Decimal:
        return self.deposit.held


def told_of(dealer: Dealer, access: Access, held: Decimal) -> Told:
    """As it stands today, with what the ledger says is held."""
    deposit = deposit_of(dealer, timezone.localdate(), access.scope, held)
    needs = bool(deposit.missing or any(refund.amount for refund in deposit.refunds))
    may = needs and access.reaches(Verb.PROPOSE_ENTRIES, dealer)
    return Told(
        deposit,
        [(refund, refund_url(dealer, refund) if may else "") for refund in deposit.refunds],
        top_up_url(dealer, deposit) if may and deposit.missing else "",
    )


def refund_url(dealer: Dealer, refund: Refund) -> str:
    """The form of a manual entry, filled in; nothing before it is due, or once it is proposed."""
    if not (refund.is_due and refund.amount) or refund.proposed:
        return ""
    words = _("Refund of the deposit %(months)s months after the end of contract %(contract)s")
    parts = {"months": refund.stage.months, "contract": refund.contract}
    return proposal_url(
        dealer, EntryKind.DEPOSIT_REFUNDED, refund.amount, words % parts, refund.reference
    )


def top_up_url(dealer: Dealer, deposit: Deposit) -> str:
    """Lodged where there is none yet, topped up where there is."""
    kind = EntryKind.DEPOSIT_TOPPED_UP if deposit.held > 0 else EntryKind.DEPOSIT_LODGED
    words = _("Deposit as contract %(contract)s requires") % {"contract": deposit.contract}
    return proposal_url(dealer, kind, deposit.missing, words, deposit.contract.number)


def proposal_url(
    dealer: Dealer, kind: EntryKind, amount: Decimal, reason: str, reference: str
) -> str:
    values: dict[str, Any] = {
        "dealer": dealer.code,
        "kind": kind.value,
        "amount": f"{amount:f}",
        "date": timezone.localdate().isoformat(),
        "reference": reference,
        "reason": reason,
    }
    return f"{reverse('dealers:manualentry_add')}?{urlencode(values)}"

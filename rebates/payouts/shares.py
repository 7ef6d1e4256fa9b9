"""How much of a statement is paid, and in which form: arithmetic alone.

Amounts are ``Decimal`` in yuan, whole fen; forms are those of the programmes (DOMAIN §7.11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from channels_mgmt.core.money import NOTHING

from ..choices import PaymentForm

CUT_FIRST = (PaymentForm.CASH, PaymentForm.CREDIT, PaymentForm.GOODS)
"""Whoever owes the brand something gets no cash before it is set off."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A statement's closing balance, and what became of it since.

    ``paid_since``: paid out after the statement was made. ``on_its_way``: in other batches and
    not paid yet. ``balance``: what the ledger has now. ``granted``: of rebates that are due as
    credit or goods, what was not paid out in that form yet.
    """

    closing: Decimal
    balance: Decimal
    paid_since: Decimal = NOTHING
    on_its_way: Decimal = NOTHING
    granted: Mapping[PaymentForm, Decimal] | None = None

    @property
    def rest(self) -> Decimal:
        """What the statement still says, below zero where the dealer owes."""
        return self.closing - self.paid_since - self.on_its_way

    @property
    def payable(self) -> Decimal:
        """Never more than the statement says, nor than the balance holds; never below zero."""
        return max(min(self.rest, self.balance - self.on_its_way), NOTHING)


def shares(standing: Standing) -> dict[PaymentForm, Decimal]:
    """What is paid in each form: parts above zero that sum to what is payable.

    What is no rebate in another form is cash: fees, adjustments, and fines, which lower it.
    Where the parts come to more than is payable, cash is cut first, then credit, then goods.
    """
    granted = standing.granted or {}
    parts = {form: granted.get(form, NOTHING) for form in CUT_FIRST[1:]}
    parts[PaymentForm.CASH] = standing.rest - sum(parts.values(), NOTHING)
    parts = {form: max(part, NOTHING) for form, part in parts.items()}
    excess = sum(parts.values(), NOTHING) - standing.payable
    for form in CUT_FIRST:
        cut = min(parts[form], excess)
        parts[form], excess = parts[form] - cut, excess - cut
    return {form: parts[form] for form in CUT_FIRST if parts[form]}

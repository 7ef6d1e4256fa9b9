"""What a fine takes from the deposit, and what goes back to it. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from channels_mgmt.core.money import NOTHING
from rebates.conduct.choices import DrawsOn


@dataclass(frozen=True, slots=True)
class Change:
    """A fine that changes by ``amount`` yuan in the dealer's favour: below zero it is charged.

    ``fined`` is what was posted of the fine before, above zero, and ``drawn`` what of that the
    deposit bore.
    """

    amount: Decimal
    draws_on: str
    fined: Decimal = NOTHING
    drawn: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Funds:
    """Of a dealer, in yuan: what is free of the balance, what is held of the deposit."""

    free: Decimal
    held: Decimal

    def after(self, change: Change, drawn: Decimal) -> "Funds":
        return Funds(self.free + change.amount + drawn, self.held - drawn)


def drawn_by(change: Change, funds: Funds) -> Decimal:
    """What the deposit gives (above zero) or gets back (below), in yuan.

    A charge takes what is free of the balance first and the rest from the deposit, as far as that
    reaches; or all of it from the deposit. What neither has stays as a debt on the balance. What is
    taken back of a fine returns to the deposit first, since that was taken last. The deposit never
    bears more than the fine.
    """
    if change.amount > 0:
        wanted = -min(change.amount, change.drawn)
    elif change.draws_on == DrawsOn.DEPOSIT_ONLY:
        wanted = -change.amount
    else:
        wanted = -change.amount - min(-change.amount, max(funds.free, NOTHING))
    fined = change.fined - change.amount
    borne = min(max(change.drawn + wanted, NOTHING), max(fined, NOTHING))
    return min(borne - change.drawn, max(funds.held, NOTHING))

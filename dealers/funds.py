"""What can be paid out of a dealer's balance: less than it where money is on its way already."""

from collections.abc import Callable
from decimal import Decimal

from channels_mgmt.core.money import NOTHING

from .models import LedgerEntry

Reservation = Callable[[int], Decimal]
_reservations: list[Reservation] = []


def reserve(reservation: Reservation) -> None:
    """Upper floors say what they have promised to pay a dealer (its key) and not posted yet."""
    _reservations.append(reservation)


def on_its_way(dealer: int) -> Decimal:
    return sum((reservation(dealer) for reservation in _reservations), NOTHING)


def available(dealer: int) -> Decimal:
    """Yuan to the fen; below zero, it carries forward. It holds under the dealer's lock only."""
    return LedgerEntry.objects.filter(dealer=dealer).balance() - on_its_way(dealer)

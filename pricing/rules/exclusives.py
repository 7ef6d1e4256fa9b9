"""Where an online-exclusive SKU may be sold (DOMAIN: online-exclusive SKUs).

On a day on which shops hold it, it is sold in these shops and nowhere else. Goods that such a shop
stocks up with are no offline sale: a line that names the shop, or one to its operator for the
shop's platform. A line that says neither is offline, and so is one that says so. On a day on which
no shop holds it nothing is refused: a brand may begin with sales alone. A return is no sale.
"""

from collections.abc import Collection
from typing import NamedTuple

OFFLINE, ONLINE = "offline", "online"


class Holder(NamedTuple):
    """A shop that an exclusive is allotted to on the day; without an operator the brand's own."""

    shop: int
    platform: str
    operator: int | None


class Deal(NamedTuple):
    """A line over pieces above zero: its shop, its channel, and who buys to sell on.

    ``buyer`` is the dealer of a sell-in and the counterparty of a sell-through; a consumer is none.
    """

    shop: int | None
    channel: str
    buyer: int | None


def allowed(deal: Deal, holders: Collection[Holder]) -> bool:
    """Whether the deal keeps to the shops that hold the SKU on its day."""
    if not holders:
        return True
    if deal.shop is not None:
        return any(holder.shop == deal.shop for holder in holders)
    if deal.buyer is None:
        return False
    return any(
        holder.operator == deal.buyer and deal.channel in (ONLINE, holder.platform)
        for holder in holders
    )

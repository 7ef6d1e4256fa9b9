"""Whether a sales line makes sense as a whole, once each of its cells does."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.report import Fault, Faults
from dealers.services.shops import EVER
from pricing.blocking import refusal
from pricing.rules.exclusives import Deal, allowed

from ..choices import SaleKind
from .lines import OFFLINE, ONLINE, SOLD_ONLINE, Cells, Line, default_channel, values_of

SELL_IN, SELL_THROUGH = str(SaleKind.SELL_IN), str(SaleKind.SELL_THROUGH)

Wrong = tuple[str, Any, Fault]


def check_line(row: int, values: list[Any], batch: int, faults: Faults) -> Line | None:
    """The line of a row; None when it has a fault, all of which are then named."""
    cells = Cells._make(values)
    for check in CHECKS:
        for column, value, fault in check(cells):
            faults.add(row, column, value, fault)
    if row in faults.rows:
        return None
    return Line(row, values_of(cells, batch), (cells.channel is not None, cells.region is not None))


def quantity_faults(cells: Cells) -> Sequence[Wrong]:
    quantity, amount = cells.quantity, cells.amount
    if quantity == 0:
        message = _("A line of no pieces is no sale: leave it out, or give the pieces.")
        return [("quantity", 0, Fault("zero_quantity", message))]
    if quantity and amount and (quantity < 0) != (amount < 0):
        message = _("Pieces (%(quantity)s) and amount must have the same sign.")
        fault = Fault("sign_mismatch", message % {"quantity": quantity})
        return [("amount", yuan(amount), fault)]
    return ()


def unit_price_faults(cells: Cells) -> Sequence[Wrong]:
    if cells.unit_price is None or cells.unit_price >= 0:
        return ()
    message = _("A price is not negative; on a return the pieces and the amount are.")
    return [("unit_price", yuan(cells.unit_price), Fault("negative_price", message))]


def return_faults(cells: Cells) -> Sequence[Wrong]:
    if cells.returns_order:
        if not cells.quantity or cells.quantity < 0:
            return ()
        message = _("A line that returns %(order)s needs negative pieces.")
        fault = Fault("return_not_negative", message % {"order": cells.returns_order})
        return [("quantity", cells.quantity, fault)]
    if cells.returns_line:
        message = _("Name the order that the line belongs to in “returns_order”.")
        return [("returns_line", cells.returns_line, Fault("returns_order_missing", message))]
    return ()


def channel_faults(cells: Cells) -> Sequence[Wrong]:
    channel, shop = cells.channel, cells.shop
    if channel is None:
        return ()
    if shop is not None and channel not in (shop.platform, ONLINE):
        message = _("The shop %(shop)s is on %(platform)s: write that, or leave it empty.")
        parts = {"shop": shop.code, "platform": shop.platform}
        return [("channel", channel, Fault("channel_shop", message % parts))]
    if channel == OFFLINE and cells.kind == SOLD_ONLINE:
        return [("channel", channel, Fault("channel_kind", _("An online sale is not offline.")))]
    return ()


def shop_faults(cells: Cells) -> Sequence[Wrong]:
    """A shop that is closed sells no more; what it sold before is a fact, and a return no sale."""
    shop, date = cells.shop, cells.date
    if shop is None or shop.closed is None or date is None or comes_back(cells.quantity):
        return ()
    if shop.closed == EVER:
        text = _("The shop %(shop)s is not open.") % {"shop": shop.code}
        return [("shop", shop.code, Fault("shop_closed", text))]
    if date >= shop.closed:
        text = _("The shop %(shop)s is not open since %(day)s: what it sold earlier is taken in.")
        parts = {"shop": shop.code, "day": shop.closed}
        return [("shop", shop.code, Fault("shop_closed", text % parts))]
    return ()


def comes_back(quantity: int | None) -> bool:
    return quantity is not None and quantity < 0


def exclusive_faults(cells: Cells) -> Sequence[Wrong]:
    """An online-exclusive product keeps to its shops; a return of one is no sale."""
    sku, date = cells.sku, cells.date
    if sku is None or not sku.allotments or date is None or comes_back(cells.quantity):
        return ()
    shops = [allotment.shop for allotment in sku.allotments if allotment.holds_on(date)]
    if allowed(deal_of(cells), [shop.holder for shop in shops]):
        return ()
    message = _("%(sku)s is sold only in %(shops)s on %(date)s.")
    names = ", ".join(dict.fromkeys(shop.code for shop in shops))
    text = message % {"sku": sku.code, "shops": names, "date": date}
    buyer = buyer_of(cells)
    if buyer is not None and any(shop.operator == buyer for shop in shops):
        text += " " + _("What it stocks up with names the shop, or its platform as the channel.")
    return [("sku", sku.code, Fault("exclusive_sku", text))]


def deal_of(cells: Cells) -> Deal:
    channel = cells.channel or default_channel(cells.kind, cells.shop)
    return Deal(cells.shop and cells.shop.pk, channel, buyer_of(cells))


def buyer_of(cells: Cells) -> int | None:
    """Who buys to sell on; a consumer does not."""
    if cells.kind == SELL_IN:
        return cells.dealer and cells.dealer.pk
    return cells.counterparty if cells.kind == SELL_THROUGH else None


def party_faults(cells: Cells) -> Sequence[Wrong]:
    counterparty, dealer = cells.counterparty, cells.dealer
    if counterparty is None or dealer is None:
        return ()
    if cells.kind == SELL_THROUGH and dealer.pk == counterparty:
        fault = Fault("same_party", _("A dealer does not sell to itself."))
        return [("counterparty", "", fault)]
    return ()


def price_faults(cells: Cells) -> Sequence[Wrong]:
    """What the brand itself asks, of dealers and in its own shops, keeps to the price controls."""
    if cells.sku is None or (watch := cells.sku.watch) is None:
        return ()
    own = cells.kind == SELL_IN or (cells.shop is not None and cells.shop.own)
    known = None not in (cells.dealer, cells.date, cells.amount)
    if not own or not known or (cells.quantity or 0) <= 0:
        return ()
    fault = refusal(
        watch,
        region=cells.region or cells.dealer.home_on(cells.date),
        channel=cells.channel or default_channel(cells.kind, cells.shop),
        day=cells.date,
        amount=cells.amount,
        quantity=cells.quantity,
    )
    return [] if fault is None else [("amount", yuan(cells.amount), fault)]


# A list where something is wrong: a generator for each of them would take longer than the checks.
CHECKS = (
    quantity_faults,
    unit_price_faults,
    return_faults,
    channel_faults,
    shop_faults,
    exclusive_faults,
    party_faults,
    price_faults,
)


def yuan(scaled: int) -> str:
    return f"{scaled // 10_000 if scaled >= 0 else -(-scaled // 10_000)}.{abs(scaled) % 10_000:04}"

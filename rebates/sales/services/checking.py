"""Whether a sales line makes sense as a whole, once each of its cells does."""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.report import Fault, Faults
from dealers.choices import SalesChannel
from dealers.services.shops import EVER
from pricing.blocking import refusal
from pricing.rules.exclusives import Deal, allowed

from ..choices import SaleKind
from .lookups import Outlet, Product, Seller

OFFLINE, ONLINE = str(SalesChannel.OFFLINE), str(SalesChannel.ONLINE)
SOLD_ONLINE = str(SaleKind.ONLINE)
SELL_IN, SELL_THROUGH = str(SaleKind.SELL_IN), str(SaleKind.SELL_THROUGH)

# As the fact table has them: the natural key, what the line says, the import it came with.
KEY = ("source", "order_number", "line_number", "kind")
CONTENT = (
    "date",
    "dealer_id",
    "counterparty_id",
    "sku_id",
    "quantity",
    "unit_price",
    "amount",
    "channel",
    "shop_id",
    "region_id",
    "returns_order",
    "returns_line",
    "serials",
)
COLUMNS = (*KEY, *CONTENT, "batch_id")
AMOUNT = COLUMNS.index("amount")
DATE = COLUMNS.index("date")
# What a file need not say: a value of our own is no difference to a line that is there already.
DEFAULTED = (COLUMNS.index("channel"), COLUMNS.index("region_id"))

Wrong = tuple[str, Any, Fault]


class Line(NamedTuple):
    row: int
    values: tuple  # in the order of COLUMNS; amounts in 1/10,000 yuan
    given: tuple[bool, bool]  # whether the file says the channel, the region

    @property
    def key(self) -> tuple:
        return self.values[:4]

    def same_as(self, other: tuple) -> bool:
        """Whether a stored line says the same; what the file leaves open is not compared."""
        mine = list(self.values[:-1])
        for position, given in zip(DEFAULTED, self.given, strict=True):
            if not given:
                mine[position] = other[position]
        return tuple(mine) == tuple(other[: len(mine)])


class Cells(NamedTuple):
    """The values of a row in the order of the kind's columns; None where empty or faulty."""

    source: str | None
    kind: str | None
    order: str | None
    number: str | None
    date: datetime.date | None
    dealer: Seller | None
    counterparty: int | None
    sku: Product | None
    quantity: int | None
    unit_price: int | None
    amount: int | None
    channel: str | None
    shop: Outlet | None
    region: int | None
    returns_order: str | None
    returns_line: str | None
    serials: str | None


def check_line(row: int, values: list[Any], batch: int, faults: Faults) -> Line | None:
    """The line of a row; None when it has a fault, all of which are then named."""
    cells = Cells(*values)
    for column, value, fault in (
        *quantity_faults(cells.quantity, cells.amount, cells.unit_price),
        *return_faults(cells.quantity, cells.returns_order, cells.returns_line),
        *channel_faults(cells.kind, cells.channel, cells.shop),
        *shop_faults(cells.shop, cells.date, cells.quantity),
        *exclusive_faults(cells),
        *party_faults(cells.kind, cells.dealer, cells.counterparty),
        *price_faults(cells),
    ):
        faults.add(row, column, value, fault)
    if row in faults.rows:
        return None
    given = (cells.channel is not None, cells.region is not None)
    return Line(row, (*key_of(cells), *content_of(cells), batch), given)


def key_of(cells: Cells) -> tuple:
    return cells.source, cells.order, cells.number, cells.kind


def content_of(cells: Cells) -> tuple:
    """In the order of CONTENT, with what the file leaves open filled in."""
    return (
        cells.date,
        cells.dealer.pk,
        cells.counterparty,
        cells.sku.pk,
        cells.quantity,
        cells.unit_price,
        cells.amount,
        cells.channel or default_channel(cells.kind, cells.shop),
        cells.shop and cells.shop.pk,
        cells.region or cells.dealer.home_on(cells.date),
        cells.returns_order or "",
        cells.returns_line or "",
        cells.serials or "",
    )


def default_channel(kind: str, shop: Outlet | None) -> str:
    if shop is not None:
        return shop.platform
    return ONLINE if kind == SOLD_ONLINE else OFFLINE


def quantity_faults(quantity, amount, unit_price) -> Iterator[Wrong]:
    if quantity == 0:
        message = _("A line of no pieces is no sale: leave it out, or give the pieces.")
        yield "quantity", 0, Fault("zero_quantity", message)
    elif quantity and amount and (quantity < 0) != (amount < 0):
        message = _("Pieces (%(quantity)s) and amount must have the same sign.")
        fault = Fault("sign_mismatch", message % {"quantity": quantity})
        yield "amount", yuan(amount), fault
    if unit_price is not None and unit_price < 0:
        message = _("A price is not negative; on a return the pieces and the amount are.")
        yield "unit_price", yuan(unit_price), Fault("negative_price", message)


def return_faults(quantity, returns_order, returns_line) -> Iterator[Wrong]:
    if returns_order and quantity is not None and quantity > 0:
        message = _("A line that returns %(order)s needs negative pieces.")
        fault = Fault("return_not_negative", message % {"order": returns_order})
        yield "quantity", quantity, fault
    elif returns_line and not returns_order:
        message = _("Name the order that the line belongs to in “returns_order”.")
        yield "returns_line", returns_line, Fault("returns_order_missing", message)


def channel_faults(kind: str | None, channel: str | None, shop: Outlet | None) -> Iterator[Wrong]:
    if channel is None:
        return
    if shop is not None and channel not in (shop.platform, ONLINE):
        message = _("The shop %(shop)s is on %(platform)s: write that, or leave it empty.")
        parts = {"shop": shop.code, "platform": shop.platform}
        yield "channel", channel, Fault("channel_shop", message % parts)
    elif kind == SOLD_ONLINE and channel == OFFLINE:
        yield "channel", channel, Fault("channel_kind", _("An online sale is not offline."))


def shop_faults(
    shop: Outlet | None, date: datetime.date | None, quantity: int | None
) -> Iterator[Wrong]:
    """A shop that is closed sells no more; what it sold before is a fact, and a return no sale."""
    if shop is None or shop.closed is None or date is None or comes_back(quantity):
        return
    if shop.closed == EVER:
        text = _("The shop %(shop)s is not open.") % {"shop": shop.code}
        yield "shop", shop.code, Fault("shop_closed", text)
    elif date >= shop.closed:
        text = _("The shop %(shop)s is not open since %(day)s: what it sold earlier is taken in.")
        parts = {"shop": shop.code, "day": shop.closed}
        yield "shop", shop.code, Fault("shop_closed", text % parts)


def comes_back(quantity: int | None) -> bool:
    return quantity is not None and quantity < 0


def exclusive_faults(cells: Cells) -> Iterator[Wrong]:
    """An online-exclusive product keeps to its shops; a return of one is no sale."""
    sku, date = cells.sku, cells.date
    if sku is None or not sku.allotments or date is None or comes_back(cells.quantity):
        return
    shops = [allotment.shop for allotment in sku.allotments if allotment.holds_on(date)]
    if allowed(deal_of(cells), [shop.holder for shop in shops]):
        return
    message = _("%(sku)s is sold only in %(shops)s on %(date)s.")
    names = ", ".join(dict.fromkeys(shop.code for shop in shops))
    text = message % {"sku": sku.code, "shops": names, "date": date}
    buyer = buyer_of(cells)
    if buyer is not None and any(shop.operator == buyer for shop in shops):
        text += " " + _("What it stocks up with names the shop, or its platform as the channel.")
    yield "sku", sku.code, Fault("exclusive_sku", text)


def deal_of(cells: Cells) -> Deal:
    channel = cells.channel or default_channel(cells.kind, cells.shop)
    return Deal(cells.shop and cells.shop.pk, channel, buyer_of(cells))


def buyer_of(cells: Cells) -> int | None:
    """Who buys to sell on; a consumer does not."""
    if cells.kind == SELL_IN:
        return cells.dealer and cells.dealer.pk
    return cells.counterparty if cells.kind == SELL_THROUGH else None


def party_faults(kind: str | None, dealer, counterparty: int | None) -> Iterator[Wrong]:
    if kind == SELL_THROUGH and dealer is not None and dealer.pk == counterparty:
        fault = Fault("same_party", _("A dealer does not sell to itself."))
        yield "counterparty", "", fault


def price_faults(cells: Cells) -> Iterator[Wrong]:
    """What the brand itself asks, of dealers and in its own shops, keeps to the price controls."""
    watch = cells.sku.watch if cells.sku is not None else None
    own = cells.kind == SELL_IN or (cells.shop is not None and cells.shop.own)
    known = None not in (cells.dealer, cells.date, cells.amount)
    if watch is None or not own or not known or (cells.quantity or 0) <= 0:
        return
    fault = refusal(
        watch,
        region=cells.region or cells.dealer.home_on(cells.date),
        channel=cells.channel or default_channel(cells.kind, cells.shop),
        day=cells.date,
        amount=cells.amount,
        quantity=cells.quantity,
    )
    if fault is not None:
        yield "amount", yuan(cells.amount), fault


def yuan(scaled: int) -> str:
    return f"{scaled // 10_000 if scaled >= 0 else -(-scaled // 10_000)}.{abs(scaled) % 10_000:04}"

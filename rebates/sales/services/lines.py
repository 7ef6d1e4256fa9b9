"""A sales line: the cells of a row of a file, and the values as the table has them."""

import datetime
from typing import NamedTuple

from dealers.choices import SalesChannel

from ..choices import SaleKind
from .lookups import Outlet, Product, Seller

OFFLINE, ONLINE = str(SalesChannel.OFFLINE), str(SalesChannel.ONLINE)
SOLD_ONLINE = str(SaleKind.ONLINE)

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


def values_of(cells: Cells, batch: int) -> tuple:
    """In the order of COLUMNS, with what the file leaves open filled in."""
    (source, kind, order, number, date, dealer, counterparty, sku, quantity, unit_price,
     amount, channel, shop, region, returns_order, returns_line, serials) = cells  # fmt: skip
    return (
        source,
        order,
        number,
        kind,
        date,
        dealer.pk,
        counterparty,
        sku.pk,
        quantity,
        unit_price,
        amount,
        channel or default_channel(kind, shop),
        shop and shop.pk,
        region or dealer.home_on(date),
        returns_order or "",
        returns_line or "",
        serials or "",
        batch,
    )


def default_channel(kind: str, shop: Outlet | None) -> str:
    if shop is not None:
        return shop.platform
    return ONLINE if kind == SOLD_ONLINE else OFFLINE

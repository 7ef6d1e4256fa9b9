"""Facts: sales, serials, scans, payments, stock."""

import datetime
from decimal import Decimal

from django.utils import timezone

from dealers.models import Dealer
from rebates.sales.models import (
    Packing,
    Payment,
    Place,
    SalesLine,
    Scan,
    Serial,
    StockCount,
    Withdrawal,
)

from .channel import make_dealer, make_region
from .common import START, numbers
from .intake import make_batch
from .products import make_sku


def make_sale(amount: Decimal | str = "100", **more) -> SalesLine:
    """One sell-in line of one piece."""
    dealer = more.pop("dealer", None) or make_dealer()
    values = {
        "date": START,
        "kind": "sell_in",
        "dealer": dealer,
        "sku": more.pop("sku", None) or make_sku(),
        "quantity": 1,
        "amount": Decimal(amount),
        "channel": "offline",
        "region": dealer.home_region,
        "source": "test",
        "order_number": f"O{next(numbers)}",
        "line_number": "1",
        "batch": more.pop("batch", None) or make_batch(),
    }
    return SalesLine.objects.create(**(values | more))


def noon(day: datetime.date = START) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def make_serial(code: str = "", *, dealer: Dealer | None = None, **more) -> Serial:
    """Shipped on the first day of 2024."""
    values = {
        "sku": more.pop("sku", None) or make_sku(),
        "dealer": dealer or make_dealer(),
        "shipped_on": START,
        "batch": more.pop("batch", None) or make_batch(kind="serials"),
    }
    return Serial.objects.create(code=code or f"SN{next(numbers):08}", **(values | more))


def make_scan(serial: Serial | str | None = None, **more) -> Scan:
    """Seen at noon of the first day of 2024, where its dealer is at home; a text was never
    shipped."""
    if serial is None:
        serial = make_serial()
    never = isinstance(serial, str)
    region = make_region("000000") if never else serial.dealer.home_region
    values = {
        "serial_id": serial if never else serial.code,
        "scanned_at": noon(),
        "region": region,
        "by": "consumer",
        "batch": more.pop("batch", None) or make_batch(kind="scans"),
    }
    return Scan.objects.create(**(values | more))


def make_packing(serial: Serial | str | None = None, parent: str = "CARTON", **more) -> Packing:
    serial = make_serial() if serial is None else serial
    values = {
        "serial_id": serial if isinstance(serial, str) else serial.code,
        "at": noon(),
        "move": "in",
        "batch": more.pop("batch", None) or make_batch(kind="packings"),
    }
    return Packing.objects.create(parent=parent, **(values | more))


def make_withdrawal(**more) -> Withdrawal:
    scan = more.pop("scan", None) or make_scan()
    values = {"declared_at": noon(), "reason": "incorrect_data", "batch": scan.batch}
    return Withdrawal.objects.create(scan=scan, **(values | more))


def make_payment(amount: Decimal | str = "1000", **more) -> Payment:
    values = {
        "dealer": more.pop("dealer", None) or make_dealer(),
        "date": START,
        "amount": Decimal(amount),
        "reference": f"BANK{next(numbers)}",
        "batch": more.pop("batch", None) or make_batch(kind="payments"),
    }
    return Payment.objects.create(**(values | more))


def make_stock_count(quantity: int = 1, **more) -> StockCount:
    values = {
        "dealer": more.pop("dealer", None) or make_dealer(),
        "sku": more.pop("sku", None) or make_sku(),
        "date": START,
        "batch": more.pop("batch", None) or make_batch(kind="stock_counts"),
    }
    return StockCount.objects.create(quantity=quantity, **(values | more))


def make_place(code: str = "", **more) -> Place:
    values = {"name": "仓库", "region": more.pop("region", None) or make_region("000000")}
    return Place.objects.create(code=code or f"WH-{next(numbers)}", **(values | more))

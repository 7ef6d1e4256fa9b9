"""Serials, payments and stock counts into their tables: each once."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from ..gs1 import gtin_of
from ..models import Payment, Serial, StockCount
from .fact_writer import Conflict, FactWriter, Plain, take_facts
from .facts_table import FactTable

SERIALS = FactTable(
    Serial, key=("code",), content=("sku_id", "dealer_id", "shipped_on", "order_number")
)
PAYMENTS = FactTable(Payment, key=("dealer_id", "reference"), content=("date", "amount"))
COUNTS = FactTable(StockCount, key=("dealer_id", "sku_id", "date"), content=("quantity",))
SERIAL_CONFLICT = Conflict(
    "serial",
    0,
    lambda: _("Row %(row)s has the same serial, and says otherwise."),
    lambda: _("This serial was shipped already, and with another product, dealer, day or order."),
)
PAYMENT_CONFLICT = Conflict(
    "reference",
    1,
    lambda: _("Row %(row)s has the same dealer and reference, and says otherwise."),
    lambda: _(
        "This payment is there already with another day or amount (dealer and reference are its "
        "key): correct it by a payment of the opposite amount with a reference of its own."
    ),
)
COUNT_CONFLICT = Conflict(
    "date",
    2,
    lambda: _("Row %(row)s counts the same product of the dealer on the same day differently."),
    lambda: _(
        "This count is there already with other pieces (dealer, product and day are its key)."
    ),
)


def take_serials(intake: Intake) -> None:
    take_facts(FactWriter(SERIALS, intake, SERIAL_CONFLICT), serial_facts(intake))


def serial_facts(intake: Intake) -> Iterator[Plain]:
    batch = intake.batch.pk
    for row, (code, sku, dealer, day, order) in intake.rows:
        if code and code.startswith("(01)") and sku is not None:
            _check_product(row, code, sku, intake)
        if intake.good(row):
            yield Plain(row, (code, sku.pk, dealer, day, order or "", batch))


def _check_product(row: int, code: str, sku, intake: Intake) -> None:
    """A code that holds a GTIN says itself which product it is."""
    gtin = gtin_of(code)
    if sku.barcode and sku.barcode.rjust(14, "0") != gtin:
        message = _("The serial is one of the barcode %(gtin)s; %(sku)s has %(barcode)s.")
        parts = {"gtin": gtin, "sku": sku.code, "barcode": sku.barcode}
        intake.faults.add(row, "serial", code, Fault("gtin_sku", message % parts))


def take_payments(intake: Intake) -> None:
    """``amount_total`` is the sum over the payments that are new."""
    amounts: list[int] = []
    writer = FactWriter(PAYMENTS, intake, PAYMENT_CONFLICT)
    take_facts(
        writer,
        payment_facts(intake),
        lambda fresh: amounts.append(sum(payment.values[3] for payment in fresh)),
    )
    intake.amount_total = Decimal(sum(amounts)).scaleb(-2)


def payment_facts(intake: Intake) -> Iterator[Plain]:
    batch = intake.batch.pk
    for row, (dealer, day, amount, reference) in intake.rows:
        if amount == 0:
            message = _("A payment of nothing is none: leave it out, or give the amount.")
            intake.faults.add(row, "amount", "0", Fault("zero_amount", message))
        if intake.good(row):
            yield Plain(row, (dealer, reference, day, amount, batch))


def take_counts(intake: Intake) -> None:
    take_facts(FactWriter(COUNTS, intake, COUNT_CONFLICT), count_facts(intake))


def count_facts(intake: Intake) -> Iterator[Plain]:
    batch = intake.batch.pk
    for row, (dealer, sku, day, quantity) in intake.rows:
        if quantity is not None and quantity < 0:
            message = _("Nobody counts fewer than no pieces.")
            intake.faults.add(row, "quantity", quantity, Fault("too_small", message))
        if intake.good(row):
            yield Plain(row, (dealer, sku.pk, day, quantity, batch))

"""Files of serials, scans, packings, payments and stock counts: facts, as sales are."""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.cleaning import half_width
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.kinds import Intake, Kind, Progress, unheard
from channels_mgmt.core.imports.readers import Table, open_table
from channels_mgmt.core.imports.report import Fault, Faults
from channels_mgmt.core.imports.shapes import Form, shaped
from channels_mgmt.core.models import ImportBatch
from channels_mgmt.core.scopes import Access, Verb
from pricing.imports.lookups import skus

from .choices import PackingMove, ScanBy
from .epcis import is_epcis, open_epcis
from .gs1 import WrongCode, unit_code
from .models import Packing, Payment, Scan, Serial, StockCount
from .models.serials import CODE_LENGTH
from .services.fact_deletion import delete_facts
from .services.fact_intake import take_counts, take_payments, take_serials
from .services.packing_intake import take_packings
from .services.scan_intake import take_scans
from .services.whereabouts import dealer_keys, regions_and_places

_code = cells.reference(CODE_LENGTH)
_LINK = cells.reference(300)
_WHERE = cells.text(500)


@shaped(Form.REFERENCE, max_length=CODE_LENGTH)
def serial(cell: str) -> str:
    """A serial, or a GS1 code of a unit, a carton or a pallet in any of its forms."""
    if cell[:1] not in "(uUhH":
        return _code(cell)
    try:
        return _code(unit_code(_LINK(cell)))
    except WrongCode as error:
        raise Fault("bad_serial", str(error)) from None


@shaped(Form.MOMENT)
def moment(cell: str) -> datetime.datetime:
    """A moment; without an offset from UTC it is one in the brand's time zone."""
    try:
        return cells.moment(cell)
    except Fault as fault:
        if fault.code != "no_time_zone":
            raise
    return timezone.make_aware(datetime.datetime.fromisoformat(half_width(cell)))


@shaped(Form.TEXT, max_length=500)
def where(cell: str) -> str:
    """The code of a region, or names of a scanning place."""
    return _WHERE(half_width(cell))


class FactKind(Kind):
    """A row is added or is there already; it is never changed."""

    verb = Verb.IMPORT_SALES
    undoable = True

    def authorise(self, access: Access) -> None:
        """Whose facts they may be is a matter of the look-up."""
        if not access.may(self.verb):
            raise PermissionDenied(_("You may not import files of this kind."))

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"dealer": dealer_keys(access.to(self.verb)), "sku": skus()}

    def undo(self, batch: ImportBatch, progress: Progress = unheard) -> None:
        delete_facts(batch, self.model, progress)

    def export_value(self, column: Column, value: Any) -> Any:
        """A moment with its offset: a spreadsheet's own moments have none."""
        if isinstance(value, datetime.datetime):
            return timezone.localtime(value).isoformat()
        return value


DEALER = Column(
    "dealer", cells.code, required=True, source="dealer__code", example="GD-GZ-01", repeats=True
)
PRODUCT = Column(
    "sku", cells.model_code, required=True, source="sku__code", example="CXW-200", repeats=True
)


class SerialKind(FactKind):
    name = "serials"
    label = gettext_lazy("Serials")
    model = Serial
    order = ("shipped_on", "pk")
    columns = (
        Column("serial", serial, required=True, source="code", example="SN0000001"),
        PRODUCT,
        DEALER,
        Column("shipped_on", cells.date, required=True, example="2025-01-31", repeats=True),
        Column("order_number", cells.reference(60), example="SO-1001"),
    )

    def take(self, intake: Intake) -> None:
        take_serials(intake)


class ScanKind(FactKind):
    """CSV and XLSX, and EPCIS documents, which say more: the columns that are ``extra``."""

    name = "scans"
    label = gettext_lazy("Scans")
    model = Scan
    order = ("scanned_at", "pk")
    columns = (
        Column("serial", serial, required=True, source="serial_id", example="SN0000001"),
        Column("scanned_at", moment, required=True, example="2025-02-03T09:30:00+08:00"),
        Column(
            "region",
            where,
            required=True,
            source="region__code",
            example="440100",
            repeats=True,
        ),
        Column("by", cells.one_of(ScanBy), example="consumer", repeats=True),
        Column("reference", cells.reference(60)),
        Column("event", cells.text(150), extra=True),
        Column("parent", serial, extra=True),
        Column("move", cells.one_of(PackingMove), extra=True, repeats=True),
        Column("declared_at", moment, extra=True),
        Column("reason", cells.text(120), extra=True, repeats=True),
        Column("corrected_by", cells.text(2_000), extra=True),
    )

    def interface(self, *, extra: bool = False) -> tuple[Column, ...]:
        """Of what an EPCIS document says besides, a scan itself keeps the event."""
        return self.columns[: 6 if extra else 5]

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"region": regions_and_places(access.to(self.verb))}

    def open_table(self, path: Path, faults: Faults) -> Table:
        return open_epcis(path, faults) if is_epcis(path) else open_table(path, faults)

    def take(self, intake: Intake) -> None:
        take_scans(intake)


class PackingKind(FactKind):
    """Which unit is in which carton, which carton on which pallet."""

    name = "packings"
    label = gettext_lazy("Packings")
    model = Packing
    order = ("at", "pk")
    columns = (
        Column("serial", serial, source="serial_id", example="SN0000001"),
        Column("parent", serial, required=True, example="CARTON-0001", repeats=True),
        Column("at", moment, required=True, example="2025-01-30T16:00:00+08:00", repeats=True),
        Column("move", cells.one_of(PackingMove), example="in", repeats=True),
    )

    def authorise(self, access: Access) -> None:
        """Nothing in a packing says whose it is."""
        super(FactKind, self).authorise(access)

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {}

    def take(self, intake: Intake) -> None:
        take_packings(intake)


class PaymentKind(FactKind):
    name = "payments"
    label = gettext_lazy("Payments")
    model = Payment
    order = ("date", "pk")
    columns = (
        DEALER,
        Column("date", cells.date, required=True, example="2025-01-31", repeats=True),
        Column("amount", cells.scaled(2), required=True, example="50000.00"),
        Column("reference", cells.reference(60), required=True, example="BANK-2025-000123"),
    )

    def take(self, intake: Intake) -> None:
        take_payments(intake)


class StockCountKind(FactKind):
    name = "stock_counts"
    label = gettext_lazy("Stock counts")
    model = StockCount
    order = ("date", "pk")
    columns = (
        DEALER,
        PRODUCT,
        Column("date", cells.date, required=True, example="2025-01-31", repeats=True),
        Column("quantity", cells.whole, required=True, example="12"),
    )

    def take(self, intake: Intake) -> None:
        take_counts(intake)


KINDS: Sequence[type[FactKind]] = (
    SerialKind,
    ScanKind,
    PackingKind,
    PaymentKind,
    StockCountKind,
)

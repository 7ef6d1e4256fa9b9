"""Pages of the facts that come with files besides the sales lines: all of them read only."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Link, Pages
from channels_mgmt.core.scopes import Verb

from . import fact_filters as filters
from . import tables
from .forms import PlaceForm
from .models import Packing, Payment, Place, Scan, Serial, StockCount


def upload(kind: str) -> Link:
    return Link(_("Upload a file"), "imports:upload", Verb.IMPORT_SALES, f"kind={kind}")


class SerialPages(Pages):
    model, table, filterset = Serial, tables.SerialTable, filters.SerialFilter
    plural = "serials"
    detail = ("code", "sku", "dealer", "shipped_on", "order_number")
    links = (upload("serials"),)
    empty_hint = _("Serials come in by files when they are shipped: upload one.")


class ScanPages(Pages):
    model, table, filterset = Scan, tables.ScanTable, filters.ScanFilter
    plural = "scans"
    detail = ("serial_id", "scanned_at", "region", "by", "reference", "event")
    api_fields = ("id", "code", *detail[1:])
    links = (upload("scans"),)
    empty_hint = _("Scans come in by files or as EPCIS documents: upload one.")


class PackingPages(Pages):
    model, table, filterset = Packing, tables.PackingTable, filters.PackingFilter
    plural = "packings"
    detail = ("serial_id", "parent", "move", "at", "event")
    api_fields = ("id", "code", *detail[1:])
    links = (upload("packings"),)
    empty_hint = _("Which unit is in which carton comes with EPCIS documents, or by files.")


class PaymentPages(Pages):
    model, table, filterset = Payment, tables.PaymentTable, filters.PaymentFilter
    plural = "payments"
    detail = ("dealer", "date", "amount", "reference")
    sums = ("amount",)
    links = (upload("payments"),)
    empty_hint = _("Payments come in by files: upload one.")


class StockCountPages(Pages):
    model, table, filterset = StockCount, tables.StockCountTable, filters.StockCountFilter
    plural = "stock-counts"
    detail = ("dealer", "sku", "date", "quantity")
    sums = ("quantity",)
    links = (Link(_("Stock"), "sales:stock"), upload("stock_counts"))
    empty_hint = _("What dealers report to have in stock comes in by files: upload one.")


class PlacePages(Pages):
    model, table, filterset = Place, tables.PlaceTable, filters.PlaceFilter
    form, verb = PlaceForm, Verb.CHANGE_STRUCTURE
    plural = "places"
    empty_hint = _("Add the places that EPCIS documents name, each with the region it lies in.")


ALL = (SerialPages, ScanPages, PackingPages, PaymentPages, StockCountPages, PlacePages)

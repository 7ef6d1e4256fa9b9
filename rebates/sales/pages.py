from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.pages import Link, Pages
from channels_mgmt.core.scopes import Verb

from .filters import SalesLineFilter
from .models import SalesLine
from .tables import SalesLineTable


class SalesLinePages(Pages):
    """Read only: a line comes by an import and is corrected by another line."""

    model, table, filterset = SalesLine, SalesLineTable, SalesLineFilter
    plural = "sales-lines"
    sums = ("quantity", "amount")
    links = (
        Link(_("Sales against price controls"), "sales:price_report", brand_side=True),
        Link(_("Returns"), "sales:returns"),
        Link(_("Stock"), "sales:stock"),
        Link(_("Upload a file"), "imports:upload", Verb.IMPORT_SALES, "kind=sales"),
    )
    empty_hint = _("Sales come in by files: upload one, or use manage.py import_data.")

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

LINES_OF_AN_UNDONE_IMPORT = (
    "EXISTS (SELECT 1 FROM core_undoneimport WHERE core_undoneimport.batch_id = OLD.batch_id)"
)
"""The only facts that may ever be deleted; the database looks at the import itself."""
FACTS = ("serial", "scan", "packing", "withdrawal", "payment", "stockcount")


class SalesConfig(AppConfig):
    name = "rebates.sales"
    label = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        from channels_mgmt.core.models import ImportBatch
        from channels_mgmt.core.panels import register
        from channels_mgmt.core.triggers import rows_may_go

        from . import panels
        from .imports import register_kinds
        from .models import Scan, Serial

        register_kinds()
        for fact in ("salesline", *FACTS):
            rows_may_go(f"sales_{fact}", LINES_OF_AN_UNDONE_IMPORT)
        register(ImportBatch, panels.ImportedLinesPanel)
        register(Serial, panels.PathPanel)
        register(Scan, panels.WithdrawalPanel)
        register(Scan, panels.UnitsPanel)
        self.ready_products()

    def ready_products(self) -> None:
        """What this floor adds to the pages of products and exclusives."""
        from channels_mgmt.core.pages import Link
        from channels_mgmt.core.panels import register
        from pricing.models import SKU
        from pricing.pages import ExclusivePages

        from .life_panel import SalesOutsideLifePanel

        register(SKU, SalesOutsideLifePanel)
        report = Link(_("Shares, leaks, margins"), "sales:exclusives_report", brand_side=True)
        ExclusivePages.links = (*ExclusivePages.links, report)

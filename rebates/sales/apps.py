from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SalesConfig(AppConfig):
    name = "rebates.sales"
    label = "sales"
    verbose_name = _("Sales")

    def ready(self) -> None:
        from channels_mgmt.core.models import ImportBatch
        from channels_mgmt.core.panels import register

        from .imports import register_kinds
        from .panels import ImportedLinesPanel

        register_kinds()
        register(ImportBatch, ImportedLinesPanel)

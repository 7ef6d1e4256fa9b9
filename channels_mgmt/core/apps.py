from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "channels_mgmt.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from . import checks, database_check  # noqa: F401 – registers the system checks
        from .imports.panels import DecisionPanel, ErrorsPanel, PreviewPanel
        from .models import ImportBatch
        from .panels import register

        register(ImportBatch, DecisionPanel)
        register(ImportBatch, ErrorsPanel)
        register(ImportBatch, PreviewPanel)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "channels_mgmt.core"
    label = "core"
    verbose_name = _("Core")

    def ready(self) -> None:
        from . import checks, database_check, job_checks  # noqa: F401 – registers the system checks
        from .imports import alias_panels, panels
        from .models import ImportBatch, RejectedRow
        from .panels import register

        for panel in (
            panels.WorkPanel,
            panels.BelongingPanel,
            panels.DecisionPanel,
            alias_panels.MappingPanel,
            panels.WaitingPanel,
            panels.NoticesPanel,
            panels.ErrorsPanel,
            panels.RowsPanel,
            panels.TakingBackPanel,
        ):
            register(ImportBatch, panel)
        register(RejectedRow, panels.CellsPanel)
        register(RejectedRow, alias_panels.RowMappingPanel)

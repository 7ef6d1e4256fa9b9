from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RebatesConfig(AppConfig):
    name = "rebates"
    verbose_name = _("Rebates and settlement")

    def ready(self) -> None:
        from channels_mgmt.core.panels import register
        from dealers.models import Dealer

        from . import panels

        register(Dealer, panels.StatementPanel)
        register(Dealer, panels.RebatePanel)
        register(Dealer, panels.ProgressPanel)

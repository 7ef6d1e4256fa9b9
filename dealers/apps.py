from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealersConfig(AppConfig):
    name = "dealers"
    verbose_name = _("Dealers")

    def ready(self) -> None:
        from channels_mgmt.core.panels import register

        from . import panels
        from .imports import register_kinds
        from .models import Dealer

        for panel in (
            panels.NetworkPanel,
            panels.TerritoryPanel,
            panels.ShopPanel,
            panels.BalancePanel,
        ):
            register(Dealer, panel)
        register_kinds()

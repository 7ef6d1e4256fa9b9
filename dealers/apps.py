from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DealersConfig(AppConfig):
    name = "dealers"
    verbose_name = _("Dealers")

    def ready(self) -> None:
        from channels_mgmt.core.panels import register
        from channels_mgmt.core.sides import colleagues_are

        from . import panels
        from .imports import register_kinds
        from .models import Dealer
        from .people.colleagues import colleagues

        for panel in (
            panels.NetworkPanel,
            panels.TerritoryPanel,
            panels.ShopPanel,
            panels.BalancePanel,
            panels.ManualEntryPanel,
        ):
            register(Dealer, panel)
        self.ready_people()
        register_kinds()
        colleagues_are(colleagues)

    def ready_people(self) -> None:
        from channels_mgmt.core.models import User
        from channels_mgmt.core.panels import register

        from .people.panels import RolesPanel
        from .people.reach import PEOPLE
        from .services.roles import after_migrate

        User.reach = PEOPLE  # the kit knows no grants: who sees whom is decided here
        register(User, RolesPanel)
        post_migrate.connect(after_migrate, sender=self)

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DealersConfig(AppConfig):
    name = "dealers"
    verbose_name = _("Dealers")

    def ready(self) -> None:
        from channels_mgmt.core.daily import register_daily
        from channels_mgmt.core.imports.background import access_is
        from channels_mgmt.core.panels import register
        from channels_mgmt.core.sides import colleagues_are

        from . import panels
        from .imports import register_kinds
        from .models import Dealer
        from .people.colleagues import colleagues
        from .roles import access_of
        from .services.grades import take_effect
        from .services.reorganisation import carry_on
        from .structure.grades import GradePanel

        for panel in (
            panels.NetworkPanel,
            GradePanel,
            panels.TerritoryPanel,
            panels.ShopPanel,
            panels.BalancePanel,
            panels.ManualEntryPanel,
        ):
            register(Dealer, panel)
        self.ready_money()
        self.ready_aliases()
        self.ready_people()
        self.ready_contracts()
        self.ready_regions()
        register_kinds()
        register_daily(carry_on)
        register_daily(take_effect)
        colleagues_are(colleagues)
        access_is(access_of)

    def ready_money(self) -> None:
        from channels_mgmt.core.panels import register

        from .account.documents import documents_from, manual_entries
        from .models import Dealer
        from .panels import BankAccountPanel

        register(Dealer, BankAccountPanel)
        documents_from("manual", manual_entries)

    def ready_aliases(self) -> None:
        from channels_mgmt.core.imports.aliases import mappable

        from .models import Dealer, Region, Shop

        mappable(Dealer, "unknown_dealer", "unknown_counterparty")
        mappable(Region, "unknown_region")
        mappable(Shop, "unknown_shop")

    def ready_contracts(self) -> None:
        from channels_mgmt.core.panels import register

        from .contracts import panels
        from .models import Contract, Dealer

        for panel in (
            panels.RenewalPanel,
            panels.StagesPanel,
            panels.TargetsPanel,
            panels.FilesPanel,
        ):
            register(Contract, panel)
        register(Dealer, panels.ContractPanel)

    def ready_regions(self) -> None:
        from channels_mgmt.core.panels import register

        from . import region_panels as panels
        from .models import Region

        for panel in (
            panels.RegionHistoryPanel,
            panels.ChildrenPanel,
            panels.HomedPanel,
            panels.AreasPanel,
        ):
            register(Region, panel)

    def ready_people(self) -> None:
        from channels_mgmt.core.models import User
        from channels_mgmt.core.panels import register

        from .people.panels import RolesPanel
        from .people.reach import PEOPLE
        from .services.roles import after_migrate

        User.reach = PEOPLE  # the kit knows no grants: who sees whom is decided here
        register(User, RolesPanel)
        post_migrate.connect(after_migrate, sender=self)

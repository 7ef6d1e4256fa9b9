from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RebatesConfig(AppConfig):
    name = "rebates"
    verbose_name = _("Rebates and settlement")

    def ready(self) -> None:
        from channels_mgmt.core.imports.undoing import depends
        from channels_mgmt.core.models import ImportBatch
        from channels_mgmt.core.panels import register
        from dealers.models import Contract, Dealer
        from dealers.services.renewals import carry_over
        from dealers.structure.plans import register_consequence

        from . import contract_panels, panels
        from .models import Programme
        from .services.enrolments import carry_programmes
        from .services.structure import reaches_into_posted
        from .services.undone import posted_on

        register_consequence(reaches_into_posted)
        register(Dealer, panels.StatementPanel)
        register(ImportBatch, panels.LateLinesPanel)
        register(Dealer, panels.RebatePanel)
        register(Dealer, panels.ProgressPanel)
        register(Contract, contract_panels.EnrolmentPanel)
        register(Programme, contract_panels.JoiningPanel)
        carry_over(carry_programmes)
        depends("sales", posted_on)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RebatesConfig(AppConfig):
    name = "rebates"
    verbose_name = _("Rebates and settlement")

    def ready(self) -> None:
        from channels_mgmt.core.daily import register_daily
        from channels_mgmt.core.imports.undoing import depends
        from channels_mgmt.core.models import ImportBatch
        from channels_mgmt.core.panels import register
        from dealers.account.documents import documents_from
        from dealers.funds import reserve
        from dealers.models import Contract, Dealer
        from dealers.services.renewals import carry_over
        from dealers.structure.plans import register_consequence
        from rebates.conduct.models import Violation

        from . import contract_panels, panels
        from .account_documents import payouts_behind, statements_behind
        from .fines.panels import DemandPanel, FinesPanel
        from .models import Programme, ProgrammeVersion, SettlementRun, Statement
        from .payouts.deciding import promised_to
        from .payouts.panels import PayoutPanel
        from .replay.keeping import forget_bundles
        from .replay.pages import BundlePanel
        from .review.checks import register_checks
        from .review.panels import ReviewPanel
        from .services.enrolments import carry_programmes
        from .services.reminders import remind
        from .services.structure import reaches_into_posted
        from .services.undone import posted_on
        from .whatif.panels import TrialsPanel

        register_checks()
        register_consequence(reaches_into_posted)
        register(SettlementRun, ReviewPanel)
        register(SettlementRun, BundlePanel)
        register_daily(remind)
        register_daily(forget_bundles)
        register(Dealer, panels.StatementPanel)
        register(ImportBatch, panels.LateLinesPanel)
        register(Dealer, panels.RebatePanel)
        register(Dealer, panels.ProgressPanel)
        register(Contract, contract_panels.EnrolmentPanel)
        register(Programme, contract_panels.JoiningPanel)
        register(ProgrammeVersion, TrialsPanel)
        carry_over(carry_programmes)
        depends("sales", posted_on)
        register(Statement, PayoutPanel)
        register(Dealer, DemandPanel)
        register(SettlementRun, FinesPanel)
        register(Violation, FinesPanel)
        reserve(promised_to)
        documents_from("settlement", statements_behind)
        documents_from("payout", payouts_behind)

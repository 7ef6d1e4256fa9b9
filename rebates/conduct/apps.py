from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConductConfig(AppConfig):
    name = "rebates.conduct"
    label = "conduct"
    verbose_name = _("Violations and penalties")

    def ready(self) -> None:
        from channels_mgmt.core.daily import register_daily
        from channels_mgmt.core.imports.undoing import depends
        from channels_mgmt.core.panels import register
        from dealers.models import Dealer

        from .daily import detect_daily
        from .models import PenaltyRuleVersion
        from .record import RecordPanel
        from .services.recalls import expire_recalls
        from .services.resting import cases_resting_on
        from .services.suspensions import end_suspensions
        from .whatif.panels import PenaltyTrialsPanel

        register_daily(expire_recalls)
        register_daily(end_suspensions)
        register_daily(detect_daily)
        for kind in ("sales", "scans", "serials"):
            depends(kind, cases_resting_on)
        register(Dealer, RecordPanel)
        register(PenaltyRuleVersion, PenaltyTrialsPanel)

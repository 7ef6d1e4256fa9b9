"""What other pages show of fines: a dealer's open demand, what a run and a case have posted."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from dealers.models import Dealer
from rebates.conduct.models import Violation

from ..models import FineLine, SettlementRun, TopUpDemand
from .demands import open_demands
from .presenting import demand_words
from .stating import demand_facts
from .wording import what, why

SHOWN = 50


class DemandPanel(Panel):
    """Of a dealer: what is to be lodged, until when."""

    title = _("Top-up demand")
    template = "rebates/demand_panel.html"
    order = 38

    def context(self, record: Dealer, request):
        seen = TopUpDemand.objects.visible_to(request.access.scope).filter(dealer=record)
        demand = open_demands().filter(pk__in=seen.values("pk")).select_related("contract").first()
        if demand is None:
            return None
        return {"demand": demand, "said": demand_words(demand_facts(demand))}


class FinesPanel(Panel):
    """The fine lines of a run, or of a case, as far as one sees them."""

    title = _("Fines")
    template = "rebates/fines_panel.html"
    order = 12

    def context(self, record: SettlementRun | Violation, request):
        of = {"run": record} if isinstance(record, SettlementRun) else {"case": record}
        rows = FineLine.objects.visible_to(request.access.scope).filter(**of)
        lines = rows.select_related("dealer", "case", "run").order_by("run_id", "case_id", "pk")
        found = [(line, what(line.part, line.case.number), why(line.explanation))
                 for line in lines[:SHOWN]]  # fmt: skip
        return {"lines": found, "more": rows.count() > SHOWN} if found else None

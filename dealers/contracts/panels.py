"""What the page of a contract shows below its facts, and a dealer's page of its contracts."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from channels_mgmt.core.scopes import Verb

from ..models import Contract, Dealer, Target
from .grid import grids

SHOWN = 5


class RenewalPanel(Panel):
    """What follows it, for those who may see that."""

    title = _("Renewal")
    template = "dealers/renewal_panel.html"
    order = 5

    def context(self, record: Contract, request):
        rows = Contract.objects.visible_to(request.access.scope).filter(renews=record)
        renewal = rows.first()
        return {"renewal": renewal} if renewal else None


class StagesPanel(Panel):
    title = _("Refund of the deposit in stages")
    template = "dealers/stages_panel.html"
    order = 10

    def context(self, record: Contract, request):
        stages = list(record.deposit_stages.order_by("months"))
        return {"stages": stages} if stages else None


class TargetsPanel(Panel):
    """Those within the time of the contract; others of the dealer reach across its bounds."""

    title = _("Targets")
    template = "dealers/targets_panel.html"
    order = 20

    def context(self, record: Contract, request):
        rows = Target.objects.visible_to(request.access.scope).filter(dealer=record.dealer_id)
        rows = rows.filter(period_to__gt=record.valid_from).select_related("product_line")
        if record.valid_to:
            rows = rows.filter(period_from__lt=record.valid_to)
        found = list(rows)
        inside = [target for target in found if within(target, record)]
        may = request.access.reaches(Verb.CHANGE_CONTRACTS, record.dealer)
        if not found and not may:
            return None
        return {"grids": grids(inside), "across": len(found) - len(inside), "may_change": may}


def within(target: Target, contract: Contract) -> bool:
    ends = contract.valid_to is None or target.period_to <= contract.valid_to
    return ends and target.period_from >= contract.valid_from


class FilesPanel(Panel):
    title = _("Files")
    template = "dealers/files_panel.html"
    order = 30

    def context(self, record: Contract, request):
        may = request.access.reaches(Verb.CHANGE_CONTRACTS, record.dealer)
        files = list(record.files.all())
        return {"files": files, "may_attach": may} if files or may else None


class ContractPanel(Panel):
    """The latest contracts of a dealer."""

    title = _("Contracts")
    template = "dealers/contract_panel.html"
    order = 15

    def context(self, record: Dealer, request):
        rows = Contract.objects.visible_to(request.access.scope).filter(dealer=record)
        contracts, may = list(rows[:SHOWN]), request.access.reaches(Verb.CHANGE_CONTRACTS, record)
        return {"contracts": contracts, "may_draft": may} if contracts or may else None

"""Programmes on the page of a contract, and contracts on the page of a programme."""

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.panels import Panel
from channels_mgmt.core.scopes import Verb
from dealers.choices import ContractStatus
from dealers.models import Contract

from .models import Enrolment, Programme

SHOWN = 50


class EnrolmentPanel(Panel):
    title = _("Programmes")
    template = "rebates/enrolment_panel.html"
    order = 15

    def context(self, record: Contract, request):
        rows = Enrolment.objects.visible_to(request.access.scope).filter(contract=record)
        enrolments = list(rows.select_related("programme"))
        draft = record.status == ContractStatus.DRAFT
        may = draft and request.access.reaches(Verb.CHANGE_CONTRACTS, record.dealer)
        return {"enrolments": enrolments, "may_join": may} if enrolments or may else None


class JoiningPanel(Panel):
    """The contracts that join a programme, as far as the reader sees them."""

    title = _("Contracts that join")
    template = "rebates/joining_panel.html"
    order = 50

    def context(self, record: Programme, request):
        rows = Contract.objects.visible_to(request.access.scope)
        rows = rows.filter(enrolments__programme=record).select_related("dealer")
        contracts = list(rows[: SHOWN + 1])
        more = len(contracts) > SHOWN
        return {"contracts": contracts[:SHOWN], "more": more} if contracts else None

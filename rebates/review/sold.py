"""Who sold what in the days that are to be settled."""

from django.db.models import QuerySet

from channels_mgmt.core.checklists import Asked
from channels_mgmt.core.scopes import Scope
from dealers.models import Dealer
from rebates.sales.models import SalesLine


def lines_asked(asked: Asked, scope: Scope) -> QuerySet[SalesLine]:
    """The lines dated in the days, of the dealers that are to be settled and that one sees."""
    lines = SalesLine.objects.filter(date__gte=asked.date_from, date__lt=asked.date_to)
    if asked.dealers or not scope.everything:
        lines = lines.filter(dealer__in=dealers_asked(asked, scope))
    return lines.order_by()


def dealers_asked(asked: Asked, scope: Scope) -> QuerySet[Dealer]:
    dealers = Dealer.objects.visible_to(scope).order_by()
    return dealers.filter(code__in=asked.dealers) if asked.dealers else dealers


def sellers(asked: Asked, scope: Scope) -> QuerySet[Dealer]:
    """Those of whom there are lines in the days."""
    return dealers_asked(asked, scope).filter(pk__in=lines_asked(asked, scope).values("dealer"))

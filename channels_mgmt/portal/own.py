"""Whose account is on the page: the person's own dealer, or one that she chooses below it."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from channels_mgmt.core.scopes import Access, Scope
from dealers.models import Dealer


@dataclass(frozen=True, slots=True)
class Own:
    """The dealer that is shown, and all that the person may choose from."""

    dealer: Dealer
    dealers: list[Dealer]

    @property
    def scope(self) -> Scope:
        """What that dealer sees: nothing of the others, nothing of a role on the brand's side."""
        return Scope(dealers=frozenset({self.dealer.pk}))

    @property
    def query(self) -> str:
        """Keeps the choice from page to page."""
        return f"?dealer={self.dealer.code}" if len(self.dealers) > 1 else ""


def own_of(request: HttpRequest) -> Own:
    """Raises Http404 for whoever has no dealer, and for a dealer that is none of hers."""
    found = dealers_of(request.access)
    if not found:
        raise Http404
    code = request.GET.get("dealer")
    if not code:
        return Own(found[0], found)
    chosen = next((dealer for dealer in found if dealer.code == code), None)
    if chosen is None:
        raise Http404
    return Own(chosen, found)


def dealers_of(access: Access) -> list[Dealer]:
    """The dealers on whose side the person stands, the uppermost first."""
    keys = access.scope.dealers
    if not keys:
        return []
    rows = Dealer.objects.visible_to(Scope(dealers=keys)).select_related("tier", "home_region")
    return list(rows.order_by("tier__rank", "code"))

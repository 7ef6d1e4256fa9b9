from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .models import Dealer
from .pages import DealerPages
from .tree import forest


def dealer_tree(request: HttpRequest) -> HttpResponse:
    """National → provincial → city → outlet, as far as the person sees."""
    scope = request.access.scope
    if not Dealer.reach.admits(scope):
        raise Http404
    return render(request, "dealers/tree.html", {"nodes": forest(scope), "pages": DealerPages})

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from channels_mgmt.core.scopes import Access

from .roles import access_of

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class AccessMiddleware:
    """``request.access``: lazily, because the API authenticates later than the middleware runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.access = SimpleLazyObject(lambda: access_for(request))
        return self.get_response(request)


def access_for(request: HttpRequest) -> Access:
    access = access_of(request.user)
    return access.for_reading() if request.method in READING else access

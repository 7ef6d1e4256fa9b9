from django.utils.functional import SimpleLazyObject

from .roles import access_of


class AccessMiddleware:
    """``request.access``: lazily, because the API authenticates later than the middleware runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.access = SimpleLazyObject(lambda: access_of(request.user))
        return self.get_response(request)

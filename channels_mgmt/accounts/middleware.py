"""Whoever may approve or post gets no page before she has given her second factor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from channels_mgmt.core.second_factor import (
    gave_second_factor,
    has_second_factor,
    needs_second_factor,
)
from channels_mgmt.core.stepup import and_back

ALWAYS = {"logout", "set_language", "confirm"}
"""What such a person reaches all the same; the set-up page only while she has no factor yet."""
SET_UP = "second_factor"


class SecondFactorMiddleware:
    """Judged at each request: a role that came in the meantime counts from the next one on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if not missing(request):
            return None
        here = request.resolver_match.view_name
        if here in ALWAYS:
            return None
        if request.path.startswith("/api/"):
            text = _("Your role needs a second factor: sign in on the site with it.")
            error = {"field": "", "code": "second_factor", "message": text}
            return JsonResponse({"errors": [error]}, status=403)
        target = "confirm" if has_second_factor(request.user) else SET_UP
        return None if here == target else to(target, request)


def missing(request: HttpRequest) -> bool:
    """Whether the person needs a second factor and this session has not given one."""
    return (
        request.user.is_authenticated
        and not gave_second_factor(request)
        and needs_second_factor(request.access)
    )


def to(name: str, request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" else "/"
    return redirect(and_back(reverse(name), back))

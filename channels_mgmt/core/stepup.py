"""Step-up: who moves money, or says who may, confirms who she is shortly before."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException

from .second_factor import TOO_MANY, check_code, has_second_factor

CODE_HEADER = "X-One-Time-Code"
CODE_PARAMETER = OpenApiParameter(
    CODE_HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=False,
    description="With a token: a code of the second factor that was not used before. With a "
    "session: not needed, where the person confirmed on the site within the last five minutes.",
)
"""For ``extend_schema(parameters=[…])`` of every verb that calls ``require_step_up``."""
TYPED = "typed_before_confirming"


def confirmed(request: HttpRequest) -> bool:
    """Whether she gave her code (her password, if she has no second factor) a moment ago.

    Signing in counts: whoever has just done so is not asked the same again.
    """
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    recent = {
        step["method"]
        for step in get_authentication_records(request, request.user)
        if step["at"] > since
    }
    return "mfa" in recent or ("password" in recent and not has_second_factor(request.user))


def ask_to_confirm(request: HttpRequest, back: str = "") -> HttpResponse:
    """Off to the page that asks, and from there to ``back`` (this address) with what was typed."""
    back = back or request.get_full_path()
    if request.method == "POST":
        typed = request.POST.copy()
        typed.pop("csrfmiddlewaretoken", None)
        request.session[TYPED] = [back, typed.urlencode()]
    return HttpResponseRedirect(and_back(reverse("confirm"), back))


def and_back(address: str, back: str) -> str:
    """The address of a page that leads on to ``back`` (``?next=``)."""
    query = QueryDict(mutable=True)
    query["next"] = back
    return f"{address}?{query.urlencode(safe='/')}"


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What she had sent from this page when she was asked to confirm; told once."""
    back, typed = request.session.get(TYPED, ("", ""))
    if back != request.get_full_path():
        return None
    del request.session[TYPED]
    return QueryDict(typed)


class ConfirmationNeeded(APIException):
    status_code = 403

    def __init__(self, message: str, code: str = "confirm") -> None:
        super().__init__({"errors": [{"field": "", "code": code, "message": message}]})


def require_step_up(request: Any) -> None:
    """For a verb of the API that moves money. Call it when the verb itself is allowed.

    Raises ConfirmationNeeded (403, ``confirm``) and says how to confirm.
    """
    if request.auth is None:
        if not confirmed(request):
            text = _("Confirm who you are at %(address)s, then try again within five minutes.")
            raise ConfirmationNeeded(text % {"address": reverse("confirm")})
        return
    code = request.headers.get(CODE_HEADER, "")
    if not code:
        text = _("Send a code of your second factor that was not used before in the header %s.")
        raise ConfirmationNeeded(text % CODE_HEADER)
    try:
        check_code(request=request, user=request.user, code=code)
    except ValidationError as error:
        refused = ConfirmationNeeded(error.message)
        if error.code == TOO_MANY:
            refused.status_code = 429
        raise refused from None

"""Tokens of the API: in place of name and password, which would go round the second factor.

REST framework loads this module while it loads itself.
"""

import re
from typing import Any

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.permissions import BasePermission

TOKEN = re.compile(rb"[a-z0-9_]{1,100}")


class TokenAuthentication(KnoxAuthentication):
    """``Authorization: Token …``: valid until it ends or is revoked, and its person is disabled."""

    def authenticate_credentials(self, token: bytes) -> tuple:
        if not TOKEN.fullmatch(token):  # what no token looks like is not looked up
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)


class SecondFactorNeeded(APIException):
    status_code = 403

    def __init__(self) -> None:
        text = _("Your role needs a second factor: sign in on the site with it, then make a token.")
        error = {"field": "", "code": "second_factor", "message": text}
        super().__init__({"errors": [error]})


class SecondFactorGiven(BasePermission):
    """Whoever may approve or post uses only tokens that she made with her second factor.

    To make a token she confirmed with the factor she had then. So a token older than her second
    factor was made without one. Sessions are held to it by ``accounts.middleware``.
    """

    def has_permission(self, request: Any, view: Any) -> bool:
        from allauth.mfa.models import Authenticator

        from .second_factor import needs_second_factor

        if request.auth is None or not needs_second_factor(request.access):
            return True
        factors = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
        if not factors.filter(created_at__lte=request.auth.created).exists():
            raise SecondFactorNeeded
        return True

"""Where our rules of signing in differ from those of allauth."""

import base64
import hashlib
import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import User
from channels_mgmt.core.stepup import confirmed
from dealers.models import Brand


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many wrong passwords. Wait five minutes, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """After the password the code, for those who have a second factor."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what was done."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By user name alone: another spelling of the host's name is no new try."""
        return unicodedata.normalize("NFKC", credentials.get("username", "")).casefold()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        user = User.objects.filter(username=credentials.get("username", "")).first()
        if user:
            record("password_failed", user, by=None)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        record("signed_in", user, by=user)
        return super().post_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not confirmed(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict]:
        return [{"id": "confirm", "description": _("Confirm"), "url": reverse("confirm")}]


class SecondFactorAdapter(DefaultMFAAdapter):
    """A copy of the database alone gives no codes away: the secrets in it are encrypted."""

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        brand = Brand.objects.first()
        return brand.label if brand else "Channels"


def cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"second factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

"""The second factor: who needs one, who has given hers, and codes that count once."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .audit import record
from .models import User
from .scopes import Access
from .verbs import SECOND_FACTOR

TOO_MANY = "too_many"


def needs_second_factor(access: Access) -> bool:
    return any(access.may(verb) for verb in SECOND_FACTOR)


def gave_second_factor(request: HttpRequest) -> bool:
    """Whether this session gave a code; known from the session alone."""
    return any(
        step["method"] == "mfa" for step in get_authentication_records(request, request.user)
    )


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def check_code(*, request: Any, user: User, code: str) -> Authenticator:
    """Spend a code of the app, or a recovery code.

    Raises ValidationError: ``too_many`` (after some wrong ones no code is looked at for a while)
    or ``wrong_code`` (wrong, too old, or used before).
    """
    usage = ratelimit.consume(
        request, app="allauth.account", action="code", key=f"code:{user.pk}", limit_get=True
    )
    if usage is None:
        raise ValidationError(
            _("Too many wrong codes. Wait five minutes, then try again."), TOO_MANY
        )
    found = spend(user, "".join(code.split()))
    if found is None:
        record("code_failed", user, by=user)
        text = _("This code is wrong, or it was used before. Type the one that the app shows now.")
        raise ValidationError(text, "wrong_code")
    usage.rollback()
    return found


@transaction.atomic
def spend(user: User, code: str) -> Authenticator | None:
    """Under a lock on her factors, so that two requests cannot use one code."""
    factors = Authenticator.objects.select_for_update().filter(user=user).order_by("-type")
    for factor in factors:
        if factor.type == Authenticator.Type.TOTP and _spend_totp(factor, code):
            factor.record_usage()
            return factor
        if factor.type == Authenticator.Type.RECOVERY_CODES and factor.wrap().validate_code(code):
            factor.refresh_from_db()
            factor.record_usage()
            record("recovery_code_used", user, by=user)
            return factor
    return None


def _spend_totp(factor: Authenticator, code: str) -> bool:
    counter = totp_counter(decrypt(factor.data["secret"]), code)
    if counter is None or counter <= factor.data.get("last_counter", 0):
        return False
    factor.data["last_counter"] = counter
    factor.save(update_fields=["data"])
    return True


def totp_counter(secret: str, code: str) -> int | None:
    """Which half minute a code belongs to; None for one that is not valid now."""
    for counter in totp.yield_hotp_counters_from_time():
        expected = totp.format_hotp_value(totp.hotp_value(secret, counter))
        if compare_user_code(actual=code, expected=expected):
            return counter
    return None

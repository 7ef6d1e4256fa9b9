"""What a person changes about her own signing in; each change is in the audit trail about her."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import AuthToken

from channels_mgmt.core.audit import record
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access
from channels_mgmt.core.second_factor import has_second_factor, needs_second_factor, totp_counter
from channels_mgmt.core.sessions import end_sessions

MOST_TOKENS = 10


def locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def add_second_factor(*, user: User, secret: str, code: str) -> Authenticator:
    """Take an app as second factor when its code proves that it has the secret.

    Recovery codes come with it. Raises ValidationError for a wrong code or a second app.
    """
    user = locked(user)
    if has_second_factor(user):
        raise ValidationError(_("You have a second factor already."))
    counter = totp_counter(secret, "".join(code.split()))
    if counter is None:
        text = _("This code is wrong. Type the one that the app shows now; is your clock right?")
        raise ValidationError({"code": text})
    factor = TOTP.activate(user, secret).instance
    factor.data["last_counter"] = counter
    factor.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    record("second_factor_added", user, by=user)
    return factor


@transaction.atomic
def remove_second_factor(*, user: User, access: Access) -> None:
    """Raises ValidationError while her role needs one."""
    user = locked(user)
    if needs_second_factor(access):
        raise ValidationError(_("Your role needs a second factor: it cannot be switched off."))
    if Authenticator.objects.filter(user=user).delete()[0]:
        record("second_factor_removed", user, by=user)


@transaction.atomic
def make_recovery_codes(*, user: User) -> None:
    """New ones; the old ones are no longer valid."""
    user = locked(user)
    if not has_second_factor(user):
        raise ValidationError(_("Set up the second factor first."))
    Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    record("recovery_codes_made", user, by=user)


def recovery_codes(user: User) -> list[str]:
    """Those that were not used yet."""
    factors = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return [code for factor in factors for code in factor.wrap().get_unused_codes()]


@transaction.atomic
def make_token(*, user: User) -> str:
    """A token for the API, valid for 90 days. It is told now and never again."""
    user = locked(user)
    if AuthToken.objects.filter(user=user).count() >= MOST_TOKENS:
        text = _("You have %(count)s tokens: revoke one that you do not need.")
        raise ValidationError(text % {"count": MOST_TOKENS})
    made, token = AuthToken.objects.create(user=user)
    record("token_made", user, by=user, after={"token": made.token_key})
    return token


@transaction.atomic
def revoke_token(*, user: User, key: str) -> None:
    """Revoke the token that begins so; nothing happens where there is none."""
    for token in AuthToken.objects.select_for_update().filter(user=user, token_key=key):
        token.delete()
        record("token_revoked", user, by=user, before={"token": key})


@transaction.atomic
def end_session(*, user: User, pk: int, keep: str) -> None:
    """End one session of hers, but not the one she is in (``keep``, its key)."""
    for session in UserSession.objects.filter(user=user, pk=pk).exclude(session_key=keep):
        session.end()
        record(
            "session_ended",
            user,
            by=user,
            before={"signed_in": session.created_at, "address": session.ip},
        )


@transaction.atomic
def end_other_sessions(*, user: User, keep: str) -> None:
    end_sessions(user, keep=keep, tokens=False)
    record("sessions_ended", user, by=user)

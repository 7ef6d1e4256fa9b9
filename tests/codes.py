"""Second factors of people in tests, and their codes."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from channels_mgmt.accounts.demo import next_code
from channels_mgmt.core.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_second_factor(user: User, secret: str = SECRET) -> User:
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return user


def code_of(user: User) -> str:
    """The code that her app shows, and that was not used yet."""
    return next_code(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP))

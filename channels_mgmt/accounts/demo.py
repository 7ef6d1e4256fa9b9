"""The demo shows the code: nobody needs an app to try it."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings

from channels_mgmt.core.models import User
from channels_mgmt.demo.people import SECRET


def demo_code(user: User) -> str:
    """The next code of a person of the demo; empty for everybody else and in production."""
    if settings.PRODUCTION or user is None or not user.is_authenticated:
        return ""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None or decrypt(factor.data["secret"]) != SECRET:
        return ""
    return next_code(factor)


def next_code(factor: Authenticator) -> str:
    """The code of now; where that was used, the one after it, which is valid already."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    counter = max(now, factor.data.get("last_counter", 0) + 1)
    return totp.format_hotp_value(totp.hotp_value(decrypt(factor.data["secret"]), counter))

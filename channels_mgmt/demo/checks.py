"""In production the people of the demo must be gone: everybody knows their password."""

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.checks import Tags, Warning, register
from django.db import DatabaseError
from django.utils.translation import gettext as _

from channels_mgmt.core.models import User

from .people import PASSWORD, PEOPLE


def with_known_password() -> str:
    """The first person of the demo who can still sign in with the password of the README."""
    names = [person.username for person in PEOPLE]
    people = User.objects.filter(username__in=names, is_active=True).order_by("username")
    found = (u.username for u in people if check_password(PASSWORD, u.password))
    return next(found, "")


@register(Tags.security)
def nobody_of_the_demo_signs_in(app_configs, **kwargs) -> list[Warning]:
    """Said at the start of each command in production; nothing before the tables are there."""
    if not settings.PRODUCTION:
        return []
    try:
        username = with_known_password()
    except DatabaseError:
        return []
    if not username:
        return []
    return [
        Warning(
            _("“%(name)s” of the demo can sign in with a password that is in the README.")
            % {"name": username},
            hint=_("Use a database without the demo, or give its people other passwords."),
            id="demo.W001",
        )
    ]

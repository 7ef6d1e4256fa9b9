"""Somebody must be left who can manage people: no page locks the brand out of itself."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Verb

from ..choices import Role
from ..models import Grant
from ..roles import PERMITS

KEEPING = (Verb.CHANGE_PEOPLE, Verb.APPROVE_PEOPLE)
TURN = 0x6B656570  # any number of our own: who changes the keepers takes turns on it


def keepers_of(verb: Verb):
    """The active people who may do this over everything today."""
    roles = [role for role in Role if verb in PERMITS[role]]
    grants = Grant.objects.in_force_on(timezone.localdate()).filter(
        role__in=roles, region=None, dealer=None
    )
    return User.objects.filter(
        Q(is_superuser=True) | Q(pk__in=grants.values("user")), is_active=True
    )


def keeps(user: User) -> bool:
    """Whether somebody is one of them: only then can a change to her leave nobody."""
    return any(keepers_of(verb).filter(pk=user.pk).exists() for verb in KEEPING)


def take_turn() -> None:
    """One at a time until the transaction ends; SQLite has only one writer in any case."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def check_keepers(access: Access) -> None:
    """Call it after the change, under the locks of what was changed: raises ValidationError, which
    undoes it, where nobody is left. The command line may do what a page may not."""
    if access.user is None:
        return
    take_turn()
    if not all(keepers_of(verb).exists() for verb in KEEPING):
        raise ValidationError(
            _("Nobody would be left who can manage people and approve roles: add another first."),
            "last_keeper",
        )


def check_approver(user: User, access: Access) -> None:
    """Somebody must be there to approve the roles of ``user`` that ``access.user`` proposes."""
    if access.user is None:
        return
    others = keepers_of(Verb.APPROVE_PEOPLE).exclude(pk__in=[user.pk, access.user.pk])
    if not others.exists():
        raise ValidationError(
            _(
                "Nobody else could approve the roles of %(person)s anew. Make the link on the "
                "command line: manage.py welcome_link %(username)s"
            )
            % {"person": user, "username": user.username},
            "no_approver",
        )

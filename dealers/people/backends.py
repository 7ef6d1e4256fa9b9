"""Django's own question, ``user.has_perm("dealers.runs.approve")``, answered from the grants."""

from typing import Any

from django.core.exceptions import PermissionDenied

from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Verb

from ..roles import access_of

PREFIX = "dealers."


class RoleBackend:
    """Stands first among the backends: what the grants do not give, no group gives.

    A verb may hold for a part of the channel alone: over which rows, ``Access.to(verb)`` says.
    """

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Who somebody is, the other backends say."""

    def has_perm(self, user: User, permission: str, obj: Any = None) -> bool:
        """Raises PermissionDenied, which ends the question, for a verb that she has not."""
        name = permission.removeprefix(PREFIX)
        if name == permission or name not in list(Verb):
            return False
        if not user.is_active or Verb(name) not in verbs_of(user):
            raise PermissionDenied
        return True

    def get_all_permissions(self, user: User, obj: Any = None) -> set[str]:
        return {f"{PREFIX}{verb}" for verb in verbs_of(user)}

    def has_module_perms(self, user: User, app_label: str) -> bool:
        return f"{app_label}." == PREFIX and bool(verbs_of(user))


def verbs_of(user: User) -> frozenset[Verb]:
    """All that the grants in force let a person do somewhere; asked anew each time."""
    return frozenset().union(*(verbs for verbs, _scope in access_of(user).rights))

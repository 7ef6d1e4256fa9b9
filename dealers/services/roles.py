"""The roles as groups of Django's, kept equal to the code."""

from django.apps import AppConfig
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from channels_mgmt.core.scopes import Verb

from ..choices import Role
from ..models import Grant
from ..roles import PERMITS


def roles_in_code() -> dict[str, set[str]]:
    return {role.value: {verb.value for verb in PERMITS[role]} for role in Role}


def roles_in_database() -> dict[str, set[str]]:
    """What Django's groups say, by the names of the roles."""
    groups = Group.objects.filter(name__in=Role.values).prefetch_related("permissions")
    return {group.name: {p.codename for p in group.permissions.all()} for group in groups}


@transaction.atomic
def sync_roles() -> None:
    """A group for each role with just its verbs; a verb that is no more loses its permission."""
    verbs = permissions_of_verbs()
    stored = roles_in_database()
    for role, wanted in roles_in_code().items():
        if stored.get(role) != wanted:
            group, _new = Group.objects.get_or_create(name=role)
            group.permissions.set(verbs[name] for name in wanted)


def permissions_of_verbs() -> dict[str, Permission]:
    """By the verb's value. Those of a model, such as ``add_grant``, have no dot in their name."""
    own = {"content_type__app_label": "dealers", "content_type__model": Grant._meta.model_name}
    rows = Permission.objects.filter(codename__contains=".", **own)
    rows.exclude(codename__in=list(Verb)).delete()
    found = {permission.codename: permission for permission in rows}
    for verb in Verb:
        name = str(verb.label)
        if found[verb.value].name != name:
            found[verb.value].name = name
            found[verb.value].save(update_fields=["name"])
    return found


def after_migrate(sender: AppConfig, **kwargs: object) -> None:
    """Django makes the permissions after this, as dealers is migrated before its own app."""
    create_permissions(sender, verbosity=0)
    sync_roles()

from django.db.models import Prefetch, QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import User
from channels_mgmt.core.pages import Action, Link, Pages
from channels_mgmt.core.scopes import Access, Scope, ScopedQuerySet, Verb
from channels_mgmt.core.second_factor import has_second_factor
from channels_mgmt.core.seen import digest

from ..choices import GrantStatus
from ..models import Grant
from ..services import grants, people
from . import tables
from .api import GrantViewSet, UserViewSet
from .forms import PersonForm
from .granting import live_grants, may_change_grant, may_manage
from .views import GiveRoleView, InviteView, LinkView, RenewView


def disable(user: User, *, access: Access, reason: str) -> None:
    people.disable_person(user=user, access=access, reason=reason)


def enable(user: User, *, access: Access, reason: str) -> None:
    people.enable_person(user=user, access=access, reason=reason)


def reset_factor(user: User, *, access: Access, reason: str) -> None:
    people.reset_second_factor(user=user, access=access, reason=reason)


def approve(grant: Grant, *, access: Access, reason: str) -> None:
    grants.approve_grant(grant=grant, access=access, reason=reason)


def refuse(grant: Grant, *, access: Access, reason: str) -> None:
    grants.refuse_grant(grant=grant, access=access, reason=reason)


def end(grant: Grant, *, access: Access, reason: str) -> None:
    grants.end_grant(grant=grant, access=access, reason=reason)


def manages(user: User, access: Access) -> bool:
    return may_manage(access, user)


class UserPages(Pages):
    model, table, filterset = User, tables.UserTable, tables.UserFilter
    namespace = "dealers"
    form, verb, save = PersonForm, Verb.CHANGE_PEOPLE, staticmethod(people.rename_person)
    step_up = True
    # Neither the address nor the sign-ins: of a colleague one need not know when she works.
    detail = ("username", "full_name", "is_active")
    viewset = UserViewSet
    links = (Link(_("Roles"), "dealers:roles"),)
    actions = (
        Action(
            "link",
            _("New sign-in link"),
            people.renew_link,
            Verb.CHANGE_PEOPLE,
            when=lambda user: user.is_active,
            allowed=manages,
            reason="required",
            confirm=_(
                "For somebody who has lost the link or forgotten the password. Her password and her"
                " sessions end at once; a role that approves or posts waits until a second person"
                " approves it anew."
            ),
            step_up=True,
            view=RenewView,
        ),
        Action(
            "factor",
            _("Reset second factor"),
            reset_factor,
            Verb.CHANGE_PEOPLE,
            when=lambda user: user.is_active and has_second_factor(user),
            allowed=manages,
            reason="required",
            confirm=_(
                "For somebody who has lost the phone and the recovery codes. Her sessions end at"
                " once, she sets up a new second factor when she signs in; a role that approves or"
                " posts waits until a second person approves it anew."
            ),
            step_up=True,
        ),
        Action(
            "disable",
            _("Disable"),
            disable,
            Verb.CHANGE_PEOPLE,
            when=lambda user: user.is_active,
            allowed=manages,
            reason="required",
            confirm=_("She is signed out everywhere at once and cannot sign in again."),
            tone="danger",
            step_up=True,
        ),
        Action(
            "enable",
            _("Enable"),
            enable,
            Verb.CHANGE_PEOPLE,
            when=lambda user: not user.is_active,
            allowed=manages,
            reason="required",
            tone="success",
            step_up=True,
        ),
    )

    @classmethod
    def rows(cls, scope: Scope) -> QuerySet:
        held = Grant.objects.live_on(timezone.localdate()).visible_to(scope)
        held = held.select_related("region", "dealer").order_by("id")
        rows = ScopedQuerySet(User).visible_to(scope).order_by("username")
        return rows.prefetch_related(Prefetch("grants", held, to_attr="roles_in_sight"))

    @classmethod
    def can_add(cls, access: Access) -> bool:
        return access.may(Verb.CHANGE_PEOPLE)

    @classmethod
    def can_edit(cls, record: User, access: Access) -> bool:
        own = access.user is not None and access.user.pk == record.pk
        return super().can_edit(record, access) and (own or may_manage(access, record))

    @classmethod
    def fingerprint(cls, record: User) -> str:
        """That she signed in meanwhile changes nothing about her."""
        held = [(grant.pk, grant.status) for grant in live_grants(record)]
        return digest([record.full_name, record.email, record.is_active, held])

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        own = [
            path(f"{prefix}add/", InviteView.as_view(pages=cls), name="user_add"),
            path(f"{prefix}<int:pk>/welcome/", LinkView.as_view(pages=cls), name="user_welcome"),
        ]
        return own + [found for found in super().urls(prefix) if found.name != "user_add"]


class GrantPages(Pages):
    model, table, filterset = Grant, tables.GrantTable, tables.GrantFilter
    verb = Verb.CHANGE_PEOPLE
    step_up = True
    detail = (
        "user",
        "role",
        "region",
        "dealer",
        "valid_from",
        "valid_to",
        "state",
        "created_by",
        "created_at",
        "approved_by",
        "approved_at",
    )
    api_fields = ("id", *(name for name in detail if name != "state"), "status")
    viewset = GrantViewSet
    links = (Link(_("Roles"), "dealers:roles"),)
    actions = (
        Action(
            "approve",
            _("Approve"),
            approve,
            Verb.APPROVE_PEOPLE,
            when=lambda grant: grant.status == GrantStatus.PROPOSED and grant.live,
            allowed=lambda grant, access: grant.user != access.user,
            by_another=True,
            confirm=_("From now on she may do what the role allows."),
            reason="optional",
            tone="success",
            step_up=True,
        ),
        Action(
            "refuse",
            _("Refuse"),
            refuse,
            Verb.APPROVE_PEOPLE,
            when=lambda grant: grant.status == GrantStatus.PROPOSED and grant.live,
            allowed=lambda grant, access: grant.user != access.user,
            reason="required",
            tone="danger",
            step_up=True,
        ),
        Action(
            "end",
            _("End"),
            end,
            Verb.CHANGE_PEOPLE,
            when=lambda grant: grant.live,
            allowed=lambda grant, access: may_change_grant(access, grant),
            confirm=_("The role ends today; what it opened is closed at the next page."),
            reason="required",
            tone="danger",
            step_up=True,
        ),
    )

    @classmethod
    def can_add(cls, access: Access) -> bool:
        return access.may(Verb.CHANGE_PEOPLE)

    @classmethod
    def urls(cls, prefix: str) -> list[URLPattern]:
        give = path(f"{prefix}add/", GiveRoleView.as_view(pages=cls), name="grant_add")
        return [give, *super().urls(prefix)]

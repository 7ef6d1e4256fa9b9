"""The accounts of people: invited by a link, renamed, disabled; a link again when it was lost."""

import datetime
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given
from channels_mgmt.core.audit import record
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Verb
from channels_mgmt.core.second_factor import has_second_factor
from channels_mgmt.core.sessions import end_sessions

from ..choices import GrantStatus, Role
from ..models import Dealer, Grant, Region
from ..people.granting import may_manage, people_visible_to
from ..people.keepers import check_approver, check_keepers, keeps
from .grants import add_grant, check_other, propose_anew


class LinkTokens(PasswordResetTokenGenerator):
    """Tokens of sign-in links: over after ``PASSWORD_RESET_TIMEOUT`` (3 days), when the password is
    set, and when a new link is made; no other kind of token opens what these open."""

    key_salt = "dealers.services.people.LinkTokens"


link_tokens = LinkTokens()


@dataclass(frozen=True, slots=True)
class Welcome:
    """A person and the address, shown once, at which she chooses her password."""

    user: User
    path: str
    waits: bool  # a role of hers waits for a second person


@transaction.atomic
def invite_person(
    *,
    username: str,
    full_name: str,
    role: Role,
    region: Region | None = None,
    dealer: Dealer | None = None,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
    email: str = "",
    access: Access,
    reason: str,
) -> Welcome:
    """An account without a password, with its first role (``grant_role``) and its link.

    Nothing is sent: whoever invites hands the link over. Raises PermissionDenied, ValidationError.
    """
    if not access.may(Verb.CHANGE_PEOPLE):
        raise PermissionDenied
    reason = reason_given(reason)
    user = User(username=username, full_name=full_name, email=email)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    after = {"username": username, "full_name": full_name}
    record("invited", user, by=access.user, after=after, reason=reason)
    grant = Grant(user=user, role=role, region=region, dealer=dealer,
                  valid_from=valid_from or timezone.localdate(), valid_to=valid_to)  # fmt: skip
    grant = add_grant(grant, access=access, reason=reason)
    return Welcome(user, link_of(user), grant.status == GrantStatus.PROPOSED)


@transaction.atomic
def renew_link(*, user: User, access: Access, reason: str) -> Welcome:
    """A new link for who has lost hers or has forgotten the password, which ends at once.

    Her sessions end, older links die, and the roles of hers that move money wait for a second
    person: a link lets its holder step into her place. Raises PermissionDenied, ValidationError.
    """
    user = managed(user, access)
    reason = reason_given(reason)
    if not user.is_active:
        raise ValidationError(_("%(person)s is disabled: enable her first.") % {"person": user})
    user.set_unusable_password()
    user.save(update_fields=["password"])
    waits = let_in_anew(user, access, reason)
    record("link_made", user, by=access.user, reason=reason)
    return Welcome(user, link_of(user), waits)


@transaction.atomic
def reset_second_factor(*, user: User, access: Access, reason: str) -> bool:
    """For who has lost her phone and her recovery codes: she sets up a new one when she signs in.

    As with a new link, her sessions end and what moves money waits; answers whether it does.
    Raises PermissionDenied, ValidationError.
    """
    user = managed(user, access)
    reason = reason_given(reason)
    if not has_second_factor(user):
        text = _("%(person)s has set up no second factor.")
        raise ValidationError(text % {"person": user}, "no_second_factor")
    Authenticator.objects.filter(user=user).delete()
    waits = let_in_anew(user, access, reason)
    record("second_factor_reset", user, by=access.user, reason=reason)
    return waits


def let_in_anew(user: User, access: Access, reason: str) -> bool:
    """Whoever opens a door to an account could step in herself: so a second person looks at the
    roles that move money before they hold again. The command line needs none."""
    again = propose_anew(user, access, reason) if access.user is not None else []
    if again:
        check_approver(user, access)
        check_keepers(access)
    end_sessions(user)
    return bool(again)


def person_named(username: str) -> User:
    """Raises ValidationError where nobody is called so."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise ValidationError(_("There is nobody called %(name)s.") % {"name": username})
    return user


def link_of(user: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("dealers:welcome", args=[uid, link_tokens.make_token(user)])


@transaction.atomic
def set_first_password(*, user: User, token: str, password: str) -> User:
    """The link is used up. Raises ValidationError where it is not, or no longer, a good one."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active or not link_tokens.check_token(user, token):
        raise ValidationError(_("This link has been used."), "link")
    user.set_password(password)
    user.save(update_fields=["password"])
    record("password_set", user, by=user)
    return user


@transaction.atomic
def rename_person(
    *, instance: User, access: Access, verb: Verb = Verb.CHANGE_PEOPLE, reason: str = ""
) -> User:
    """Save a person's name and e-mail address. Raises PermissionDenied, ValidationError."""
    stored = User.objects.select_for_update().get(pk=instance.pk)
    own = access.user is not None and access.user.pk == stored.pk
    if not (own and access.may(verb)) and not may_manage(access, stored):
        raise PermissionDenied
    fields = ["full_name", "email"]
    before = {name: getattr(stored, name) for name in fields}
    for name in fields:
        setattr(stored, name, getattr(instance, name))
    stored.full_clean()
    stored.save(update_fields=fields)
    after = {name: getattr(stored, name) for name in fields}
    changed = [name for name in fields if before[name] != after[name]]
    if changed:
        old, new = ({n: values[n] for n in changed} for values in (before, after))
        record("changed", stored, by=access.user, before=old, after=new, reason=reason.strip())
    return stored


@transaction.atomic
def disable_person(*, user: User, access: Access, reason: str) -> User:
    """Nothing opens to her from the next request on: sessions, tokens and links end.

    Raises PermissionDenied beyond the people somebody manages, ValidationError for who is the last
    that can manage people.
    """
    kept = keeps(user)
    user = switched(user, False, "disabled", access, reason)
    if not user.has_usable_password():
        user.set_unusable_password()  # another one: a link that is still open dies
        user.save(update_fields=["password"])
    end_sessions(user)
    if kept:
        check_keepers(access)
    return user


@transaction.atomic
def enable_person(*, user: User, access: Access, reason: str) -> User:
    """She signs in again as before. Raises PermissionDenied, ValidationError."""
    return switched(user, True, "enabled", access, reason)


def switched(user: User, on: bool, action: str, access: Access, reason: str) -> User:
    user = managed(user, access)
    reason = reason_given(reason)
    if user.is_active == on:
        text = _("%(person)s is active.") if on else _("%(person)s is disabled.")
        raise ValidationError(text % {"person": user}, "as_it_is")
    user.is_active = on
    user.save(update_fields=["is_active"])
    record(action, user, by=access.user, before={"is_active": not on}, after={"is_active": on},
           reason=reason)  # fmt: skip
    return user


def managed(user: User, access: Access) -> User:
    """The person, locked; raises where she is not one that this person manages."""
    user = User.objects.select_for_update().get(pk=user.pk)
    check_other(user, access)
    visible = people_visible_to(access.to(Verb.CHANGE_PEOPLE)).filter(pk=user.pk).exists()
    if not visible or not may_manage(access, user):
        raise PermissionDenied
    return user

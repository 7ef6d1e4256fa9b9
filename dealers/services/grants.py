"""The roles of people: given, approved by a second person where they move money, and ended."""

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_mgmt.core.approval import reason_given, second_person
from channels_mgmt.core.audit import differences, history_of, record, snapshot
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import Access, Verb

from ..choices import GrantStatus, Role
from ..models import Dealer, Grant, Region
from ..people.granting import live_grants, may_change_grant, may_grant, people_visible_to
from ..people.keepers import check_keepers, keeps
from ..roles import DEALER_ROLES, moves_money

DOOR_ACTIONS = ("invited", "link_made", "second_factor_reset")
"""Whoever did one of these could have let herself in."""


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: Role,
    region: Region | None = None,
    dealer: Dealer | None = None,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
    access: Access,
    reason: str,
) -> Grant:
    """Give a person a role from a day on (today by default), up to, not including, another.

    One that moves money waits for a second person, unless the system itself gives it. Raises
    PermissionDenied out of reach, ValidationError where a rule is broken.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    check_other(user, access)
    if not people_visible_to(access.to(Verb.CHANGE_PEOPLE)).filter(pk=user.pk).exists():
        raise PermissionDenied
    return add_grant(
        Grant(user=user, role=role, region=region, dealer=dealer,
              valid_from=valid_from or timezone.localdate(), valid_to=valid_to),
        access=access,
        reason=reason,
    )  # fmt: skip


def add_grant(grant: Grant, *, access: Access, reason: str) -> Grant:
    """Check and store a new grant of a person whose row is locked: see ``grant_role``."""
    reason = reason_given(reason)
    grant.full_clean(exclude=["status"])
    check_given(grant, access)
    check_begins(grant)
    check_held(grant)
    proposed = access.user is not None and moves_money(Role(grant.role))
    grant.status = GrantStatus.PROPOSED if proposed else GrantStatus.IN_FORCE
    grant.created_by = access.user
    grant.save()
    action = "proposed" if proposed else "granted"
    record(action, grant, by=access.user, after=snapshot(grant), reason=reason)
    return grant


@transaction.atomic
def approve_grant(*, grant: Grant, access: Access, reason: str = "") -> Grant:
    """The second person puts a proposed role into force.

    It is another one than the person herself, than who proposed it, and than who made a
    sign-in link of hers or reset her second factor. Raises PermissionDenied, ValidationError.
    """
    grant = locked(grant)
    check_decides(grant, access)
    approver = second_person(grant, access)
    if history_of(grant.user).filter(by=approver, action__in=DOOR_ACTIONS).exists():
        raise ValidationError(
            _("You let %(person)s in, by a link or without her code: another approves her roles.")
            % {"person": grant.user},
            "made_the_link",
        )
    check_held(grant)
    return changed(
        grant, "approved", access, reason.strip(),
        status=GrantStatus.IN_FORCE, approved_by=approver, approved_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def refuse_grant(*, grant: Grant, access: Access, reason: str) -> Grant:
    """Say no to a proposed role, with the reason. Raises PermissionDenied, ValidationError."""
    grant = locked(grant)
    check_decides(grant, access)
    reason = reason_given(reason)
    return changed(grant, "refused", access, reason, status=GrantStatus.REFUSED)


@transaction.atomic
def end_grant(*, grant: Grant, access: Access, reason: str) -> Grant:
    """Take a role away from today on; one that has not held a day yet is withdrawn.

    Raises PermissionDenied beyond what somebody may give, ValidationError where it has ended, is
    her own, or where nobody would be left to manage people.
    """
    grant = locked(grant)
    check_other(grant.user, access)
    if not may_change_grant(access, grant):
        raise PermissionDenied
    reason = reason_given(reason)
    if not grant.live:
        raise ValidationError(_("%(grant)s has ended already.") % {"grant": grant}, "ended")
    kept = keeps(grant.user)
    grant = closed(grant, access, reason)
    if kept:
        check_keepers(access)
    return grant


def closed(grant: Grant, access: Access, reason: str) -> Grant:
    """Ended today; withdrawn where it has not held a day yet."""
    today = timezone.localdate()
    if grant.status == GrantStatus.IN_FORCE and grant.valid_from < today:
        return changed(grant, "ended", access, reason, valid_to=today)
    return changed(grant, "withdrawn", access, reason, status=GrantStatus.WITHDRAWN)


def propose_anew(user: User, access: Access, reason: str) -> list[Grant]:
    """End the roles that move money, and propose the same again: whoever opens a door to an account
    could step in herself, so a second person looks at it first."""
    again = []
    for grant in Grant.objects.select_for_update().filter(user=user).order_by("pk"):
        if not (grant.live and grant.status == GrantStatus.IN_FORCE and moves_money(grant.role)):
            continue
        new = Grant(
            user=user, role=grant.role, region=grant.region, dealer=grant.dealer,
            valid_from=max(grant.valid_from, timezone.localdate()), valid_to=grant.valid_to,
            status=GrantStatus.PROPOSED, created_by=access.user,
        )  # fmt: skip
        closed(grant, access, reason)
        new.save()
        record("proposed", new, by=access.user, after=snapshot(new), reason=reason)
        again.append(new)
    return again


def locked(grant: Grant) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",))
    return rows.select_related("user", "region", "dealer__home_region").get(pk=grant.pk)


def changed(grant: Grant, action: str, access: Access, reason: str, **values: object) -> Grant:
    before = snapshot(grant)
    for name, value in values.items():
        setattr(grant, name, value)
    grant.save(update_fields=list(values))
    old, new = differences(before, snapshot(grant))
    record(action, grant, by=access.user, before=old, after=new, reason=reason)
    return grant


def check_other(user: User, access: Access) -> None:
    if access.user is not None and access.user.pk == user.pk:
        raise ValidationError(_("Nobody changes what concerns her own account."), "own_account")


def check_decides(grant: Grant, access: Access) -> None:
    """Whoever approves or refuses has the verb over all that the grant would open."""
    rows = Grant.objects.visible_to(access.to(Verb.APPROVE_PEOPLE))
    if not rows.filter(pk=grant.pk).exists():
        raise PermissionDenied
    check_other(grant.user, access)
    if grant.status != GrantStatus.PROPOSED or not grant.live:
        text = _("%(grant)s is not waiting for approval.") % {"grant": grant}
        raise ValidationError(text, "status_move")


def check_given(grant: Grant, access: Access) -> None:
    """A role is given by who may give it, over a part of what she manages herself."""
    if not access.may(Verb.CHANGE_PEOPLE):
        raise PermissionDenied
    if not may_grant(access, Role(grant.role), grant.region, grant.dealer):
        text = _("%(role)s over this part of the channel is not yours to give.")
        error = ValidationError(text % {"role": grant.get_role_display()}, "not_yours")
        raise ValidationError({"role": error})


def check_begins(grant: Grant) -> None:
    if grant.valid_from < timezone.localdate():
        text = _("A role begins today or later: what was done before is not changed by it.")
        raise ValidationError({"valid_from": ValidationError(text, "in_the_past")})


def check_held(grant: Grant) -> None:
    """No role twice at a time, and nobody on both sides of the counter."""
    others = [held for held in live_grants(grant.user) if held.pk != grant.pk]
    side = grant.role in DEALER_ROLES
    if any((held.role in DEALER_ROLES) != side for held in others):
        text = _("One person works for the brand or for a dealer: end her other roles first.")
        raise ValidationError({"role": ValidationError(text, "both_sides")})
    same = Q(role=grant.role, region=grant.region, dealer=grant.dealer)
    rows = Grant.objects.overlapping(grant.valid_from, grant.valid_to).filter(same, user=grant.user)
    open_states = [GrantStatus.PROPOSED, GrantStatus.IN_FORCE]
    if rows.filter(status__in=open_states).exclude(pk=grant.pk).exists():
        raise ValidationError({"role": ValidationError(_("She has this role already."), "held")})

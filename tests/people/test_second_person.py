"""Whatever people do with roles, and in whatever order: nobody comes to move money without two."""

import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.verbs import SECOND_FACTOR
from dealers.choices import GrantStatus, Role
from dealers.models import Grant
from dealers.roles import access_of, moves_money
from dealers.services.grants import (
    DOOR_ACTIONS,
    approve_grant,
    end_grant,
    grant_role,
    refuse_grant,
)
from dealers.services.people import disable_person, enable_person, invite_person, renew_link
from tests import factories as make

SEEDS, STEPS = range(8), 60
REFUSALS = (ValidationError, PermissionDenied)


class Office:
    """A handful of people who do what they may, and try what they may not."""

    def __init__(self, seed: int, dealers, regions) -> None:
        self.seed, self.dice = seed, random.Random(seed)
        begin = [*[Role.HEADQUARTERS] * 4, Role.FINANCE, Role.FINANCE, Role.AUDITOR]
        self.people = [make.make_grant(role=role).user for role in begin]
        self.first = set(Grant.objects.values_list("pk", flat=True))
        self.regions, self.dealers = regions, dealers
        self.done = 0

    def any_grant(self) -> Grant:
        return self.dice.choice(list(Grant.objects.filter(user__in=self.people).order_by("pk")))

    def waiting(self) -> Grant:
        rows = Grant.objects.filter(user__in=self.people, status=GrantStatus.PROPOSED)
        return self.dice.choice(list(rows.order_by("pk")) or [self.any_grant()])

    def any_bound(self, role: Role) -> dict:
        if role in (Role.PRINCIPAL, Role.CLERK):
            return {"dealer": self.dealers.guangzhou}
        return {"region": self.regions.guangdong} if role in (Role.PROVINCE, Role.CITY) else {}

    def able(self) -> list:
        return [user for user in self.people if access_of(user).rights]

    def step(self) -> None:
        actor, user = self.dice.choice(self.people + self.able() * 3), self.dice.choice(self.people)
        access, role = access_of(actor), self.dice.choice(list(Role))
        given = {"role": role, **self.any_bound(role), "access": access, "reason": "so"}
        say = {"access": access, "reason": "so"}
        usual = [
            lambda: grant_role(user=user, **given),
            lambda: self.invited(given),
            lambda: approve_grant(grant=self.waiting(), **say),
            lambda: approve_grant(grant=self.waiting(), **say),
            lambda: approve_grant(grant=self.any_grant(), **say),
        ]
        rare = [
            lambda: refuse_grant(grant=self.any_grant(), **say),
            lambda: end_grant(grant=self.any_grant(), **say),
            lambda: renew_link(user=user, **say),
            lambda: disable_person(user=user, **say),
            lambda: enable_person(user=user, **say),
        ]
        moves = usual * 3 + rare
        try:
            self.dice.choice(moves)()
            self.done += 1
        except REFUSALS:
            pass

    def invited(self, given: dict) -> None:
        name = f"new{self.seed}-{len(self.people)}"
        self.people.append(invite_person(username=name, full_name=name, **given).user)


def powerful(office: Office):
    """The grants in force that move money, but for those that the office began with."""
    rows = Grant.objects.filter(status=GrantStatus.IN_FORCE, user__in=office.people)
    rows = rows.exclude(pk__in=office.first).select_related("created_by", "approved_by", "user")
    return [grant for grant in rows if moves_money(grant.role)]


def test_no_sequence_of_steps_lets_one_person_alone_give_power(dealers, regions):
    done = given = 0
    for seed in SEEDS:
        office = Office(seed, dealers, regions)
        for _step in range(STEPS):
            office.step()
            for grant in powerful(office):
                check_three_persons(grant)
        for user in office.people:
            check_rights_come_from_grants(user)
        done, given = done + office.done, given + len(powerful(office))
    assert done > len(SEEDS) * STEPS / 8  # else little was tried
    assert given > len(SEEDS)  # and power was given, by two persons


def check_three_persons(grant: Grant) -> None:
    """Who proposed it, who approved it and who has it; and the approver had no way in as her."""
    assert None not in (grant.created_by, grant.approved_by)
    assert len({grant.created_by, grant.approved_by, grant.user}) == 3
    doors = history_of(grant.user).filter(by=grant.approved_by, action__in=DOOR_ACTIONS)
    assert not doors.filter(at__lt=grant.approved_at).exists()


def check_rights_come_from_grants(user) -> None:
    user.refresh_from_db()
    access = access_of(user)
    if any(access.may(verb) for verb in SECOND_FACTOR):
        held = user.grants.filter(status=GrantStatus.IN_FORCE, valid_to=None)
        assert any(moves_money(grant.role) for grant in held)


def test_a_new_link_takes_power_away_until_a_second_person_gives_it_back(dealers, regions):
    """Whoever holds the link could sign in as her: alone she would be two persons."""
    hq, other, finance = (
        make.make_grant(role=role).user
        for role in (Role.HEADQUARTERS, Role.HEADQUARTERS, Role.FINANCE)
    )
    renew_link(user=finance, access=access_of(hq), reason="she forgot it")
    assert access_of(finance).scope.nothing
    waiting = finance.grants.get(status=GrantStatus.PROPOSED)
    with pytest.raises(ValidationError):
        approve_grant(grant=waiting, access=access_of(hq))
    approve_grant(grant=waiting, access=access_of(other))
    assert access_of(finance).scope.everything


def test_a_new_link_is_not_made_where_nobody_could_approve_anew(dealers, regions):
    hq = make.make_grant(role=Role.HEADQUARTERS).user
    finance = make.make_grant(role=Role.FINANCE).user
    with pytest.raises(ValidationError) as refused:
        renew_link(user=finance, access=access_of(hq), reason="she forgot it")
    assert refused.value.code == "no_approver"
    assert access_of(finance).scope.everything

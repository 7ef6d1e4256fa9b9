"""Several people whose roles change press whatever they can, by service or by API.

A walk is drawn from its seed alone. What is refused leaves everything as it is; whether anybody
approved what she had a hand in is told afterwards from the columns and from the audit trail.
"""

import datetime
import random
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal as D

from django.db import DatabaseError, transaction

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.models import User
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.choices import EntryKind, GrantStatus, ManualEntryStatus, Role
from dealers.models import Grant, ManualEntry
from dealers.roles import access_of
from dealers.services.grants import approve_grant, end_grant, grant_role, refuse_grant
from dealers.services.manual_entries import approve_entry, propose_entry, refuse_entry
from dealers.services.people import disable_person, enable_person
from rebates.choices import RunStatus, VersionStatus
from rebates.models import ProgrammeVersion, SettlementRun
from tests.conftest import signed_in
from tests.factories import make_grant
from tests.settlement.ways import REFUSED, ByApi, ByService

DAY = datetime.date(2012, 12, 31)
BOTH = (Role.HEADQUARTERS, Role.FINANCE)
PEOPLE = {"wang": BOTH, "li": BOTH, "zhao": (Role.HEADQUARTERS,), "sun": ()}
WHY = "as agreed"
RUNS = ("start", "start", "approve", "approve", "approve", "post", "post", "reverse", "discard")
VERSIONS = ("propose", "propose", *["change", "sign"] * 4, "withdraw")
ENTRIES = ("enter", "enter", "enter", "pay", "pay", "pay", "decline")
GRANTS = ("give", "give", "give", "confirm", "confirm", "confirm", "deny")
PERSONNEL = ("gain", "gain", "lose", "disable", "enable", "enable")
SUBJECTS = {
    SettlementRun: RUNS,
    ProgrammeVersion: VERSIONS,
    ManualEntry: ENTRIES,
    Grant: GRANTS,
}
APPROVED = {
    SettlementRun: [RunStatus.APPROVED, RunStatus.POSTING, RunStatus.POSTED, RunStatus.REVERSED],
    ProgrammeVersion: [VersionStatus.APPROVED],
    ManualEntry: [ManualEntryStatus.POSTED],
    Grant: [GrantStatus.IN_FORCE],
}


class Services(ByService):
    def enter(self, entry, who):
        return propose_entry(dealer=self.dealer, **self.something(), access=who)

    def something(self) -> dict:
        kind = self.chance.choice(list(EntryKind))
        return {"kind": kind, "amount": D("10.00"), "date": DAY, "reason": WHY}

    def pay(self, entry, who):
        return entry and approve_entry(entry=entry, access=who, reason=WHY)

    def decline(self, entry, who):
        return entry and refuse_entry(entry=entry, access=who, reason=WHY)

    def give(self, grant, who):
        newest = self.users[-1]  # who has no role yet
        user = self.chance.choice([newest, newest, *self.users])
        role = self.chance.choice(BOTH)
        return grant_role(user=user, role=role, access=who, reason=WHY)

    def confirm(self, grant, who):
        return grant and approve_grant(grant=grant, access=who, reason=WHY)

    def deny(self, grant, who):
        return grant and refuse_grant(grant=grant, access=who, reason=WHY)


class Api(ByApi, Services):
    """What the API offers goes through it; the rest as the pages do it, by the services."""

    def send(self, who, address: str, data: dict | None = None):
        self.clients = {who.user.pk: signed_in(who)}  # a session of hers may have been ended
        return super().send(who, address, data)

    def enter(self, entry, who):
        data = {name: str(value) for name, value in self.something().items()}
        return self.send(who, "manual-entries", {"dealer": self.dealer.code, **data})

    def pay(self, entry, who):
        return entry and self.send(who, f"manual-entries/{entry.pk}/approve", {"reason": WHY})

    def decline(self, entry, who):
        return entry and self.send(who, f"manual-entries/{entry.pk}/refuse", {"reason": WHY})

    def confirm(self, grant, who):
        return grant and self.send(who, f"grants/{grant.pk}/approve", {"reason": WHY})

    def deny(self, grant, who):
        return grant and self.send(who, f"grants/{grant.pk}/refuse", {"reason": WHY})


class Walk:
    """Some verbs, each by somebody, on one of the latest rows; then everything is as before."""

    def __init__(self, world, seed: int, way: type[Services], steps: int = 14) -> None:
        self.chance, self.steps = random.Random(seed), steps
        self.way, self.done = way(), Counter()
        self.way.chance, self.way.dealer = self.chance, world.dealers["D1"]
        self.subject = list(SUBJECTS)[seed % len(SUBJECTS)]

    def __iter__(self) -> Iterator[str]:
        """Every violation, in words."""
        with transaction.atomic():
            self.way.users = self.users = [self.hired(name) for name in PEOPLE]
            for _step in range(self.steps):
                self.step()
            yield from violations()
            transaction.set_rollback(True)

    def hired(self, name: str) -> User:
        user = User.objects.create(username=name)
        for role in PEOPLE[name]:
            make_grant(user=user, role=role)
        return user

    def step(self) -> None:
        who = self.chance.choice([*self.users[:-1] * 2, self.users[-1]])
        if self.chance.random() < 0.15:
            self.move_people(self.chance.choice(PERSONNEL), who)
            return
        verb = self.chance.choice(SUBJECTS[self.subject])
        rows = list(self.subject.objects.exclude(created_by=None).order_by("-pk")[:2])
        row = self.chance.choice([*rows[:1] * 3, *rows[1:]]) if rows else None
        self.attempt(verb, lambda: getattr(self.way, verb)(row, self.access(who)))

    def move_people(self, verb: str, who: User) -> None:
        """The command line gives, takes and disables; nobody of the four decides about it."""
        held = Grant.objects.filter(user=who, status=GrantStatus.IN_FORCE).order_by("pk")
        grant, role = self.chance.choice([*held, None]), self.chance.choice(BOTH)
        person = {"user": who, "access": SYSTEM, "reason": WHY}
        moves = {
            "gain": lambda: grant_role(role=role, **person),
            "lose": lambda: grant and end_grant(grant=grant, access=SYSTEM, reason=WHY),
            "disable": lambda: disable_person(**person),
            "enable": lambda: enable_person(**person),
        }
        self.attempt(verb, moves[verb])

    def access(self, user: User) -> Access:
        """What she may at this moment; out of service she still tries."""
        found = access_of(User.objects.get(pk=user.pk))
        return found if found.user else Access(User.objects.get(pk=user.pk))

    def attempt(self, verb: str, act) -> None:
        try:
            with transaction.atomic():
                self.done[verb] += bool(act())
        except REFUSED:
            self.done["refused"] += 1
        except DatabaseError:
            self.done["stopped by the database"] += 1


def violations() -> Iterator[str]:
    """Whatever was approved by a person who had proposed it or changed it before."""
    for model, statuses in APPROVED.items():
        for row in model.objects.filter(status__in=statuses).exclude(created_by=None):
            if row.approved_by_id in (None, row.created_by_id):
                yield f"{model.__name__} {row.pk}: approved by who proposed it, or by nobody"
            if approver_was_there_before(row):
                yield f"{model.__name__} {row.pk}: approved by who had a hand in it"


def approver_was_there_before(row) -> bool:
    trail = list(history_of(row).order_by("pk").values_list("action", "by"))
    approvals = [number for number, (action, _by) in enumerate(trail) if action == "approved"]
    if not approvals or trail[approvals[-1]][1] != row.approved_by_id:
        return True  # the trail says something else than the row
    before = {by for _action, by in trail[: approvals[-1]]}
    return row.approved_by_id in before

"""Whatever several people press in whatever order: nobody approves what the same person started.

The walks are drawn from fixed seeds, over the services, the pages' and the API's ways alike.
"""

import random
from collections import Counter
from contextlib import suppress

import pytest

from channels_mgmt.core.models import AuditEntry, User
from channels_mgmt.core.scopes import Access
from dealers.choices import Role
from dealers.models import LedgerEntry
from dealers.roles import access_of
from rebates.choices import RunStatus, VersionStatus
from rebates.models import ProgrammeVersion, SettlementRun
from rebates.services.books import verify
from tests.factories import make_grant
from tests.settlement.ways import REFUSED, ByApi, ByService

BOTH = (Role.HEADQUARTERS, Role.FINANCE)
PEOPLE = {"wang": BOTH, "li": BOTH, "zhao": (Role.HEADQUARTERS,), "sun": (Role.FINANCE,)}
WAYS, STEPS = (ByService, ByApi), 6
FEW, MANY = (60, 30), (400, 200)  # walks, by each of the ways


@pytest.fixture
def people(world) -> dict[str, Access]:
    """Two who may do everything, one who may not post, one who may not start."""
    for name, roles in PEOPLE.items():
        user = User.objects.create(username=name)
        for role in roles:
            make_grant(user=user, role=role)
    return {name: access_of(User.objects.get(username=name)) for name in PEOPLE}


@pytest.fixture
def sold(world, people):
    world.programme()
    world.sell("D1", "60000.00")
    return world


def walk(way, people, seed: int, verbs: list[str], rows) -> Counter:
    """Some verbs on some row by somebody; what is refused leaves everything as it is."""
    chance, done = random.Random(seed), Counter()
    for _step in range(STEPS):
        verb, who = chance.choice(verbs), people[chance.choice(list(people))]
        found = list(rows.order_by("-pk")[:2])
        try:
            if getattr(way, verb)(chance.choice(found) if found else None, who):
                done[verb] += 1
        except REFUSED:
            done["refused"] += 1
    return done


@pytest.mark.parametrize(
    ("way", "walks"),
    [
        *zip(WAYS, FEW, strict=True),
        *(pytest.param(*each, marks=pytest.mark.prove) for each in zip(WAYS, MANY, strict=True)),
    ],
)
def test_nobody_approves_the_run_that_the_same_person_started(way, walks, sold, people):
    done, chosen, verbs = Counter(), way(), ["start", "approve", "post", "reverse", "discard"]
    weighted = [*verbs, "approve", "post"]
    for seed in range(walks):
        done += walk(chosen, people, seed, weighted, SettlementRun.objects.all())
        if seed % 20 == 19:
            sold.sell("D1", "10.00")  # else there is nothing more to post
    for run in SettlementRun.objects.exclude(approved_by=None):
        assert run.created_by_id != run.approved_by_id
        assert approver_on_record(run) == run.approved_by_id
    settled = SettlementRun.objects.filter(status__in=[RunStatus.POSTED, RunStatus.REVERSED])
    assert not settled.filter(approved_by=None).exists()
    assert list(verify()) == []
    assert all(done[verb] > 1 for verb in [*verbs, "refused"]), done
    assert LedgerEntry.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_nobody_approves_the_version_that_the_same_person_proposed(way, sold, people):
    done, chosen, verbs = Counter(), way(), ["propose", "change", "sign", "withdraw"]
    ours = ProgrammeVersion.objects.exclude(created_by=None)
    for seed in range(20):
        done += walk(chosen, people, seed, [*verbs, "sign", "propose"], ours)
    for version in ours.filter(status=VersionStatus.APPROVED):
        assert version.approved_by_id not in (None, version.created_by_id)
        assert approver_on_record(version) == version.approved_by_id
    assert all(done[verb] for verb in [*verbs, "refused"]), done


def approver_on_record(row) -> int:
    entries = AuditEntry.objects.filter(
        model=row._meta.label_lower, object_id=row.pk, action="approved"
    )
    return entries.get().by_id


@pytest.mark.parametrize("way", WAYS)
def test_two_hats_do_not_make_two_people(way, sold, people):
    """Wang may start, and Wang may approve: but not the same run, nor the same version."""
    verbs, wang, li = way(), people["wang"], people["li"]
    verbs.start(None, wang)
    run = SettlementRun.objects.get()
    with pytest.raises(REFUSED):
        verbs.approve(run, wang)
    assert verbs.approve(run, li)
    verbs.propose(None, wang)
    version = ProgrammeVersion.objects.get(created_by=wang.user)
    with pytest.raises(REFUSED):
        verbs.sign(version, wang)
    assert verbs.sign(version, li)


@pytest.mark.parametrize("way", WAYS)
def test_whoever_changes_a_proposal_cannot_approve_what_he_wrote(way, sold, people):
    verbs, wang, li = way(), people["wang"], people["li"]
    verbs.propose(None, wang)
    version = ProgrammeVersion.objects.get(created_by=wang.user)
    verbs.change(version, li)
    with pytest.raises(REFUSED):
        verbs.sign(version, li)


@pytest.mark.parametrize("way", WAYS)
def test_a_reversal_is_a_run_of_whoever_wants_it(way, sold, people):
    """Li approved the run; the reversal that Li starts is for somebody else to approve."""
    verbs, wang, li, sun = way(), people["wang"], people["li"], people["sun"]
    verbs.start(None, wang)
    run = SettlementRun.objects.get()
    verbs.approve(run, li)
    verbs.post(run, sun)
    run.refresh_from_db()
    verbs.reverse(run, li)
    reversal = SettlementRun.objects.get(reverses=run)
    with pytest.raises(REFUSED):
        verbs.approve(reversal, li)
    assert verbs.approve(reversal, wang)


def test_one_person_alone_does_not_end_an_approved_version(sold, people):
    """Its end decides about money as its terms do: what was sold later earns nothing."""
    version = ProgrammeVersion.objects.get()
    with suppress(*REFUSED):
        ByApi().file(people["zhao"], valid_from="2012-01-01", valid_to="2012-07-01")
    version.refresh_from_db()
    assert version.valid_to is None

"""Races many times over, each with its negative control: the same without the guard goes wrong."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction  # noqa: F401 – a mark asks for the connection
from django.utils import timezone

from channels_mgmt.core.models import AuditEntry, User
from channels_mgmt.core.scopes import Access, Scope, Verb
from rebates.choices import RunStatus, VersionStatus
from rebates.models import ProgrammeVersion, SettlementRun
from rebates.services import posted, posting, runs, versions
from rebates.services.books import verify
from tests.settlement.racing import ROUNDS, meeting, on_postgresql, unguarded
from tests.settlement.test_races import at_once, refusals
from tests.settlement.world import D, World, version_document

FIRST = 1900


@pytest.fixture
def world(transactional_db) -> World:
    world = World()
    world.programme(valid_from="1899-01-01")
    everything = Scope(everything=True)
    rules = frozenset({Verb.APPROVE_PROGRAMMES, Verb.CHANGE_PROGRAMMES})
    world.ruler = Access(User.objects.create(username="ruler"), ((rules, everything),))
    world.proposer = Access(User.objects.create(username="proposer"), ((rules, everything),))
    return world


def years(rounds: int) -> range:
    return range(FIRST, FIRST + rounds)


def sold(world: World, year: int, amount: str = "60000.00") -> None:
    for dealer in world.dealers:
        world.sell(dealer, amount, f"{year}-03-15")


def drafted(world: World, year: int, **more) -> SettlementRun:
    return world.draft(f"{year}-01-01", f"{year + 1}-01-01", **more)


def approved(world: World, year: int) -> SettlementRun:
    return runs.approve_run(run=drafted(world, year), access=world.finance, reason="checked")


def balances(world: World) -> set:
    return {world.balance(dealer) for dealer in world.dealers}


class TestTwoRunsOfTheSameDays:
    def post_both(self, world, year) -> list:
        sold(world, year)
        pair = [approved(world, year) for _ in range(2)]
        return at_once(
            *(lambda run=run: posting.post_run(run=run, access=world.finance) for run in pair)
        )

    @ROUNDS
    def test_one_is_posted(self, world, rounds):
        for number, year in enumerate(years(rounds), start=1):
            assert refusals(self.post_both(world, year)) == 1
            assert balances(world) == {D("1200.00") * number}
        assert list(verify()) == []

    def test_unguarded_both_are(self, world, monkeypatch):
        monkeypatch.setattr(posting, "lock_programmes", lambda run: None)
        monkeypatch.setattr(posting, "check_up_to_date", meeting(posting.check_up_to_date))
        monkeypatch.setattr(posting, "begin_posting", unguarded(posting.begin_posting))
        assert refusals(self.post_both(world, FIRST)) == 0
        assert balances(world) == {D("2400.00")}


class TestARunAgainstAnImport:
    @ROUNDS
    def test_what_it_did_not_know_the_next_one_posts(self, world, rounds):
        for number, year in enumerate(years(rounds), start=1):
            sold(world, year)
            run, _line = at_once(
                lambda y=year: drafted(world, y),
                lambda y=year: world.sell("D1", "40000.00", f"{y}-06-01"),
            )
            assert drafted(world, year, as_of=run.as_of).input_digest == run.input_digest
            world.post(run)
            world.settle(f"{year}-01-01", f"{year + 1}-01-01")
            assert world.balance("D1") == D("3000.00") * number
            assert world.balance("D2") == D("1200.00") * number
        assert list(verify()) == []

    def while_lines_are_on_their_way(self, world) -> SettlementRun:
        """The lines are written, their moment is taken, and nothing of it is committed when the
        run starts."""
        written, started = threading.Event(), threading.Event()
        create = world.sell.__wrapped__  # inside of a transaction of ours

        def take_in():
            with transaction.atomic():
                create(world, "D1", "40000.00", f"{FIRST}-06-01")
                written.set()
                started.wait(timeout=1)

        def settle():
            written.wait(timeout=10)
            run = drafted(world, FIRST)
            started.set()
            return run

        run, _nothing = at_once(settle, take_in)
        return run

    def test_a_run_waits_for_what_is_on_its_way(self, world):
        sold(world, FIRST)
        run = self.while_lines_are_on_their_way(world)
        assert run.lines.get(dealer__code="D1").target_measure == D("100000")

    @on_postgresql
    def test_unguarded_it_does_not_know_what_its_cut_off_says_it_knew(self, world, monkeypatch):
        monkeypatch.setattr(runs, "wait_for_intake", lambda: None)
        sold(world, FIRST)
        run = self.while_lines_are_on_their_way(world)
        assert run.lines.get(dealer__code="D1").target_measure == D("60000")
        assert drafted(world, FIRST, as_of=run.as_of).input_digest != run.input_digest


class TestARunAgainstARuleEdit:
    def proposed(self, world, year, percent: int = 4) -> ProgrammeVersion:
        """Another rate from this year on."""
        steps = [{"from": "0", "percent": f"{percent}"}]
        start = f"{year}-01-01"
        return versions.propose_version(
            programme=ProgrammeVersion.objects.first().programme,
            document=version_document(steps=steps, valid_from=start, valid_to=None),
            access=world.proposer,
        )

    def sign(self, world, version):
        return versions.approve_version(version=version, access=world.ruler, reason="agreed")

    def began(self, run) -> object:
        """The moment from which the run counts as posted, None where it never did."""
        moves = AuditEntry.objects.filter(action="posting", object_id=str(run.pk))
        return moves.values_list("at", flat=True).first()

    @ROUNDS
    def test_what_is_posted_was_the_rule_when_it_was_posted(self, world, rounds):
        """Whoever comes second gives way: the run is out of date, or the posted rule is fixed."""
        due, percent = D(0), 2
        for number, year in enumerate(years(rounds)):
            sold(world, year)
            run, version = approved(world, year), self.proposed(world, year, 4 + number % 2)
            at_once(
                lambda run=run: posting.post_run(run=run, access=world.finance),
                lambda version=version: self.sign(world, version),
            )
            version.refresh_from_db()
            signed, began = version.status == VersionStatus.APPROVED, self.began(run)
            assert signed or began
            assert not (signed and began) or began < version.approved_at
            percent = 4 + number % 2 if signed else percent
            due += D("600.00") * percent
            world.settle(f"{year}-01-01", f"{year + 1}-01-01")
            assert balances(world) == {due}
        assert list(verify()) == []

    def test_unguarded_the_old_rule_is_posted(self, world, monkeypatch):
        monkeypatch.setattr(posted, "_check_terms", lambda run, programmes: None)
        sold(world, FIRST)
        run = approved(world, FIRST)
        version = self.sign(world, self.proposed(world, FIRST))
        posting.post_run(run=run, access=world.finance)
        assert self.began(run) > version.approved_at
        assert balances(world) == {D("1200.00")}

    def while_a_rule_is_being_signed(self, world, monkeypatch) -> SettlementRun:
        """The version has its moment, and is not committed when the run starts."""
        signed, started = threading.Event(), threading.Event()
        note = versions._record_move

        def slowly(*args):
            note(*args)
            signed.set()
            started.wait(timeout=1)

        monkeypatch.setattr(versions, "_record_move", slowly)
        version = self.proposed(world, FIRST)

        def settle():
            signed.wait(timeout=10)
            run = drafted(world, FIRST)
            started.set()
            return run

        run, _version = at_once(settle, lambda: self.sign(world, version))
        return run

    def test_a_run_waits_for_a_rule_that_is_being_signed(self, world, monkeypatch):
        sold(world, FIRST)
        world.post(self.while_a_rule_is_being_signed(world, monkeypatch))
        assert balances(world) == {D("2400.00")}

    @on_postgresql
    def test_unguarded_it_posts_the_old_one_and_nobody_notices(self, world, monkeypatch):
        monkeypatch.setattr(runs, "wait_for_rules", lambda: None)
        sold(world, FIRST)
        world.post(self.while_a_rule_is_being_signed(world, monkeypatch))
        assert balances(world) == {D("1200.00")}


class TestTwoApprovers:
    def approve_both(self, world, run) -> list:
        rights = frozenset({Verb.APPROVE_RUNS})
        colleague, _new = User.objects.get_or_create(username="colleague")
        people = [world.finance, Access(colleague, ((rights, Scope(everything=True)),))]
        return at_once(
            *(lambda who=who: runs.approve_run(run=run, access=who, reason="so") for who in people)
        )

    def moves(self, run) -> int:
        return AuditEntry.objects.filter(action="approved", object_id=str(run.pk)).count()

    @ROUNDS
    def test_one_of_them_approves(self, world, rounds):
        for year in years(rounds):
            sold(world, year)
            run = drafted(world, year)
            [refused] = [a for a in self.approve_both(world, run) if isinstance(a, Exception)]
            assert isinstance(refused, ValidationError)
            run.refresh_from_db()
            assert (run.status, self.moves(run)) == (RunStatus.APPROVED, 1)
            assert run.approved_at <= timezone.now()

    def test_unguarded_both_do(self, world, monkeypatch):
        sold(world, FIRST)
        run = drafted(world, FIRST)
        monkeypatch.setattr(runs, "second_person", meeting(runs.second_person))
        monkeypatch.setattr(runs, "lock_run", lambda run: SettlementRun.objects.get(pk=run.pk))
        monkeypatch.setattr(runs, "approve_run", unguarded(runs.approve_run))
        assert refusals(self.approve_both(world, run)) == 0
        assert self.moves(run) == 2

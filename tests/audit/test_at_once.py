"""Many record at the same time: one chain, nobody waits for another, nobody is in another's way."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Event
from time import monotonic
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from channels_mgmt.core.audit import record
from channels_mgmt.core.audit_reading import verify_chain
from channels_mgmt.core.audit_seals import set_head_guard, set_seals
from channels_mgmt.core.models import AuditEntry, AuditHead, AuditSeal
from channels_mgmt.core.triggers import set_guard
from dealers.models import Dealer
from tests.factories import make_dealer, make_shop

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20  # seconds until a test gives up
one_writer = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite lets in one writer at a time"
)


def in_thread(pool: ThreadPoolExecutor, work, *arguments):
    def start():
        try:
            return work(*arguments)
        finally:
            connection.close()

    return pool.submit(start)


@transaction.atomic
def record_some(dealer: Dealer, times: int) -> None:
    for turn in range(times):
        record("changed", dealer, by=None, after={"turn": turn})


def wait_until_somebody_waits() -> None:
    """Something of this database waits for a lock; fails if it never does."""
    until = monotonic() + PATIENCE
    waiting = (
        "SELECT count(*) FROM pg_stat_clear_snapshot(), pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with connection.cursor() as cursor:
        while not cursor.execute(waiting).fetchone()[0]:
            assert monotonic() < until, "nobody waits"


def test_eight_at_once_make_one_chain():
    dealers = [make_dealer() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        works = [
            in_thread(pool, record_some, dealer, times)
            for times in (1, 2, 3, 1, 2, 3)
            for dealer in dealers
        ]
        for work in works:
            work.result(PATIENCE * 3)
    assert AuditEntry.objects.count() == AuditSeal.objects.count() == 8 * 12
    assert verify_chain().faults == []


@one_writer
def test_who_has_recorded_and_goes_on_working_keeps_nobody_waiting():
    dealer, other = make_dealer(), make_dealer()
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        record_some(dealer, 3)
        in_thread(pool, record_some, other, 2).result(PATIENCE)
        sealed = AuditSeal.objects.values_list("entry__object_id", flat=True)
        assert list(sealed) == [other.pk, other.pk]  # committed, though it began later
        record_some(dealer, 1)
    found = verify_chain()
    assert (found.faults, found.head.number) == ([], 6)


@one_writer
def test_a_commit_that_waits_for_a_foreign_key_does_not_hold_the_chain():
    """Without a second step at commit these two would wait for each other for ever."""
    dealer = make_dealer()

    @transaction.atomic
    def name_the_dealer() -> None:
        record("created", make_dealer(), by=None)
        make_shop(operator=dealer)  # checked at commit, when the dealer is locked

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Dealer.objects.select_for_update().get(pk=dealer.pk)
            other = in_thread(pool, name_the_dealer)
            wait_until_somebody_waits()
            record("changed", dealer, by=None)
        other.result(PATIENCE)
    found = verify_chain()
    assert (found.faults, found.head.number) == ([], 2)


def test_who_records_does_not_wait_for_who_verifies_and_is_not_half_seen():
    dealer, recorded = make_dealer(), Event()
    record_some(dealer, 10)
    with ThreadPoolExecutor(1) as pool:

        def progress(done: int, total: int) -> None:
            if done == 1:
                in_thread(pool, record_some, dealer, 5).result(PATIENCE)
                recorded.set()

        found = verify_chain(progress=progress)
    assert recorded.is_set()
    assert (found.faults, found.entries, found.head.number) == ([], 10, 10)
    assert verify_chain().head.number == 15


def test_what_was_recorded_before_there_was_a_chain_is_sealed_by_the_migration():
    record_some(make_dealer(), 5)
    entries = AuditEntry.objects.order_by("pk")
    guards = (lambda on: set_guard(connection, "core_auditentry", on=on),
              lambda on: set_guard(connection, "core_auditseal", on=on),
              lambda on: set_head_guard(connection, on=on),
              lambda on: set_seals(connection, on=on))  # fmt: skip
    for guard in guards:
        guard(False)
    AuditSeal.objects.all().delete()
    AuditHead.objects.all().delete()
    entries.update(digest="", request_id="")
    migration = import_module("channels_mgmt.core.migrations.0003_audit_chain")
    state = MigrationLoader(connection).project_state(("core", "0003_audit_chain"))
    with transaction.atomic():
        migration.seal(state.apps, SimpleNamespace(connection=connection))
    for guard in guards:
        guard(True)
    sealed = AuditSeal.objects.order_by("number").values_list("entry", flat=True)
    assert list(sealed) == list(entries.values_list("pk", flat=True))
    record_some(make_dealer(), 2)
    found = verify_chain()
    assert (found.faults, found.head.number) == ([], 7)

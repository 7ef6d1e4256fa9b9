"""The chain in the database, and the command that proves it."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from channels_mgmt.core import audit
from channels_mgmt.core.audit import Recorded, record, record_many
from channels_mgmt.core.audit_chain import START, hash_of
from channels_mgmt.core.models import AuditEntry, AuditHead, AuditSeal
from tests.audit.proving import prove, seal_now, unguarded
from tests.factories import make_dealer


def test_it_works(trail):
    status, document = prove()
    assert (status, document["faults"], document["entries"]) == (0, [], 40)
    assert document["head"] == str(AuditHead.objects.get()) == str(AuditSeal.objects.last())
    assert prove("--head=" + document["head"])[0] == 0


def test_an_empty_trail_is_whole(db):
    assert prove() == (0, {"proved": True, "entries": 0, "head": f"0:{START}", "faults": []})


def test_every_entry_is_sealed_in_the_order_of_the_transaction(trail):
    last = START
    for number, seal in enumerate(AuditSeal.objects.select_related("entry"), start=1):
        last = hash_of(last, number, seal.entry_id, seal.entry.digest)
        assert (seal.number, seal.hash, seal.entry_id) == (number, last, trail[number - 1])


VALUES = [
    {"float": 0.1, "large": 1e22, "none": None, "yes": True},
    {"text": "经销商 \u2028 \\ \" ' é", "empty": "", "list": [1, [2, {"deep": 3.50}]]},
    {"date": datetime.date(2026, 1, 1), "tuple": (1, 2), 3: "number as a name"},
    {"big": 10**30, "negative": -5, "z": 1, "a": 2},
]


@pytest.mark.parametrize("value", VALUES, ids=[str(n) for n in range(len(VALUES))])
def test_a_digest_fits_what_is_read_again_on_every_database(value, db):
    record("changed", make_dealer(name="甲"), by=None, before=value, after=value, reason="é")
    seal_now()
    assert prove()[0] == 0


def test_a_whole_second_has_its_microseconds(db, monkeypatch):
    whole = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
    monkeypatch.setattr(audit.timezone, "now", lambda: whole)
    record("changed", make_dealer(), by=None)
    seal_now()
    assert prove()[0] == 0


def test_what_is_recorded_in_bulk_is_in_the_chain(db, django_assert_num_queries):
    dealers = [make_dealer() for _ in range(30)]
    changes = [Recorded("created", dealer, {}, {"code": dealer.code}) for dealer in dealers]
    with django_assert_num_queries(1):
        record_many(changes, by=None, reason="by file")
    seal_now()
    assert AuditSeal.objects.count() == 30
    assert prove()[0] == 0


def test_to_record_costs_one_statement(db, django_assert_num_queries):
    dealer = make_dealer()
    with django_assert_num_queries(1):
        record("created", dealer, by=None)


def test_what_is_inserted_past_the_program_is_sealed_and_named(trail):
    """It cannot be taken out again unseen; and that it was not recorded by the program shows."""
    entry = AuditEntry.objects.create(action="x", model="x.x", object_id=1, label="", digest="0")
    seal_now()
    assert AuditSeal.objects.get(entry=entry).number == 41
    status, document = prove()
    assert status == 1
    assert [(f["code"], f["entry"]) for f in document["faults"]] == [("content_changed", entry.pk)]


def test_what_is_rolled_back_leaves_no_seal(trail):
    with transaction.atomic():
        record("created", make_dealer(), by=None)
        seal_now()
        transaction.set_rollback(True)
    record("created", make_dealer(), by=None)
    seal_now()
    assert AuditSeal.objects.last().number == AuditHead.objects.get().number == 41
    assert prove()[0] == 0


@pytest.mark.parametrize("head", ["", "x", "12", "12:abc", f"-1:{START}", f"1:{START}0"])
def test_a_head_that_is_none_is_a_bad_call(head, db):
    with pytest.raises(CommandError, match="is not a head"):
        call_command("verify_chain", f"--head={head}")


def test_in_words_it_names_the_faults_and_prints_the_head(trail):
    out, errors = StringIO(), StringIO()
    with unguarded() as cursor:
        cursor.execute("UPDATE core_auditentry SET reason = 'x' WHERE id = %s", [trail[18]])
        with pytest.raises(SystemExit):
            call_command("verify_chain", stdout=out, stderr=errors)
    assert "WRONG  Audit trail, 40 entries" in out.getvalue()
    assert f"Head: {AuditHead.objects.get()} " in out.getvalue()
    assert f"Entry {trail[18]}: its content is not what was recorded." in errors.getvalue()

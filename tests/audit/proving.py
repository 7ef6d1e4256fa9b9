"""Sealing, proving and tampering, as the tests of the chain in the database do it."""

import json
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction

from channels_mgmt.core.audit import record
from channels_mgmt.core.audit_seals import set_head_guard, set_seals
from channels_mgmt.core.triggers import set_guard
from tests.factories import make_dealer


def seal_now() -> None:
    """What PostgreSQL does at commit; SQLite has done it already."""
    connection.check_constraints()


@transaction.atomic
def record_and_seal() -> None:
    record("created", make_dealer(), by=None)
    seal_now()


def prove(*arguments: str) -> tuple[int, dict]:
    """The exit status and the document of the command."""
    out, status = StringIO(), 0
    try:
        call_command("verify_chain", "--format=json", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as stop:
        status = stop.code
    return status, json.loads(out.getvalue())


@contextmanager
def unguarded():
    """Somebody who owns the database takes off the guards, and the checks of foreign keys."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("core_auditentry", "core_auditseal"):
            set_guard(connection, table, on=False)
        set_head_guard(connection, on=False)
        if connection.vendor == "sqlite":
            set_seals(connection, on=False)
        yield cursor
        transaction.set_rollback(True)

"""The database seals every entry of the audit trail: triggers, on both databases.

PostgreSQL seals when the transaction commits, so that nobody who records waits for another who
does: only commits follow one another. Two steps make the sealing the last thing of all. The
deferred trigger of an entry leaves a note in ``core_auditpending``, and the note's own deferred
trigger comes after all other checks of the commit, foreign keys among them: nothing is waited for
while the head is locked. It seals all that the transaction recorded, and moves the head once. The
functions always use the indexes: a plan that was made while the tables were small is kept.

SQLite has one writer at a time, so an entry is sealed as it is inserted; ``SHA256`` is a function
that Django brings along. A later migration that rebuilds one of the tables on SQLite drops its
triggers: it takes ``set_seals`` and ``set_guard`` off before and puts them on after.
"""

SEAL = {
    "sqlite": (
        "CREATE TRIGGER core_auditentry_seal AFTER INSERT ON core_auditentry BEGIN"
        " SELECT RAISE(ABORT, 'core_audithead has no row')"
        "  WHERE NOT EXISTS (SELECT 1 FROM core_audithead WHERE id = 1);"
        " INSERT INTO core_auditseal (number, entry_id, hash)"
        "  SELECT number + 1, NEW.id,"
        "   SHA256(hash || ':' || (number + 1) || ':' || NEW.id || ':' || NEW.digest)"
        "  FROM core_audithead WHERE id = 1;"
        " UPDATE core_audithead SET (number, hash) ="
        "  (SELECT number, hash FROM core_auditseal WHERE entry_id = NEW.id) WHERE id = 1;"
        " END",
    ),
    "postgresql": (
        "CREATE UNLOGGED TABLE core_auditpending (first bigint PRIMARY KEY)",
        """
        CREATE FUNCTION core_audit_note() RETURNS trigger LANGUAGE plpgsql
        SET enable_seqscan = off SET jit = off AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM core_auditpending WHERE first <= NEW.id)
                AND NOT EXISTS (SELECT FROM core_auditseal WHERE entry_id = NEW.id)
            THEN
                INSERT INTO core_auditpending VALUES (NEW.id);
            END IF;
            RETURN NULL;
        END $$
        """,
        """
        CREATE FUNCTION core_audit_seal() RETURNS trigger LANGUAGE plpgsql
        SET enable_seqscan = off SET jit = off AS $$
        DECLARE
            head core_audithead%ROWTYPE;
            entry record;
            last bigint := NEW.first - 1;
        BEGIN
            DELETE FROM core_auditpending WHERE first = NEW.first;
            SELECT * INTO STRICT head FROM core_audithead WHERE id = 1 FOR UPDATE;
            -- With the head locked, an entry that is in sight and unsealed is one of our own.
            LOOP
                SELECT id, digest INTO entry FROM core_auditentry
                    WHERE id > last ORDER BY id LIMIT 1;
                EXIT WHEN NOT FOUND;
                last := entry.id;
                CONTINUE WHEN EXISTS (SELECT FROM core_auditseal WHERE entry_id = entry.id);
                head.number := head.number + 1;
                head.hash := encode(sha256(convert_to(
                    head.hash || ':' || head.number || ':' || entry.id || ':' || entry.digest,
                    'UTF8')), 'hex');
                INSERT INTO core_auditseal (number, entry_id, hash)
                    VALUES (head.number, entry.id, head.hash);
            END LOOP;
            UPDATE core_audithead SET number = head.number, hash = head.hash
                WHERE id = 1 AND number < head.number;
            RETURN NULL;
        END $$
        """,
        "CREATE CONSTRAINT TRIGGER core_auditentry_seal AFTER INSERT ON core_auditentry"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_audit_note()",
        "CREATE CONSTRAINT TRIGGER core_auditpending_seal AFTER INSERT ON core_auditpending"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION core_audit_seal()",
    ),
}
UNSEAL = {
    "sqlite": ("DROP TRIGGER core_auditentry_seal",),
    "postgresql": (
        "DROP TRIGGER core_auditentry_seal ON core_auditentry",
        "DROP TABLE core_auditpending",
        "DROP FUNCTION core_audit_note()",
        "DROP FUNCTION core_audit_seal()",
    ),
}
GUARD = {
    "sqlite": (
        "CREATE TRIGGER core_audithead_moves_on BEFORE UPDATE ON core_audithead"
        " WHEN NEW.id <> OLD.id OR NEW.number <> OLD.number + 1 OR NOT EXISTS"
        " (SELECT 1 FROM core_auditseal WHERE number = NEW.number AND hash = NEW.hash)"
        " BEGIN SELECT RAISE(ABORT, 'core_audithead only moves on to the next seal'); END",
        "CREATE TRIGGER core_audithead_no_delete BEFORE DELETE ON core_audithead"
        " BEGIN SELECT RAISE(ABORT, 'core_audithead is append-only'); END",
    ),
    "postgresql": (
        """
        CREATE FUNCTION core_audithead_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.id = OLD.id AND NEW.number > OLD.number AND EXISTS
                (SELECT FROM core_auditseal WHERE number = NEW.number AND hash = NEW.hash)
            THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'core_audithead only moves on to the next seal';
        END $$
        """,
        "CREATE TRIGGER core_audithead_moves_on BEFORE UPDATE ON core_audithead"
        " FOR EACH ROW EXECUTE FUNCTION core_audithead_moves_on()",
        "CREATE TRIGGER core_audithead_no_delete BEFORE DELETE ON core_audithead"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER core_audithead_no_truncate BEFORE TRUNCATE ON core_audithead"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ),
}
UNGUARD = {
    "sqlite": (
        "DROP TRIGGER core_audithead_moves_on",
        "DROP TRIGGER core_audithead_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER core_audithead_moves_on ON core_audithead",
        "DROP FUNCTION core_audithead_moves_on()",
        "DROP TRIGGER core_audithead_no_delete ON core_audithead",
        "DROP TRIGGER core_audithead_no_truncate ON core_audithead",
    ),
}


def set_seals(connection, *, on: bool) -> None:
    """Have entries sealed, or not: while they are taken over from somewhere else."""
    _execute(connection, SEAL if on else UNSEAL)


def set_head_guard(connection, *, on: bool) -> None:
    """Refuse to move the head back, or allow it (tests empty their tables so)."""
    _execute(connection, GUARD if on else UNGUARD)


def _execute(connection, statements: dict[str, tuple[str, ...]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)

"""Whoever owns the database can take the guards off; the command finds what she did then."""

import pytest
from django.db import DatabaseError, connection

from channels_mgmt.core.audit_seals import set_seals
from tests.audit.proving import prove, record_and_seal, unguarded

FIELDS = {
    "at": "'2020-01-01 00:00:00'",
    "by_id": "NULL",
    "action": "'approved'",
    "model": "'dealers.shop'",
    "object_id": "object_id + 1",
    "label": "label || ' '",
    "before": """'{"grade": 1}'""",
    "after": """'{"grade": "gold", "limit": 99}'""",
    "reason": "'another'",
    "request_id": "'0'",
    "digest": "'0'",
}
ENTRY, SEAL, OTHER = "<entry>", "19", "<other>"
TAMPERINGS = [
    *((f"UPDATE core_auditentry SET {field} = {value} WHERE id = {ENTRY}", "entry")
      for field, value in FIELDS.items()),
    (f"DELETE FROM core_auditentry WHERE id = {ENTRY}", "number"),
    (f"DELETE FROM core_auditseal WHERE number = {SEAL}", "number"),
    (f"UPDATE core_auditseal SET hash = 'a' || substr(hash, 2, 62) WHERE number = {SEAL}",
     "number"),
    (f"UPDATE core_auditseal SET number = -19 WHERE number = {SEAL}", "number"),
    (f"UPDATE core_auditseal SET number = 1000 WHERE number = {SEAL}", "number"),
    (f"UPDATE core_auditentry SET id = 900000 WHERE id = {ENTRY}", "number"),
    (f"UPDATE core_auditentry SET id = -1 WHERE id = {ENTRY};"
     f"UPDATE core_auditentry SET id = {ENTRY} WHERE id = {OTHER};"
     f"UPDATE core_auditentry SET id = {OTHER} WHERE id = -1", "number"),
    (f"DELETE FROM core_auditseal WHERE number = {SEAL};"
     f"DELETE FROM core_auditentry WHERE id = {ENTRY}", "number"),
    ("DELETE FROM core_auditseal", "entry"),
    ("DELETE FROM core_auditentry", "number"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "by"), TAMPERINGS, ids=[s for s, _by in TAMPERINGS])
def test_what_is_done_to_a_row_is_named_with_its_place(statements, by, trail):
    with unguarded() as cursor:
        for statement in statements.split(";"):
            cursor.execute(statement.replace(ENTRY, str(trail[18])).replace(OTHER, str(trail[24])))
        status, document = prove()
    assert status == 1
    place = {"entry": {trail[18]}, "number": {18, 19, 20} if by == "number" else set()}
    if "DELETE FROM core_auditseal;" not in statements:
        assert any(
            fault["entry"] in place["entry"] or fault["number"] in place["number"]
            for fault in document["faults"]
        ), document["faults"]
    assert prove()[0] == 0  # all is as it was


ENDS = {
    "seals cut off": "DELETE FROM core_auditseal WHERE number > 37",
    "seals and entries cut off": "DELETE FROM core_auditseal WHERE number > 37;"
    "DELETE FROM core_auditentry WHERE id NOT IN (SELECT entry_id FROM core_auditseal)",
    "head set back": "UPDATE core_audithead SET number = 37",
    "head moved on": "UPDATE core_audithead SET number = 41",
    "head changed": "UPDATE core_audithead SET hash = 'x'",
    "head deleted": "DELETE FROM core_audithead",
}


@pytest.mark.parametrize("case", ENDS)
def test_what_is_done_to_the_end_of_the_chain_is_found(case, trail):
    with unguarded() as cursor:
        for statement in ENDS[case].split(";"):
            cursor.execute(statement)
        status, document = prove()
    codes = [(fault["code"], fault["number"]) for fault in document["faults"]]
    assert status == 1
    assert codes[-1] == ("head_mismatch", 37 if "cut off" in case else 40)


def test_a_tail_cut_off_with_its_head_is_found_by_the_head_that_the_auditor_kept(trail):
    kept = prove()[1]["head"]
    with unguarded() as cursor:
        cursor.execute("DELETE FROM core_auditseal WHERE number > 37")
        cursor.execute(
            "DELETE FROM core_auditentry WHERE id NOT IN (SELECT entry_id FROM core_auditseal)"
        )
        cursor.execute(
            "UPDATE core_audithead SET number = 37,"
            " hash = (SELECT hash FROM core_auditseal WHERE number = 37)"
        )
        assert prove()[0] == 0
        status, document = prove(f"--head={kept}")
    assert status == 1
    assert [(f["code"], f["number"]) for f in document["faults"]] == [("anchor_mismatch", 40)]


@pytest.mark.parametrize(
    "text",
    ['{"grade": null, "grade": null}', '{"grade":null}', '{"grade": NaN}', '{"grade": null', ""],
)
def test_a_text_that_the_program_would_not_have_written_is_found(text, trail):
    """Two values of one name read as one; PostgreSQL does not keep such a text."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps what a JSON text means")
    with unguarded() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE core_auditentry SET before = %s WHERE id = %s", [text, trail[18]])
        status, document = prove()
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert status == 1
    assert document["faults"][0]["entry"] == trail[18]


@pytest.mark.parametrize("value", ["CAST(x'ff4100' AS TEXT)", "x'00ff'", "12", "1.5"])
@pytest.mark.parametrize("column", ["label", "at", "object_id", "digest", "before"])
def test_a_value_that_is_no_text_any_more_is_found_and_stops_nothing(column, value, trail):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps to the type of a column")
    with unguarded() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f"UPDATE core_auditentry SET {column} = {value} WHERE id = {trail[18]}")
        status, document = prove()
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert status == 1
    assert {fault["entry"] for fault in document["faults"]} == {trail[18]}


@pytest.mark.parametrize("column", ["number", "entry_id"])
def test_a_seal_with_a_word_for_a_number_is_found_and_stops_nothing(column, trail):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps to the type of a column")
    with unguarded() as cursor:
        cursor.execute(f"UPDATE core_auditseal SET {column} = 'word' WHERE number = 19")
        status, document = prove()
    assert status == 1
    assert 19 in {fault["number"] for fault in document["faults"]}


def test_without_its_head_nothing_more_is_recorded(trail):
    with unguarded() as cursor:
        cursor.execute("DELETE FROM core_audithead")
        if connection.vendor == "sqlite":
            set_seals(connection, on=True)
        else:
            cursor.execute("SET LOCAL session_replication_role = origin")
        with pytest.raises(DatabaseError):
            record_and_seal()

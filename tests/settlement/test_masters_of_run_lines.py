"""A run line names a run, a dealer, a programme and a version that are there, whoever writes and
whoever deletes: on PostgreSQL that is proved for all lines of a statement at once.

`tests/sales/test_masters_stand.py` holds what else the proof promises.
"""

import pytest
from django.db import IntegrityError, connection, transaction

from rebates.models import RunLine
from tests.factories import make_run_line

NOBODY = 987_654_321
MASTERS = {
    "run_id": "rebates_settlementrun",
    "dealer_id": "dealers_dealer",
    "programme_id": "rebates_programme",
    "version_id": "rebates_programmeversion",
}
COLUMNS = [f.column for f in RunLine._meta.concrete_fields if not f.primary_key]


@pytest.fixture
def line(transactional_db) -> RunLine:
    return make_run_line()


def run(sql: str, *parameters) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def add_another(**other) -> None:
    values = ", ".join(str({"period": "'2031'", **other}.get(name, name)) for name in COLUMNS)
    run(f"INSERT INTO rebates_runline ({', '.join(COLUMNS)}) SELECT {values} FROM rebates_runline")


def test_it_works(line):
    add_another()
    assert RunLine.objects.count() == 2


@pytest.mark.parametrize("column", MASTERS)
def test_a_line_that_names_nobody_is_refused(line, column):
    with pytest.raises(IntegrityError):
        add_another(**{column: NOBODY})
    assert RunLine.objects.count() == 1


@pytest.mark.parametrize("column", MASTERS)
def test_what_a_line_names_cannot_be_deleted(line, column):
    with pytest.raises(IntegrityError):
        run(f"DELETE FROM {MASTERS[column]} WHERE id = %s", getattr(line, column))
    assert RunLine.objects.count() == 1


def test_a_run_goes_with_its_lines(line):
    line.run.delete()
    assert not RunLine.objects.exists()

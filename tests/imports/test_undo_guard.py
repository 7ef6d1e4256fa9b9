"""What an undone import opens in the guard of the sales lines, and nothing more."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from channels_mgmt.core.models import ImportBatch, ImportStatus
from rebates.sales.models import SalesLine

from .test_undo import rows, taken, undo, world

__all__ = ["world"]


@pytest.mark.parametrize("status", ImportStatus)
def test_the_database_keeps_the_lines_of_every_import_whatever_its_status(world, status):
    """Only the service opens the guard: nobody does by writing “undone” into the row."""
    batch = taken()
    why = {"undone_at": batch.committed_at, "reason": "x"} if status == "undone" else {}
    ImportBatch.objects.filter(pk=batch.pk).update(status=status, **why)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SalesLine.objects.filter(batch=batch)._raw_delete("default")
    assert SalesLine.objects.filter(batch=batch).count() == 3


def test_an_undone_import_lets_no_line_of_another_go_and_none_be_changed(world):
    undo(taken())
    kept = taken(rows("K"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SalesLine.objects.all()._raw_delete("default")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SalesLine.objects.update(batch=kept)


@pytest.mark.parametrize("missing", [{"undone_at": None}, {"reason": ""}])
def test_no_import_is_undone_without_when_and_why(world, missing):
    batch = taken()
    whole = {"status": "undone", "undone_at": batch.committed_at, "reason": "x"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(**whole | missing)

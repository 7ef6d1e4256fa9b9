"""An import is undone while nothing posted rests on it, and reversed afterwards."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.imports.undoing import dependents_of, reverse_import, undo_import
from channels_mgmt.core.models import AuditEntry, ImportBatch, ImportStatus, RejectedRow
from channels_mgmt.core.scopes import SYSTEM, Access, Scope, Verb
from rebates.sales.cells import cells_equal_lines, refresh_cells
from rebates.sales.models import ChangedMonth, MonthlyCell, SalesLine
from rebates.services.posting import post_run
from rebates.services.runs import approve_run
from tests import factories as make
from tests.settlement.world import World

AMOUNTS = ("60000.00", "-500.25", "7.1234")


@pytest.fixture
def world(db) -> World:
    world = World()
    world.programme()
    return world


def rows(prefix: str = "A", dealer: str = "D1", date: str = "2012-03-15", amounts=AMOUNTS) -> list:
    return [
        {
            "source": "ERP", "kind": "sell_in", "order_number": f"{prefix}{n}", "line_number": "1",
            "date": date, "dealer": dealer, "sku": "HOOD-1", "amount": amount,
            "quantity": -1 if amount.startswith("-") else 1,
        }
        for n, amount in enumerate(amounts)
    ]  # fmt: skip


def taken(*more: list, **options) -> ImportBatch:
    found = [row for part in more or [rows()] for row in part]
    report = import_rows(kind="sales", rows=found, access=SYSTEM, name="f.csv", **options)
    return ImportBatch.objects.get(pk=report.batch)


def undo(batch: ImportBatch, reason: str = "the wrong file") -> ImportBatch:
    return undo_import(batch=batch, access=SYSTEM, reason=reason)


def reverse(batch: ImportBatch, reason: str = "the wrong file") -> ImportBatch:
    return reverse_import(batch=batch, access=SYSTEM, reason=reason)


def sold() -> Decimal:
    return SalesLine.objects.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def cells_are_right() -> bool:
    refresh_cells()
    in_cells = MonthlyCell.objects.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return not list(cells_equal_lines()) and in_cells == sold()


def test_it_works(world, hq):
    kept, batch = taken(rows("K")), taken()
    refresh_cells()
    undone = undo_import(batch=batch, access=hq, reason="the wrong file")
    assert set(SalesLine.objects.values_list("batch", flat=True)) == {kept.pk}
    assert (undone.status, undone.undone_by) == (ImportStatus.UNDONE, hq.user)
    assert (undone.reason, undone.rows) == ("the wrong file", 3)
    assert undone.undone_at > undone.committed_at
    entry = AuditEntry.objects.get(action="undone")
    assert (entry.by, entry.object_id, entry.reason) == (hq.user, batch.pk, "the wrong file")
    assert ChangedMonth.objects.exists()
    assert cells_are_right()


def test_the_file_can_be_taken_in_anew(world):
    undo(taken())
    again = taken()
    assert (again.accepted, again.duplicates) == (3, 0)
    assert cells_are_right()


def test_what_is_undone_is_not_undone_again_and_says_so(world):
    batch = undo(taken())
    for verb in (undo, reverse):
        with pytest.raises(ValidationError, match="Undone"):
            verb(batch)


@pytest.mark.parametrize("verb", [undo, reverse])
def test_it_needs_a_reason_and_a_right(world, verb):
    batch = taken()
    with pytest.raises(ValidationError, match="Say why"):
        verb(batch, "  ")
    reader = Access(rights=((frozenset({Verb.IMPORT_MASTERS}), Scope(everything=True)),))
    with pytest.raises(PermissionDenied):
        undo_import(batch=batch, access=reader, reason="no")
    assert SalesLine.objects.count() == 3


@pytest.mark.parametrize("verb", [undo, reverse])
def test_master_data_cannot_be_taken_back(world, verb):
    report = import_rows(
        kind="product_lines", rows=[{"code": "X", "name": "x"}], access=SYSTEM, name="x"
    )
    with pytest.raises(ValidationError, match="Upload a file with the former values"):
        verb(ImportBatch.objects.get(pk=report.batch))


def test_waiting_rows_are_discarded_with_their_import(world):
    bad = rows("B")[:1]
    bad[0]["dealer"] = "NOBODY"
    batch = taken(rows(), bad, accept_good=True)
    undo(batch)
    [row] = RejectedRow.objects.filter(batch=batch)
    assert (row.status, row.reason) == ("discarded", "the wrong file")


class TestSettled:
    def test_a_posted_run_keeps_the_import_from_being_undone(self, world):
        batch = taken()
        run = world.settle()
        with pytest.raises(ValidationError) as refused:
            undo(batch)
        assert f"Settlement run {run.pk} (2012-01-01 – 2012-12-31)" in refused.value.messages[0]
        assert "only be reversed" in refused.value.messages[1]
        assert SalesLine.objects.filter(batch=batch).count() == 3
        world.reverse(run)
        undo(batch)
        assert not SalesLine.objects.exists()

    @pytest.mark.parametrize(
        ("more", "depends"),
        [
            ({}, True),
            ({"dealer": "D2"}, False),  # nothing of that dealer was settled
            ({"date": "2011-12-31"}, False),
            ({"date": "2012-01-01"}, True),
            ({"date": "2012-12-31"}, True),
            ({"date": "2013-01-01"}, False),
        ],
    )
    def test_dealer_and_day_decide(self, world, more, depends):
        world.sell("D1", "100.00")
        batch = taken(rows("X", **more))
        world.settle(dealers=["D1"])
        assert bool(dependents_of(batch)) == depends

    def test_what_was_taken_in_after_the_cut_off_is_not_counted(self, world):
        world.sell("D1", "100.00")
        run = world.draft()
        batch = taken()
        world.post(run)
        assert dependents_of(batch) == []
        undo(batch)

    def test_a_draft_does_not_keep_it_and_is_then_not_approved(self, world):
        batch = taken()
        run = world.draft()
        undo(batch)
        with pytest.raises(ValidationError, match=f"Import {batch.pk} was undone"):
            approve_run(run=run, access=world.finance, reason="checked")
        world.settle()  # a new one is right
        assert world.balance("D1") == 0

    def test_nor_does_an_approved_run_which_is_then_not_posted(self, world):
        batch = taken()
        run = approve_run(run=world.draft(), access=world.finance, reason="checked")
        undo(batch)
        with pytest.raises(ValidationError, match=f"Import {batch.pk} was undone"):
            post_run(run=run, access=world.finance)


class TestReversal:
    def test_it_works(self, world, hq):
        batch = taken()
        new = reverse_import(batch=batch, access=hq, reason="the wrong file")
        batch.refresh_from_db()
        assert (batch.status, new.status) == (ImportStatus.REVERSED, ImportStatus.COMMITTED)
        assert (new.reverses, new.created_by, new.accepted) == (batch, hq.user, 3)
        assert new.amount_total == -batch.amount_total == Decimal("-59506.8734")
        assert sold() == 0
        assert cells_are_right()

    def test_every_line_has_its_opposite_of_the_same_day(self, world):
        batch = taken()
        new = reverse(batch)
        same = ("date", "dealer", "sku", "channel", "region", "kind", "order_number", "line_number")
        there = {row[:-2]: row[-2:] for row in lines(batch, *same, "quantity", "amount")}
        back = {row[:-2]: row[-2:] for row in lines(new, *same, "quantity", "amount")}
        assert {k: (-q, -a) for k, (q, a) in there.items()} == back
        returned = lines(new, "quantity", "returns_order", "returns_line")
        assert sorted(returned) == [(-1, "A0", "1"), (-1, "A2", "1"), (1, "", "")]

    def test_what_was_settled_is_settled_back(self, world):
        batch = taken()
        world.settle()
        assert world.balance("D1") > 0
        reverse(batch)
        world.settle()
        assert world.balance("D1") == 0

    def test_it_is_reversed_once(self, world):
        batch = taken()
        reverse(batch)
        with pytest.raises(ValidationError, match="Reversed"):
            reverse(batch)
        with pytest.raises(IntegrityError), transaction.atomic():  # nor past the service
            make.make_batch(status="committed", reverses=batch)

    @pytest.mark.parametrize("verb", [undo, reverse])
    def test_without_its_reversal_an_import_counts_as_before(self, world, verb):
        batch = taken()
        total = sold()
        verb(reverse(batch))
        batch.refresh_from_db()
        assert (batch.status, sold()) == (ImportStatus.COMMITTED, total)
        assert cells_are_right()
        reverse(batch)
        assert sold() == 0


def lines(batch: ImportBatch, *names: str) -> list[tuple]:
    return list(SalesLine.objects.filter(batch=batch).values_list(*names))


amounts = st.lists(st.decimals(-1000, 1000, places=4).filter(bool).map(str), min_size=1, max_size=5)


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=amounts, second=amounts, verb=st.sampled_from([undo, reverse]))
def test_taken_in_and_taken_back_is_as_if_it_had_never_been(world, first, second, verb):
    with transaction.atomic():
        taken(rows("K", amounts=first))
        before = sold()
        verb(taken(rows("X", amounts=second, date="2012-04-01")))
        assert sold() == before
        assert cells_are_right()
        transaction.set_rollback(True)

"""Sales lines by file: once each, whatever is imported how often, and never half a file."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.models import AuditEntry, ImportBatch, ImportStatus
from channels_mgmt.core.scopes import Access, Scope, Verb
from dealers.models import Region
from rebates.sales.cells import refresh_cells
from rebates.sales.models import ChangedMonth, SalesLine
from rebates.sales.services import fact_writer, intake
from tests.imports.world import SALES, codes, records, take
from tests.sales.sales_files import FAULTY, NAMED, line

pytestmark = pytest.mark.usefixtures("brand_masters")


def test_it_works():
    report = take("sales", SALES)
    assert (report.rows, report.accepted, report.duplicates, report.rejected) == (3, 3, 0, 0)
    assert report.amount_total == Decimal("5000.4234")
    first = SalesLine.objects.get(order_number="SO1", line_number="1")
    assert (first.date, first.quantity) == (datetime.date(2025, 1, 5), 2)
    assert (first.unit_price, first.amount) == (Decimal(2000), Decimal(4000))
    assert (first.dealer.code, first.region.code) == ("GZ", "440100")  # the dealer's home
    assert (first.channel, first.shop, first.counterparty) == ("offline", None, None)
    assert SalesLine.objects.aggregate(total=Sum("amount"))["total"] == report.amount_total


def test_the_batch_knows_what_was_taken_in_and_by_whom(hq):
    report = import_rows(kind="sales", rows=records(SALES), access=hq, name="march.csv")
    batch = ImportBatch.objects.get(pk=report.batch)
    assert (batch.status, batch.file_name) == (ImportStatus.COMMITTED, "march.csv")
    assert (batch.rows, batch.accepted, batch.amount_total) == (3, 3, Decimal("5000.4234"))
    assert batch.committed_at is not None
    assert batch.created_by == hq.user
    assert SalesLine.objects.filter(batch=batch).count() == 3
    entry = AuditEntry.objects.get(action="imported", object_id=batch.pk, model="core.importbatch")
    assert entry.by == hq.user
    assert entry.after["amount_total"] == "5000.4234"


def test_the_months_of_the_new_lines_are_marked_for_the_cells():
    ChangedMonth.objects.all().delete()
    take("sales", SALES)
    months = set(ChangedMonth.objects.values_list("month", flat=True))
    assert months == {datetime.date(2025, 1, 1), datetime.date(2025, 2, 1)}
    refresh_cells()
    take("sales", SALES)
    assert not ChangedMonth.objects.exists()


def test_the_same_file_twice_changes_nothing_and_says_so():
    take("sales", SALES)
    batches = ImportBatch.objects.count()
    report = take("sales", SALES)
    assert (report.accepted, report.duplicates, report.rejected) == (0, 3, 0)
    assert (report.amount_total, report.batch, report.refused) == (0, None, False)
    assert report.sentence() == "Nothing new: all 3 lines are already there."
    assert (SalesLine.objects.count(), ImportBatch.objects.count()) == (3, batches)


def test_a_longer_file_adds_only_what_is_new():
    first, *rest = SALES.splitlines(keepends=True)
    take("sales", first + rest[0])
    report = take("sales", SALES)
    assert (report.accepted, report.duplicates) == (2, 1)
    assert report.amount_total == Decimal("1000.4234")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_split_files_in_any_order_hold_the_same(order):
    head, *rows = SALES.splitlines(keepends=True)
    for position in order:
        take("sales", head + rows[position])
    lines = SalesLine.objects.order_by("order_number", "line_number")
    assert [str(line.amount) for line in lines] == ["4000.0000", "1000.1234", "0.3000"]


def test_twelve_faults_are_all_named_and_nothing_is_written():
    before = AuditEntry.objects.count()
    report = take("sales", FAULTY)
    found = [(e.row, e.column, e.value, e.code) for e in report.errors]
    assert found == NAMED
    assert all(error.message for error in report.errors)
    assert (report.rows, report.rejected, report.accepted, report.batch) == (14, 12, 0, None)
    assert (SalesLine.objects.count(), AuditEntry.objects.count()) == (0, before)


def test_a_dry_run_names_the_same_and_counts_the_good():
    report = take("sales", FAULTY, dry_run=True)
    assert len(report.errors) == 12
    assert (report.accepted, report.rejected, report.refused) == (2, 12, True)
    assert not SalesLine.objects.exists()


def test_a_dry_run_of_a_good_file_writes_nothing():
    report = take("sales", SALES, dry_run=True)
    assert (report.accepted, report.amount_total) == (3, Decimal("5000.4234"))
    assert (report.refused, report.batch) == (False, None)
    assert not SalesLine.objects.exists()
    assert not ChangedMonth.objects.exists()


def test_the_good_rows_alone(take_file):
    report = take_file("sales", FAULTY, accept_good=True)
    assert (report.accepted, report.rejected, report.refused) == (2, 12, False)
    orders = SalesLine.objects.order_by("order_number").values_list("order_number", flat=True)
    assert list(orders) == ["G1", "G2"]
    batch = ImportBatch.objects.get(pk=report.batch)
    assert (batch.rejected, len(batch.errors)) == (12, 12)


def test_a_file_without_a_good_row_is_refused_even_then(take_file):
    report = take_file("sales", line(quantity=0), accept_good=True)
    assert report.refused
    assert report.batch is None


def test_a_line_that_is_there_and_says_otherwise_is_a_conflict():
    take("sales", SALES)
    report = take("sales", SALES.replace("4000.00", "4000.01"))
    assert codes(report) == [(2, "order_number", "conflict")]
    assert "reversing line" in report.errors[0].message
    assert (report.rejected, report.duplicates) == (1, 2)


def test_the_key_is_source_order_line_and_kind():
    take("sales", line())
    for other in ({"source": "POS"}, {"order_number": "X2"}, {"line_number": "2"}):
        assert take("sales", line(**other)).accepted == 1
    assert take("sales", line(kind="sell_out")).accepted == 1
    assert take("sales", line()).duplicates == 1


@pytest.mark.parametrize("chunk", [1, 2, 2000])
def test_a_line_twice_in_one_file(chunk, monkeypatch):
    """The same content is counted, another content is a fault, in whatever chunk it comes."""
    monkeypatch.setattr(fact_writer, "CHUNK", chunk)
    head, first, *rest = SALES.splitlines(keepends=True)
    report = take("sales", "".join([head, first, *rest, first]))
    assert (report.accepted, report.duplicates) == (3, 1)
    twisted = first.replace("SO1", "SO9")
    report = take("sales", "".join([head, twisted, twisted.replace("4000.00", "4000.01")]))
    assert [code for *_, code in codes(report)] == ["conflict"]
    assert report.errors[0].row == 3


@pytest.mark.parametrize("text", ["a\\tb", "\\N", "\\.", "x\\\\", "壹 号;🏮", "it's {1;2} %s"])
def test_a_text_is_stored_as_it_was_given(text):
    """Also one that means something to the way it goes into the database."""
    assert take("sales", line(order_number=text)).accepted == 1
    assert SalesLine.objects.get().order_number == text
    assert take("sales", line(order_number=text)).duplicates == 1


def test_what_a_file_leaves_open_makes_no_conflict_when_the_dealer_has_moved():
    take("sales", line())
    take("dealers", "code,name,tier,region\nGZ,广州经销商,city,440106\n")
    assert take("sales", line()).duplicates == 1
    assert take("sales", line(region="440100", channel="offline")).duplicates == 1
    assert codes(take("sales", line(region="440106"))) == [(2, "order_number", "conflict")]


def test_without_the_verb_nobody_imports_sales():
    reader = Access(rights=((frozenset({Verb.IMPORT_MASTERS}), Scope(everything=True)),))
    with pytest.raises(PermissionDenied):
        import_rows(kind="sales", rows=records(SALES), access=reader, name="x")


def test_a_right_in_one_region_takes_in_its_dealers_lines_only():
    region = Region.objects.get(code="330000")
    zhejiang = Access(rights=((frozenset({Verb.IMPORT_SALES}), Scope(regions=(region.path,))),))
    rows = records(line(dealer="HZ")) + records(line(order_number="X2", dealer="GZ"))
    report = import_rows(kind="sales", rows=rows, access=zhejiang, name="x")
    assert codes(report) == [(3, "dealer", "unknown_dealer")]


def test_a_file_of_any_length_takes_the_same_queries():
    head, row = line().splitlines()
    rows = [head] + [row.replace("X1", f"Q{n}") for n in range(5000)]
    few, many = "\n".join(rows[:10]), "\n".join(rows)
    counts = []
    for text in (few, many):
        with CaptureQueriesContext(connection) as queries:
            take("sales", text)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_line_that_another_import_committed_meanwhile_is_counted_not_doubled(monkeypatch):
    """Between the look and the write somebody else was quicker: the key decides."""
    take("sales", line())
    looked = []

    def blind_at_first(keys):
        looked.append(keys)
        return [] if len(looked) == 1 else stored(keys)

    stored = intake.LINES.stored
    monkeypatch.setattr(intake.LINES, "stored", blind_at_first)
    report = take("sales", line())
    assert len(looked) == 2
    assert (report.accepted, report.duplicates) == (0, 1)
    assert SalesLine.objects.count() == 1

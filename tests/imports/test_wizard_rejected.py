"""The rows that an import of the good rows leaves out: they wait, and none ever disappears."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from channels_mgmt.core.imports.rejected import correct_row, discard_row, try_again, waiting_rows
from channels_mgmt.core.models import AuditEntry, ImportBatch, RejectedRow, RowStatus
from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Dealer
from rebates.sales.models import SalesLine

from .uploading import BAD, FAULTY, GOOD, HEAD, address, decide, page_of, uploaded
from .world import DEALERS, records, take

pytestmark = pytest.mark.usefixtures("brand_masters")
LIST = reverse("imports:rejectedrow_list")


@pytest.fixture
def batch(hq_client) -> ImportBatch:
    """Two good rows taken in, twelve left out."""
    batch = uploaded(hq_client, "sales", FAULTY)
    decide(hq_client, batch, "commit_good")
    return batch


def row_of(batch: ImportBatch, number: int) -> RejectedRow:
    return RejectedRow.objects.get(batch=batch, number=number)


def of_row(row: RejectedRow, page: str = "detail") -> str:
    return reverse(f"imports:rejectedrow_{page}", args=[row.pk])


def correct(client, row: RejectedRow, **cells: str) -> str:
    sent = {f"cell-{name}": text for name, text in {**row.cells, **cells}.items()}
    return client.post(of_row(row, "correct"), sent, follow=True).content.decode()


def test_it_works(hq_client, hq, batch):
    assert SalesLine.objects.filter(batch=batch).count() == GOOD
    assert waiting_rows(batch).count() == BAD
    row = row_of(batch, 6)
    page = hq_client.get(of_row(row)).content.decode()
    assert 'value="NOBODY"' in page
    assert page.count('class="field-error"') == 1
    page = correct(hq_client, row, dealer="GZ")
    assert "Row 6 is taken in." in page
    assert "This is the next one that waits." in page
    row.refresh_from_db()
    assert (row.status, row.decided_by, row.faults) == (RowStatus.TAKEN_IN, hq.user, [])
    assert row.taken_into.corrects == batch
    assert row.taken_into != batch
    assert SalesLine.objects.get(batch=row.taken_into).order_number == "F4"
    assert (waiting_rows(batch).count(), SalesLine.objects.count()) == (BAD - 1, GOOD + 1)


def test_every_row_is_kept_with_its_cells_and_faults(batch):
    rows = {row.number: row for row in RejectedRow.objects.filter(batch=batch)}
    assert set(rows) == set(range(3, 15))
    for line, cells in enumerate(records(FAULTY), start=2):
        if line in rows:
            assert rows[line].cells == cells
            assert {fault["row"] for fault in rows[line].faults} == {line}
    assert [fault["code"] for fault in rows[6].faults] == ["unknown_dealer"]


def test_a_row_that_cannot_be_cut_into_cells_is_kept_too(take_file):
    text = HEAD + "ERP,sell_in,A,1,2025-01-05,GZ,H-1,1,,1,,,,\nERP,sell_in\n"
    report = take_file("sales", text, accept_good=True)
    [row] = RejectedRow.objects.filter(batch=report.batch)
    assert (row.number, [fault["code"] for fault in row.faults]) == (3, ["ragged_row"])
    assert set(row.cells) == set(HEAD.strip().split(","))


def test_without_good_rows_nothing_is_kept(take_file):
    assert take_file("sales", FAULTY).refused
    assert take_file("sales", HEAD + "ERP,,,,,,,,,,,,,\n", accept_good=True).refused
    assert not RejectedRow.objects.exists()


def test_a_correction_that_is_not_right_yet_is_kept_with_its_faults(hq_client, batch):
    row = row_of(batch, 6)
    page = correct(hq_client, row, dealer="SOMEBODY", amount="")
    assert "still has faults" in page
    row.refresh_from_db()
    assert (row.status, row.cells["dealer"]) == (RowStatus.WAITING, "SOMEBODY")
    assert sorted(fault["column"] for fault in row.faults) == ["amount", "dealer"]
    [entry] = AuditEntry.objects.filter(model="core.rejectedrow", object_id=row.pk)
    assert (entry.before["dealer"], entry.after["dealer"]) == ("NOBODY", "SOMEBODY")


def test_rows_are_tried_again_when_the_missing_master_is_there(hq_client, batch):
    take("dealers", DEALERS.splitlines()[0] + "\nNOBODY,新,city,,440100,,active,no,\n")
    page = decide(hq_client, batch, "retry_all")
    assert "2 of 12 rows are taken in." in page
    assert waiting_rows(batch).count() == BAD - 2
    new = ImportBatch.objects.get(corrects=batch)
    assert SalesLine.objects.filter(batch=new, dealer__code="NOBODY").count() == 2
    assert address(new) in page_of(hq_client, batch)
    assert address(batch) in page_of(hq_client, new)


def test_one_row_is_tried_again(hq_client, batch):
    row = row_of(batch, 6)
    page = hq_client.post(of_row(row, "retry"), follow=True).content.decode()
    assert "The row still has faults." in page
    take("dealers", DEALERS.splitlines()[0] + "\nNOBODY,新,city,,440100,,active,no,\n")
    hq_client.post(of_row(row, "retry"))
    assert waiting_rows(batch).count() == BAD - 1


def test_where_none_can_be_taken_in_it_is_said(hq_client, batch):
    assert "None of the rows can be taken in" in decide(hq_client, batch, "retry_all")
    assert waiting_rows(batch).count() == BAD
    assert not ImportBatch.objects.filter(corrects=batch).exists()


def test_what_came_another_way_meanwhile_was_there_already(hq_client, batch):
    row = row_of(batch, 6)
    take("sales", HEAD + "ERP,sell_in,F4,1,2025-01-05,GZ,H-1,1,,10,,,,\n")
    correct(hq_client, row, dealer="GZ")
    row.refresh_from_db()
    assert (row.status, row.taken_into) == (RowStatus.TAKEN_IN, None)
    assert row.reason == "It was there already."
    assert SalesLine.objects.filter(order_number="F4").count() == 1


def test_a_discarded_row_stays_with_who_and_why(hq_client, hq, batch):
    row = row_of(batch, 6)
    assert hq_client.post(of_row(row, "discard"), {"reason": ""}).status_code == 422
    hq_client.post(of_row(row, "discard"), {"reason": "a test of the supplier"})
    row.refresh_from_db()
    assert (row.status, row.reason) == (RowStatus.DISCARDED, "a test of the supplier")
    assert (row.decided_by, row.cells["dealer"]) == (hq.user, "NOBODY")
    page = hq_client.get(LIST, {"batch": batch.pk, "status": "discarded"}).content.decode()
    assert "a test of the supplier" in page
    assert RejectedRow.objects.filter(batch=batch).count() == BAD


def test_ticked_rows_are_discarded_together(hq_client, batch):
    rows = [row_of(batch, number).pk for number in (3, 4, 5)]
    hq_client.post(reverse("imports:rejectedrow_discard_many"), {"row": rows, "reason": "not ours"})
    assert RejectedRow.objects.filter(pk__in=rows, status=RowStatus.DISCARDED).count() == 3


@pytest.mark.parametrize(
    "verb",
    [
        lambda row: correct_row(row=row, cells={}, access=SYSTEM),
        lambda row: try_again(batch=row.batch, row=row, access=SYSTEM),
        lambda row: discard_row(row=row, access=SYSTEM, reason="again"),
    ],
)
def test_a_decided_row_is_decided(batch, verb):
    row = row_of(batch, 6)
    discard_row(row=row, access=SYSTEM, reason="no")
    with pytest.raises(ValidationError, match="decided already"):
        verb(row)


def test_master_rows_are_corrected_too(hq_client):
    text = (
        DEALERS.splitlines()[0] + "\nN1,新一,city,,440100,,active,no,\nN2,新二,town,,440100,,,,\n"
    )
    batch = uploaded(hq_client, "dealers", text)
    decide(hq_client, batch, "commit_good")
    correct(hq_client, row_of(batch, 3), tier="city")
    assert Dealer.objects.filter(code__in=["N1", "N2"]).count() == 2


def test_who_may_not_take_in_only_looks(finance_client, finance, batch):
    row = row_of(batch, 6)
    page = finance_client.get(of_row(row)).content.decode()
    assert "NOBODY" in page
    assert "Save and try again" not in page
    for name in ("correct", "retry", "discard"):
        answer = finance_client.post(of_row(row, name), {"reason": "no", "cell-dealer": "GZ"})
        assert answer.status_code == 403
    assert finance_client.post(address(batch, "retry_all")).status_code == 403
    with pytest.raises(PermissionDenied):
        correct_row(row=row, cells={"dealer": "GZ"}, access=finance)


def test_the_page_of_the_import_counts_what_became_of_them(hq_client, batch):
    discard_row(row=row_of(batch, 3), access=SYSTEM, reason="no")
    correct_row(row=row_of(batch, 6), cells={"dealer": "GZ"}, access=SYSTEM)
    panel = page_of(hq_client, batch).split("Rows that were left out")[1]
    counts = {s: panel.split(f"status={s}")[1].split(">")[1].split("<")[0] for s in RowStatus}
    assert counts == {"waiting": "10", "taken_in": "1", "discarded": "1"}


def test_over_the_api(hq_client, batch):
    row = row_of(batch, 6)
    url = f"/api/v1/rejected-rows/{row.pk}/"
    read = hq_client.get(url).json()
    assert (read["cells"]["dealer"], read["faults"][0]["code"]) == ("NOBODY", "unknown_dealer")
    answer = hq_client.post(f"{url}correct/", {"cells": {"dealer": "GZ"}}, "application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "taken_in")
    again = hq_client.post(f"{url}retry/")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "decided")
    other = f"/api/v1/rejected-rows/{row_of(batch, 3).pk}/discard/"
    assert hq_client.post(other, {"reason": "no"}, "application/json").json()["reason"] == "no"

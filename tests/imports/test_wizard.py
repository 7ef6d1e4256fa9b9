"""The web's way: upload, look at what it would do, decide."""

import csv
import io

import pytest
from django.urls import reverse

from channels_mgmt.core.imports.uploads import max_bytes
from channels_mgmt.core.models import AuditEntry, ImportBatch, ImportStatus
from dealers.choices import Role
from dealers.models import Dealer
from rebates.sales.models import SalesLine
from tests.conftest import person, signed_in

from .uploading import FAULTY, UPLOAD, decide, post, uploaded
from .world import DEALERS, SALES, take

pytestmark = pytest.mark.usefixtures("brand_masters")


def test_it_works(hq_client, hq):
    batch = uploaded(hq_client, "sales", SALES)
    assert (batch.status, batch.created_by) == (ImportStatus.CHECKED, hq.user)
    assert not SalesLine.objects.exists()
    page = hq_client.get(reverse("imports:importbatch_detail", args=[batch.pk])).content.decode()
    assert "3 rows are ready to be taken in. Nothing is written yet." in page
    assert "5,000.4234" in page
    page = decide(hq_client, batch, "commit")
    assert "3 of 3 rows are taken in." in page
    assert "All lines of this import" in page
    assert SalesLine.objects.filter(batch=batch).count() == 3
    batch.refresh_from_db()
    assert batch.status == ImportStatus.COMMITTED
    assert batch.committed_at is not None


def test_the_same_file_again_is_nothing_new(hq_client):
    decide(hq_client, uploaded(hq_client, "sales", SALES), "commit")
    batch = uploaded(hq_client, "sales", SALES)
    page = hq_client.get(reverse("imports:importbatch_detail", args=[batch.pk])).content.decode()
    assert "Nothing new: all 3 lines are already there." in page
    assert "Nothing new: all 3 lines" in decide(hq_client, batch, "commit")
    assert SalesLine.objects.count() == 3
    batch.refresh_from_db()
    assert (batch.status, batch.accepted, batch.duplicates) == (ImportStatus.COMMITTED, 0, 3)


def test_a_faulty_file_shows_every_fault_and_cannot_be_taken_in(hq_client):
    batch = uploaded(hq_client, "sales", FAULTY)
    page = hq_client.get(reverse("imports:importbatch_detail", args=[batch.pk])).content.decode()
    assert "12 of 14 rows have faults." in page
    assert "12 faults" in page
    assert "unknown" not in page.split("NOBODY")[0][-50:]
    for shown in ("NOBODY", "H-9", "TAOBAO", "the fifth"):
        assert shown in page
    assert 'take-in/"' not in page
    assert "nothing is written" in decide(hq_client, batch, "commit")
    assert not SalesLine.objects.exists()
    batch.refresh_from_db()
    assert (batch.status, len(batch.errors)) == (ImportStatus.CHECKED, 12)


def test_the_good_rows_alone(hq_client):
    batch = uploaded(hq_client, "sales", FAULTY)
    page = decide(hq_client, batch, "commit_good")
    assert "12 rows have faults and were left out." in page
    assert "TAOBAO" in page  # the refused rows stay to be looked at
    assert SalesLine.objects.count() == 2


def test_a_file_is_checked_anew_when_it_is_taken_in(hq_client):
    """A dealer that was there at the preview may be gone: the file is refused, and says why."""
    text = SALES.replace("GD,H-1", "HZ,H-1")
    batch = uploaded(hq_client, "sales", text)
    Dealer.objects.get(code="HZ").delete()
    assert "nothing is written" in decide(hq_client, batch, "commit")
    batch.refresh_from_db()
    assert [error["code"] for error in batch.errors] == ["unknown_dealer"]
    assert not SalesLine.objects.exists()


def test_a_discarded_file_is_written_nowhere(hq_client):
    batch = uploaded(hq_client, "sales", SALES)
    assert "nothing of it was written" in decide(hq_client, batch, "discard")
    assert "decided already" in decide(hq_client, batch, "commit")
    assert not SalesLine.objects.exists()
    batch.refresh_from_db()
    assert batch.status == ImportStatus.DISCARDED
    assert AuditEntry.objects.filter(action="discarded", object_id=batch.pk).count() == 1


def test_a_file_is_taken_in_once(hq_client):
    batch = uploaded(hq_client, "dealers", DEALERS.replace("广州经销商", "新名"))
    decide(hq_client, batch, "commit")
    assert Dealer.objects.get(code="GZ").name == "新名"
    assert "decided already" in decide(hq_client, batch, "commit")


def test_a_file_that_is_none_can_only_be_discarded(hq_client):
    batch = uploaded(hq_client, "sales", b"PK\x03\x04 but no workbook")
    page = hq_client.get(reverse("imports:importbatch_detail", args=[batch.pk])).content.decode()
    assert "cannot be read" in page
    assert "Take in the good rows" not in page


def test_faults_as_files(hq_client):
    batch = uploaded(hq_client, "sales", FAULTY)
    answer = hq_client.get(reverse("imports:errors", args=[batch.pk, "csv"]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Row", "Column", "Value", "Reason", "Code"]
    assert rows[4][:3] == ["6", "dealer", "NOBODY"]
    assert rows[8][2] == "'-10.0000"  # text that begins like a formula
    answer = hq_client.get(reverse("imports:errors", args=[batch.pk, "xlsx"]))
    assert answer.content[:2] == b"PK"
    assert "file-faults.xlsx" in answer.headers["Content-Disposition"]


def test_many_faults_come_in_pages(hq_client):
    rows = "\n".join(f"ERP,sell_in,X{n},1,2025-01-05,GZ,H-1,0,,10" for n in range(120))
    batch = uploaded(hq_client, "sales", SALES.splitlines()[0] + "\n" + rows)
    url = reverse("imports:importbatch_detail", args=[batch.pk])
    assert "Page 1 of 3" in hq_client.get(url).content.decode()
    assert '<td class="number">102</td>' in hq_client.get(url + "?page=3").content.decode()


def test_the_template_of_a_kind_can_be_filled_in(hq_client):
    page = hq_client.get(UPLOAD).content.decode()
    assert "<strong>dealer</strong>" in page
    answer = hq_client.get(reverse("imports:template", args=["sales", "csv"]))
    header, example = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert header[:4] == ["source", "kind", "order_number", "line_number"]
    assert example[:2] == ["ERP", "sell_in"]
    found = {error.code for error in take("sales", answer.content.decode("utf-8-sig")).errors}
    assert found == {"unknown_dealer", "unknown_sku"}  # all else in it is right
    assert hq_client.get("/imports/templates/nothing.csv").status_code == 404


def test_a_file_too_large_is_refused_with_the_way_out(hq_client, settings):
    settings.IMPORT_MAX_BYTES = 100
    answer = post(hq_client, "sales", SALES)
    assert answer.status_code == 422
    assert "manage.py import_data" in answer.content.decode()
    assert max_bytes() == 100
    assert not ImportBatch.objects.filter(kind="sales").exists()


@pytest.mark.parametrize("data", [{}, {"kind": "sales"}, {"kind": "customers"}])
def test_an_incomplete_form_is_shown_again(hq_client, data):
    assert hq_client.post(UPLOAD, data).status_code == 422


def test_the_list_shows_who_took_in_what(hq_client):
    uploaded(hq_client, "sales", SALES)
    page = hq_client.get(reverse("imports:importbatch_list")).content.decode()
    assert "file.csv" in page
    assert "Checked" in page
    assert hq_client.get(reverse("imports:importbatch_list") + "?kind=sales").status_code == 200


def test_who_may_only_read_sees_imports_and_takes_none_in(hq_client, finance_client):
    batch = uploaded(hq_client, "sales", SALES)
    page = finance_client.get(reverse("imports:importbatch_detail", args=[batch.pk]))
    assert page.status_code == 200
    assert "Discard" not in page.content.decode()
    assert finance_client.get(UPLOAD).status_code == 403
    for how in ("commit", "commit_good", "discard"):
        url = reverse(f"imports:{how}", args=[batch.pk])
        assert finance_client.post(url).status_code == 403
    assert not SalesLine.objects.exists()


def test_whom_imports_do_not_concern_finds_none(hq_client, province_client, dealer_client):
    batch = uploaded(hq_client, "sales", SALES)
    for client in (province_client, dealer_client):
        for url in (
            UPLOAD,
            reverse("imports:importbatch_list"),
            reverse("imports:importbatch_detail", args=[batch.pk]),
            reverse("imports:errors", args=[batch.pk, "csv"]),
            reverse("imports:template", args=["sales", "csv"]),
        ):
            assert client.get(url).status_code == 404, url
        for how in ("commit", "commit_good", "discard"):
            url = reverse(f"imports:{how}", args=[batch.pk])
            assert client.post(url).status_code == 404


def test_a_manager_of_one_region_does_not_take_in_master_data(hq_client, regions):
    local = signed_in(person("local", Role.HEADQUARTERS, region=regions.guangdong))
    assert local.get(UPLOAD).status_code == 404


def test_nobody_uploads_without_signing_in(client):
    assert client.get(UPLOAD).status_code == 302
    assert post(client, "sales", SALES).status_code == 302
    assert not ImportBatch.objects.filter(kind="sales").exists()

"""POST /api/v1/imports/: the command's answer over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from channels_mgmt.core.models import ImportBatch
from rebates.sales.models import SalesLine

from .uploading import FAULTY
from .world import SALES

URL = "/api/v1/imports/"
pytestmark = pytest.mark.usefixtures("brand_masters")


def post(client, text, **data):
    file = SimpleUploadedFile("sales.csv", text.encode())
    return client.post(URL, {"kind": "sales", "file": file, **data})


def test_it_works(hq_client):
    answer = post(hq_client, SALES)
    assert answer.status_code == 201
    report = answer.json()
    assert (report["accepted"], report["errors"]) == (3, [])
    assert SalesLine.objects.filter(batch=report["batch"]).count() == 3
    again = post(hq_client, SALES)
    assert again.status_code == 200
    assert (again.json()["accepted"], again.json()["duplicates"]) == (0, 3)


def test_a_faulty_file_is_a_400_with_the_whole_report(hq_client):
    answer = post(hq_client, FAULTY)
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 12
    assert not SalesLine.objects.exists()


def test_a_dry_run_writes_nothing(hq_client):
    answer = post(hq_client, SALES, dry_run="true")
    assert (answer.status_code, answer.json()["accepted"]) == (200, 3)
    assert answer.json()["batch"] is None
    assert not SalesLine.objects.exists()


def test_the_good_rows_alone(hq_client):
    answer = post(hq_client, FAULTY, accept_good="true")
    assert (answer.status_code, answer.json()["rejected"]) == (201, 12)
    assert SalesLine.objects.count() == 2


def test_a_mapping(hq_client):
    text = SALES.replace("dealer", "客户")
    assert post(hq_client, text, mapping='{"客户": "dealer"}').status_code == 201
    assert post(hq_client, text, mapping='["dealer"]').status_code == 400
    assert post(hq_client, text, mapping="{").status_code == 400


def test_an_unknown_kind_is_a_400_that_names_the_known(hq_client):
    answer = post(hq_client, SALES, kind="customers")
    assert answer.status_code == 400
    assert "dealers" in answer.content.decode()


def test_an_unreadable_file_is_a_400(hq_client):
    assert post(hq_client, "").json()["errors"][0]["code"] == "empty_file"


def test_imports_are_read_with_their_faults(hq_client):
    batch = post(hq_client, FAULTY, accept_good="true").json()["batch"]
    read = hq_client.get(f"{URL}{batch}/").json()
    assert (read["rejected"], len(read["errors"])) == (12, 12)
    assert read["amount_total"] == "20.0000"
    assert hq_client.get(URL).status_code == 200


def test_who_may_not_import_may_not_by_this_way_either(
    finance_client, province_client, dealer_client, client
):
    assert post(finance_client, SALES).status_code == 403
    assert post(province_client, SALES).status_code == 404
    assert post(dealer_client, SALES).status_code == 404
    assert post(client, SALES).status_code in (401, 403)
    assert not ImportBatch.objects.filter(kind="sales").exists()

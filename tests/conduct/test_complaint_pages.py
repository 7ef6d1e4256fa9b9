"""Complaints: written by a dealer, read by the brand alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rebates.conduct.models import Complaint
from tests.conduct.making import make_complaint
from tests.conftest import signed_in
from tests.papers import a_pdf

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"


@pytest.fixture
def sent(desk, dealers):
    said = {"complainant": "GZ", "accused": "GD", "region": "440000", "text": "省包在我区域卖货",
            "file": SimpleUploadedFile("现场.pdf", a_pdf("seen"))}  # fmt: skip
    answer = signed_in(desk.accused).post(NEW, said)
    assert answer.status_code == 302
    return Complaint.objects.get()


def test_it_works(desk, dealers, sent):
    assert (sent.complainant, sent.accused) == (dealers.guangzhou, dealers.guangdong)
    brand = signed_in(desk.decider)
    assert "省包在我区域卖货" in brand.get(f"/complaints/{sent.pk}/").content.decode()
    assert brand.get(f"/complaints/{sent.pk}/file/").status_code == 200
    assert [row["id"] for row in brand.get("/api/v1/complaints/").json()["results"]] == [sent.pk]


def test_no_dealer_reads_it(desk, sent):
    own = signed_in(desk.accused)
    for address in (
        "/complaints/", f"/complaints/{sent.pk}/", f"/complaints/{sent.pk}/file/",
        "/complaints/export/", "/api/v1/complaints/", f"/api/v1/complaints/{sent.pk}/",
    ):  # fmt: skip
        assert own.get(address).status_code == 404, address


def test_a_dealer_complains_in_its_own_name_alone(desk, dealers):
    said = {"complainant": "HZ", "text": "x"}
    assert signed_in(desk.accused).post(NEW, said).status_code == 422
    assert not Complaint.objects.exists()


def test_whether_a_code_is_one_is_not_told(desk, dealers):
    client = signed_in(desk.accused)
    said = {"complainant": "GZ", "text": "有人串货"}
    answers = [client.post(NEW, said | {"accused": code}) for code in ("HZ", "NOBODY")]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "NOBODY" in Complaint.objects.get(accused=None).text


def test_it_needs_words(desk):
    said = {"complainant": "GZ", "text": " "}
    assert signed_in(desk.accused).post(NEW, said).status_code == 422


def test_the_brand_links_it_with_a_case(desk, case, dealers):
    complaint = make_complaint(complainant=dealers.guangdong, accused=desk.dealer)
    client, address = signed_in(desk.decider), f"/complaints/{complaint.pk}/link/"
    assert client.post(address, {"number": "V2020-00001"}).status_code == 422
    assert client.post(address, {"number": case.number}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.violation == case


@pytest.mark.parametrize("who", ["decider", "judge"])
def test_the_brand_does_not_complain(desk, who):
    assert signed_in(getattr(desk, who)).get(NEW).status_code == 404

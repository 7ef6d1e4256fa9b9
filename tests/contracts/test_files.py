"""Appendices: attached by whoever drafts, read by whoever sees the contract, kept as they came."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from channels_mgmt.core.attachments import take_in
from channels_mgmt.core.audit import history_of
from channels_mgmt.core.triggers import set_guard
from dealers.models import ContractFile
from dealers.services.contract_files import attach_file
from dealers.services.contracts import sign_contract
from rebates.services.books import verify
from tests.conftest import signed_in
from tests.papers import a_pdf

from .conftest import AGREED

pytestmark = pytest.mark.django_db


def pdf(name: str = "合同.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf("signed"), "application/pdf")


def attach(contract, access, **more) -> ContractFile:
    values = {"title": "签字合同", "file": take_in(pdf()), **more}
    return attach_file(contract=contract, access=access, **values)


def test_it_works(draft, hq, hq_client):
    contract = draft()
    appendix = attach(contract, hq)
    answer = hq_client.get(f"/contracts/{contract.pk}/files/{appendix.pk}/")
    assert b"".join(answer.streaming_content) == a_pdf("signed")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    entry = history_of(contract).first()
    assert (entry.action, entry.after["file"], entry.by) == ("attached", "合同.pdf", hq.user)


def test_without_a_title_it_has_the_name_of_the_file(draft, hq):
    assert attach(draft(), hq, title=" ").title == "合同.pdf"


def test_without_a_file_there_is_nothing(draft, hq):
    with pytest.raises(ValidationError, match="Choose a file"):
        attach(draft(), hq, file=None)


def test_a_signed_contract_takes_files_too(signed, hq):
    attach(signed(), hq)
    assert ContractFile.objects.count() == 1


def test_only_who_drafts_contracts_attaches(draft, finance, province, dealer_user, settings):
    for access in (finance, province, dealer_user):
        with pytest.raises(PermissionDenied):
            attach(draft(), access)
    assert not ContractFile.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_what_was_attached_stays(draft, hq):
    appendix = attach(draft(), hq)
    appendix.title = "other"
    for change in (appendix.save, appendix.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_dealer_reads_those_of_its_signed_contracts(draft, hq, finance, dealer_user, stranger):
    contract = draft()
    appendix = attach(contract, hq)
    address = f"/contracts/{contract.pk}/files/{appendix.pk}/"
    owner, other = signed_in(dealer_user), signed_in(stranger)
    assert owner.get(address).status_code == 404
    sign_contract(contract=contract, access=finance, reason=AGREED)
    assert owner.get(address).status_code == 200
    assert "签字合同" in owner.get(f"/contracts/{contract.pk}/").content.decode()
    assert other.get(address).status_code == 404


def test_a_file_is_found_below_its_own_contract_alone(draft, hq, hq_client):
    one, other = draft(), draft()
    appendix = attach(one, hq)
    for tree in ("contracts", "api/v1/contracts"):
        assert hq_client.get(f"/{tree}/{other.pk}/files/{appendix.pk}/").status_code == 404


class TestPage:
    def test_it_is_attached(self, draft, hq_client):
        contract = draft()
        address = f"/contracts/{contract.pk}/attach/"
        assert 'type="file"' in hq_client.get(address).content.decode()
        answer = hq_client.post(address, {"title": "附件一", "file": pdf()})
        assert answer.url == f"/contracts/{contract.pk}/"
        assert ContractFile.objects.get().title == "附件一"

    @pytest.mark.parametrize(
        ("sent", "why"),
        [
            ({}, "This field is required"),
            ({"file": SimpleUploadedFile("x.txt", b"words")}, "is no PDF, JPEG or PNG"),
        ],
    )
    def test_a_refusal_keeps_the_title_and_names_the_field(self, sent, why, draft, hq_client):
        answer = hq_client.post(f"/contracts/{draft().pk}/attach/", {"title": "附件一", **sent})
        assert answer.status_code == 422
        assert why in str(answer.context["form"].errors["file"])
        assert 'value="附件一"' in answer.content.decode()


class TestApi:
    def test_it_is_attached_listed_and_read(self, draft, hq_client):
        contract = draft()
        answer = hq_client.post(f"/api/v1/contracts/{contract.pk}/attach/", {"file": pdf()})
        assert answer.status_code == 201
        [listed] = hq_client.get(f"/api/v1/contracts/{contract.pk}/files/").json()
        assert listed == answer.json()
        assert (listed["title"], listed["name"]) == ("合同.pdf", "合同.pdf")
        assert hq_client.get(listed["url"]).headers["Content-Type"] == "application/pdf"

    def test_what_is_no_file_is_refused(self, draft, hq_client):
        answer = hq_client.post(f"/api/v1/contracts/{draft().pk}/attach/", {"title": "x"})
        assert answer.status_code == 400


def test_a_file_that_was_changed_is_found(draft, hq, brand):
    appendix = attach(draft(), hq)
    assert not [found for found in verify() if found.check == "appendices"]
    set_guard(connection, "dealers_contractfile", on=False)
    ContractFile.objects.filter(pk=appendix.pk).update(file_sha256="0" * 64)
    set_guard(connection, "dealers_contractfile", on=True)
    [found] = [found for found in verify() if found.check == "appendices"]
    assert "“合同.pdf”" in found.message

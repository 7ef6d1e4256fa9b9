"""A contract joins programmes while it is a draft; what it joined is part of what is signed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from channels_mgmt.core.audit import history_of
from dealers.choices import Role
from dealers.services.contracts import sign_contract
from rebates.models import Enrolment
from rebates.services.enrolments import codes_of, join_programme, leave_programme
from tests.conftest import person, signed_in
from tests.factories import make_programme

from .conftest import AGREED

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(db):
    return make_programme("P1", name="年度返利", name_en="Annual rebate")


def test_it_works(draft, programme, hq):
    contract = draft()
    enrolment = join_programme(contract=contract, programme=programme, access=hq)
    assert codes_of(contract) == ["P1"]
    assert history_of(contract).first().after == {"programmes": ["P1"]}
    leave_programme(enrolment=enrolment, access=hq)
    assert codes_of(contract) == []
    assert history_of(contract).first().before == {"programmes": ["P1"]}


def test_once(draft, programme, hq):
    contract = draft()
    join_programme(contract=contract, programme=programme, access=hq)
    with pytest.raises(ValidationError, match="joins this programme already"):
        join_programme(contract=contract, programme=programme, access=hq)


def test_a_signed_contract_neither_joins_nor_leaves(draft, programme, hq, finance):
    contract = draft()
    enrolment = join_programme(contract=contract, programme=programme, access=hq)
    sign_contract(contract=contract, access=finance, reason=AGREED)
    with pytest.raises(ValidationError, match="is signed"):
        leave_programme(enrolment=enrolment, access=hq)
    with pytest.raises(ValidationError, match="is signed"):
        join_programme(contract=contract, programme=make_programme(), access=hq)
    assert codes_of(contract) == ["P1"]


def test_whoever_chose_a_programme_does_not_sign(draft, programme):
    contract, other = draft(), person("other", Role.HEADQUARTERS)
    join_programme(contract=contract, programme=programme, access=other)
    with pytest.raises(ValidationError, match="second person"):
        sign_contract(contract=contract, access=other, reason=AGREED)


def test_only_who_drafts_contracts_may(draft, programme, finance, province):
    for access in (finance, province):
        with pytest.raises(PermissionDenied):
            join_programme(contract=draft(), programme=programme, access=access)


class TestPages:
    def test_a_programme_is_joined_and_taken_out(self, draft, programme, hq_client):
        contract = draft()
        page = hq_client.get(f"/contracts/{contract.pk}/").content.decode()
        assert f"/enrolments/add/?contract={contract.pk}" in page
        data = {"contract": contract.pk, "programme": "P1"}
        assert hq_client.post("/enrolments/add/", data).status_code == 302
        page = hq_client.get(f"/contracts/{contract.pk}/").content.decode()
        assert "Annual rebate" in page
        answer = hq_client.post(f"/enrolments/{Enrolment.objects.get().pk}/leave/")
        assert answer.url == f"/contracts/{contract.pk}/"
        assert not Enrolment.objects.exists()

    def test_a_refusal_is_said_on_the_form(self, signed, programme, hq_client):
        data = {"contract": signed().pk, "programme": "P1"}
        answer = hq_client.post("/enrolments/add/", data)
        assert answer.status_code == 422
        assert "is signed" in answer.content.decode()

    def test_the_programme_lists_the_contracts_that_join(self, draft, programme, hq, hq_client):
        contract = draft()
        join_programme(contract=contract, programme=programme, access=hq)
        page = hq_client.get(f"/programmes/{programme.pk}/").content.decode()
        assert contract.number in page

    def test_the_dealer_reads_of_what_is_signed_alone(
        self, draft, programme, hq, finance, dealer_user
    ):
        contract, client = draft(), signed_in(dealer_user)
        enrolment = join_programme(contract=contract, programme=programme, access=hq)
        assert client.get(f"/enrolments/{enrolment.pk}/").status_code == 404
        sign_contract(contract=contract, access=finance, reason=AGREED)
        page = client.get(f"/contracts/{contract.pk}/").content.decode()
        assert "Annual rebate" in page
        assert f"/programmes/{programme.pk}/" not in page


class TestApi:
    def test_it_is_joined_and_left(self, draft, programme, hq_client):
        contract = draft()
        data = {"contract": contract.number, "programme": "P1"}
        answer = hq_client.post("/api/v1/enrolments/", data, "application/json")
        assert (answer.status_code, answer.json()["programme"]) == (201, "P1")
        left = hq_client.post(f"/api/v1/enrolments/{answer.json()['id']}/leave/")
        assert (left.status_code, left.json()) == (200, answer.json())
        assert not Enrolment.objects.exists()

    @pytest.mark.parametrize("name", ["contract", "programme"])
    def test_what_is_not_known_is_named(self, name, draft, programme, hq_client):
        data = {"contract": draft().number, "programme": "P1", name: "nothing"}
        answer = hq_client.post("/api/v1/enrolments/", data, "application/json")
        assert answer.status_code == 400
        assert name in str(answer.json())

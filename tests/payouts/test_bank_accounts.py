"""Where a dealer's money goes is changed by two persons, and never in place."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from channels_mgmt.core.audit import history_of
from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.models import BankAccount
from dealers.services.bank_accounts import (
    account_in_force,
    approve_bank_account,
    propose_bank_account,
    refuse_bank_account,
)
from tests.payouts.papers import make_bank_account

WHY = {"reason": "letter of 1 November"}
SAID = {
    "account_name": "Dealer GZ",
    "account_number": "6222020200123456789",
    "bank": "中国工商银行",
    "branch": "",
    "cnaps": "",
}


@pytest.fixture
def proposed(dealers, hq) -> BankAccount:
    account = BankAccount(dealer=dealers.guangzhou, **SAID)
    return propose_bank_account(account=account, access=hq, **WHY)


def test_it_works(proposed, dealers, finance):
    former = make_bank_account(dealer=dealers.guangzhou)
    approve_bank_account(account=proposed, access=finance, reason="called back")
    former.refresh_from_db()
    assert (account_in_force(dealers.guangzhou), former.status) == (proposed, "replaced")
    steps = history_of(proposed).order_by("pk").values_list("action", "reason")
    assert list(steps) == [("proposed", WHY["reason"]), ("approved", "called back")]
    assert history_of(former).get().action == "replaced"


def test_until_then_the_former_one_stays(proposed, dealers):
    former = make_bank_account(dealer=dealers.guangzhou)
    assert account_in_force(dealers.guangzhou) == former


def test_whoever_proposed_it_does_not_approve_it(proposed, hq):
    with pytest.raises(ValidationError, match="second person"):
        approve_bank_account(account=proposed, access=Access(hq.user, SYSTEM.rights), **WHY)


def test_it_is_decided_once(proposed, finance):
    refuse_bank_account(account=proposed, access=finance, **WHY)
    with pytest.raises(ValidationError, match="decided already"):
        approve_bank_account(account=proposed, access=finance, **WHY)


def test_the_database_keeps_one_in_force(dealers):
    make_bank_account(dealer=dealers.guangzhou)
    other = make_bank_account(dealer=dealers.guangzhou, status="proposed")
    with pytest.raises(IntegrityError), transaction.atomic():
        BankAccount.objects.filter(pk=other.pk).update(
            status="in_force", approved_at=timezone.now()
        )


@pytest.mark.parametrize("who", ["dealer_user", "province"])
def test_dealers_and_managers_propose_none(who, dealers, request):
    account = BankAccount(dealer=dealers.guangzhou, **SAID)
    with pytest.raises(PermissionDenied):
        propose_bank_account(account=account, access=request.getfixturevalue(who), **WHY)


@pytest.mark.parametrize(
    ("field", "value"),
    [("account_number", "12ab"), ("account_number", "1"), ("cnaps", "123"), ("bank", "")],
)
def test_what_is_no_account(dealers, hq, field, value):
    account = BankAccount(dealer=dealers.guangzhou, **(SAID | {field: value}))
    with pytest.raises(ValidationError) as refused:
        propose_bank_account(account=account, access=hq, **WHY)
    assert [*refused.value.error_dict] == [field]


def test_by_its_pages(dealers, hq_client, finance_client):
    said = SAID | {"dealer": "GZ", **WHY}
    assert hq_client.post(reverse("dealers:bankaccount_add"), said).status_code == 302
    account = BankAccount.objects.get()
    address = reverse("dealers:bankaccount_approve", args=[account.pk])
    assert hq_client.post(address, WHY).status_code == 403
    assert finance_client.post(address, WHY).status_code == 302
    account.refresh_from_db()
    assert account.status == "in_force"
    page = hq_client.get(reverse("dealers:dealer_detail", args=[account.dealer_id]))
    assert account.account_number in page.content.decode()


def test_another_name_is_said(dealers, finance_client):
    account = make_bank_account(dealer=dealers.guangzhou, status="proposed")
    address = reverse("dealers:bankaccount_detail", args=[account.pk])
    words = "Make sure why before money goes there"
    assert words not in finance_client.get(address).content.decode()
    BankAccount.objects.update(account_name="Somebody else")
    assert words in finance_client.get(address).content.decode()


def test_by_the_api(dealers, hq_client, finance_client):
    said = SAID | {"dealer": "GZ", **WHY}
    answer = hq_client.post("/api/v1/bank-accounts/", said, content_type="application/json")
    assert answer.status_code == 201
    address = f"/api/v1/bank-accounts/{answer.json()['id']}/"
    for name, client, status in [
        ("approve", hq_client, 403),
        ("approve", finance_client, 200),
        ("refuse", finance_client, 400),
    ]:
        sent = client.post(f"{address}{name}/", WHY, content_type="application/json")
        assert (name, sent.status_code) == (name, status)
    unknown = SAID | {"dealer": "NONE", **WHY}
    sent = hq_client.post("/api/v1/bank-accounts/", unknown, content_type="application/json")
    assert sent.status_code == 400


def test_a_dealer_sees_its_own_and_not_what_waits(dealers, dealer_client):
    own = make_bank_account(dealer=dealers.guangzhou)
    waits = make_bank_account(dealer=dealers.guangzhou, status="proposed")
    detail = "dealers:bankaccount_detail"
    assert dealer_client.get(reverse(detail, args=[own.pk])).status_code == 200
    assert dealer_client.get(reverse(detail, args=[waits.pk])).status_code == 404

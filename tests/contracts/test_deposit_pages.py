"""The deposit on the dealer's page, in the portal and in the list of dealers."""

import datetime
from decimal import Decimal as D
from html import unescape

import pytest
from django.utils import timezone

from dealers.choices import Account
from dealers.models import ManualEntry
from tests import factories as make

pytestmark = pytest.mark.django_db


def hold(dealer, amount: str, on: datetime.date = make.START) -> None:
    make.make_entry(
        amount, dealer=dealer, account=Account.DEPOSIT, against=Account.BRAND_CASH, date=on
    )


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def contract(dealer, today):
    """In force, with 10,000.00 required."""
    year = datetime.timedelta(days=365)
    return make.make_contract(
        dealer=dealer, number="HT-9", deposit_required=D(10000),
        valid_from=today - year, valid_to=today + year,
    )  # fmt: skip


@pytest.fixture
def ended(dealer, today):
    """Ended a hundred days ago; the half was due at once, the rest is due in a year."""
    over = today - datetime.timedelta(days=100)
    found = make.make_contract(dealer=dealer, number="HT-8", valid_to=over)
    for months, percent in ((0, 50), (15, 50)):
        found.deposit_stages.create(months=months, percent=D(percent))
    return found


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def address(dealer) -> str:
    return f"/dealers/{dealer.pk}/"


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ("8000", "2,000.00 are missing."),
        ("12000", "2,000.00 more are held than required."),
        ("10000", "Just that is held."),
    ],
)
def test_required_against_held_in_words(held, words, contract, dealer, hq_client, dealer_client):
    hold(dealer, held)
    for client in (hq_client, dealer_client):
        told = page(client, address(dealer))
        assert "Contract HT-9 requires a deposit of 10,000.00." in told
        assert words in told


def test_without_a_contract_nothing_is_required(dealer, hq_client):
    assert "No contract is in force" in page(hq_client, address(dealer))


def offered(client, dealer, label: str) -> str:
    """Where the button leads, if it is there."""
    before, found, _rest = page(client, address(dealer)).partition(f'">{label}</a>')
    return before.rpartition('href="')[2] if found else ""


def propose(client, link: str) -> ManualEntry:
    """Open the form that a link fills in, and save it as it is."""
    form = client.get(link).context["form"]
    data = {bound.name: str(bound.value() or "") for bound in form}
    answer = client.post("/manual-entries/add/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    return ManualEntry.objects.get()


@pytest.mark.parametrize(("held", "kind"), [("8000", "deposit_topped_up"), ("0", "deposit_lodged")])
def test_what_is_missing_is_proposed_by_a_link(held, kind, contract, dealer, finance_client, today):
    if D(held):
        hold(dealer, held)
    entry = propose(finance_client, offered(finance_client, dealer, "Propose the missing amount"))
    assert (entry.kind, entry.amount) == (kind, D(10000) - D(held))
    assert (entry.reference, entry.date, entry.dealer) == ("HT-9", today, dealer)


def test_a_refund_that_is_due_is_proposed_by_a_link(ended, dealer, finance_client, hq_client):
    hold(dealer, "1000.01")
    link = offered(finance_client, dealer, "Propose the refund")
    entry = propose(finance_client, link)
    assert (entry.kind, entry.amount, entry.reference) == (
        "deposit_refunded", D("500.01"), "HT-8 +0",
    )  # fmt: skip
    assert offered(hq_client, dealer, "Propose the refund") == ""
    assert "Waiting for approval" in page(hq_client, address(dealer))


@pytest.mark.parametrize("label", ["Propose the refund", "Propose the missing amount"])
def test_who_may_not_propose_has_no_link(label, ended, dealer, province_client, dealer_client):
    hold(dealer, "1000")
    for client in (province_client, dealer_client):
        assert offered(client, dealer, label) == ""


class TestPortal:
    def test_the_dealer_reads_what_is_missing(self, contract, dealer, dealer_client):
        hold(dealer, "8000")
        told = page(dealer_client, "/")
        assert "Contract HT-9 requires a deposit of 10,000.00." in told
        assert "2,000.00 are missing." in told

    def test_and_what_is_given_back_when(self, ended, dealer, dealer_client):
        hold(dealer, "1000")
        told = page(dealer_client, "/")
        assert f"500.00 are due to you since {ended.valid_to}." in told
        assert "500.00 are given back from " in told


def test_the_list_of_dealers_finds_those_whose_deposit_is_short(contract, dealer, hq_client):
    hold(dealer, "9999.99")
    assert hq_client.get("/dealers/?deposit_short=true").context["count"] == 1
    hold(dealer, "0.01")
    assert hq_client.get("/dealers/?deposit_short=true").context["count"] == 0
    assert hq_client.get("/dealers/?deposit_short=false").context["count"] == 4

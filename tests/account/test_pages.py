"""The statement of account for the brand, for the dealer, as files and by the API."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from dealers.choices import Account
from tests.factories import make_entry

DAYS = "first=2024-01-01&last=2024-01-31"


@pytest.fixture
def dealer(dealers):
    """100.00, then a fine of 30.00, in January 2024; a deposit of 50.00."""
    make_entry("100.00", dealer=dealers.guangzhou, memo="=1+1")
    fines = {"account": Account.FINES, "against": Account.BRAND_FINE_INCOME}
    make_entry("-30.00", dealer=dealers.guangzhou, date=datetime.date(2024, 1, 9), **fines)
    held = {"account": Account.DEPOSIT, "against": Account.BRAND_CASH}
    make_entry("50.00", dealer=dealers.guangzhou, **held)
    return dealers.guangzhou


def page_of(dealer, query: str = DAYS) -> str:
    return f"{reverse('dealers:dealer_account', args=[dealer.pk])}?{query}"


def test_it_works(dealer, hq_client):
    page = hq_client.get(page_of(dealer), headers={"accept-language": "en"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "By business date" in text
    assert [
        section.sum.closing for section in page.context["statement"].sections
    ] == [70, 0, 50]  # fmt: skip


def test_a_dealer_reads_its_own_on_the_portal(dealer, dealer_client):
    page = dealer_client.get(f"{reverse('portal:movements')}?{DAYS}")
    assert page.context["statement"].dealer == dealer
    assert "70.00" in page.content.decode()


def test_a_dealer_reads_no_other(dealers, dealer_client):
    assert dealer_client.get(page_of(dealers.hangzhou)).status_code == 404
    other = reverse("api:dealers-account", args=[dealers.hangzhou.pk])
    assert dealer_client.get(other).status_code == 404
    asked = f"{reverse('portal:movements')}?dealer={dealers.hangzhou.code}"
    assert dealer_client.get(asked).status_code == 404


@pytest.mark.parametrize("days", ["first=2024-02-01&last=2024-01-01", "first=x", "basis=other"])
def test_days_that_make_no_sense(dealer, hq_client, dealer_client, days):
    assert hq_client.get(page_of(dealer, days)).status_code == 422
    assert hq_client.get(page_of(dealer, f"{days}&format=csv")).status_code == 422
    assert dealer_client.get(f"{reverse('portal:movements')}?{days}").status_code == 200
    api = reverse("api:dealers-account", args=[dealer.pk])
    assert hq_client.get(f"{api}?{days}").status_code == 400


def test_this_year_so_far_by_default(dealer, hq_client):
    form = hq_client.get(page_of(dealer, "")).context["form"]
    today = datetime.date.today()
    assert form.cleaned_data["first"] == today.replace(month=1, day=1)


def test_the_csv_runs_from_opening_to_closing(dealer, hq_client):
    answer = hq_client.get(page_of(dealer, f"{DAYS}&format=csv"))
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    balance = [row for row in rows if row[0] == "Balance"]
    assert [row[-1] for row in balance] == ["0.00", "100.00", "70.00", "70.00"]
    assert balance[1][6] == "'=1+1"  # text, whatever a spreadsheet makes of it
    assert f"account-{dealer.code}" in answer["Content-Disposition"]


def test_the_workbook_opens(dealer, dealer_client):
    answer = dealer_client.get(f"{reverse('portal:movements')}?{DAYS}&format=xlsx")
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_the_pdf_can_be_searched(dealer, hq_client, brand):
    dealer.name = "广州厨电经销有限公司"
    dealer.save()
    address = page_of(dealer, f"{DAYS}&format=pdf")
    answer = hq_client.get(address, headers={"accept-language": "zh-hans"})
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "广州厨电经销有限公司" in text
    assert "70.00" in text


def test_what_is_too_long_for_paper_says_so(dealer, hq_client, monkeypatch):
    monkeypatch.setattr("dealers.account.files.MOST_ON_PAPER", 2)
    answer = hq_client.get(page_of(dealer, f"{DAYS}&format=pdf"), follow=True)
    assert answer.redirect_chain[-1][0] == page_of(dealer)
    assert "3 movements are too many for paper" in answer.content.decode()


def test_by_the_api(dealer, hq_client):
    address = reverse("api:dealers-account", args=[dealer.pk])
    answer = hq_client.get(f"{address}?{DAYS}").json()
    balance, _goods, deposit = answer["sections"]
    assert balance["sum"] == {
        "name": "balance", "opening": "0.00", "debit": "30.00", "credit": "100.00",
        "closing": "70.00",
    }  # fmt: skip
    assert [row["balance"] for row in balance["movements"]] == ["100.00", "70.00"]
    assert deposit["sum"]["closing"] == "50.00"
    assert (answer["dealer"], answer["basis"]) == (dealer.code, "date")


def test_a_page_costs_the_same_at_any_length(dealer, hq_client, django_assert_max_num_queries):
    for _ in range(40):
        make_entry("1.00", dealer=dealer)
    with django_assert_max_num_queries(45):
        hq_client.get(page_of(dealer))

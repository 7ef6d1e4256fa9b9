"""The dealer's own pages: what is the dealer's, all of it, and nothing else."""

import datetime
import re

import pytest
from django.utils import timezone

from dealers.choices import Account, Role
from dealers.models import Dealer
from rebates.choices import AnswerKind
from rebates.models import StatementAnswer, Step
from rebates.sales.cells import mark_changed
from rebates.services.statements import issue_statement
from tests import factories as make
from tests.conftest import person, signed_in
from tests.factories import make_entry, make_sale, make_statement, make_version
from tests.portal.reading import text

pytestmark = pytest.mark.django_db
PAGES = ["/portal/", "/portal/rebates/", "/portal/penalties/", "/portal/territory/",
         "/portal/prices/"]  # fmt: skip


def fine(dealer: Dealer, amount: str, **more) -> None:
    values = {"account": Account.FINES, "against": Account.BRAND_FINE_INCOME}
    make_entry(f"-{amount}", dealer=dealer, **values, **more)


def waiting_statement(dealer: Dealer):
    """Issued today, so that the days to answer are not over."""
    today = timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)
    return make_statement(dealer, make.make_run(date_from=today, date_to=tomorrow))


def test_it_works(dealer_client, dealers):
    make_entry("1000.00", dealer=dealers.guangzhou)
    page = text(dealer_client, "/")
    assert "1,000.00" in page
    assert "The brand owes you this amount." in page


@pytest.mark.parametrize("address", PAGES)
class TestWhoComesIn:
    def test_principal_and_clerk(self, dealer_client, clerk_client, address):
        assert dealer_client.get(address).status_code == 200
        assert clerk_client.get(address).status_code == 200

    def test_nobody_of_the_brand(self, hq_client, province_client, auditor_client, address):
        for client in (hq_client, province_client, auditor_client):
            assert client.get(address).status_code == 404

    def test_nobody_without_signing_in(self, client, address):
        assert client.get(address).headers["Location"].startswith("/sign-in/")

    def test_nobody_writes(self, dealer_client, address):
        assert dealer_client.post(address).status_code == 405

    def test_a_foreign_dealer_is_not_there(self, dealer_client, dealers, address):
        assert dealer_client.get(f"{address}?dealer=GZ").status_code == 200
        for foreign in ("HZ", "GD", "NOBODY"):
            assert dealer_client.get(f"{address}?dealer={foreign}").status_code == 404

    def test_an_upper_dealer_chooses_those_below(self, upper_client, dealers, address):
        assert "Dealer GZ" in text(upper_client, f"{address}?dealer=GZ")
        assert upper_client.get(f"{address}?dealer=HZ").status_code == 404

    @pytest.mark.parametrize("status", ["suspended", "terminated"])
    def test_a_dealer_out_of_business_still_reads(self, dealer_client, dealers, address, status):
        Dealer.objects.filter(code="GZ").update(status=status)
        make_sale(dealer=dealers.guangzhou, date=timezone.localdate())
        make_version()
        assert dealer_client.get(address).status_code == 200

    def test_a_dealer_without_anything(self, dealer_client, address):
        assert dealer_client.get(address).status_code == 200


class TestTheAccount:
    @pytest.mark.parametrize(
        ("amount", "sentence"),
        [("10.00", "The brand owes you this amount."), ("-80.00", "You owe the brand this amount"),
         (None, "Neither side owes the other anything.")],
    )  # fmt: skip
    def test_the_sign_is_put_into_words(self, dealer_client, dealers, amount, sentence):
        if amount:
            make_entry(amount, dealer=dealers.guangzhou)
        assert sentence in text(dealer_client, "/")

    def test_the_deposit_stands_apart(self, dealer_client, dealers):
        make_entry("5000.00", dealer=dealers.guangzhou, account=Account.DEPOSIT,
                   against=Account.BRAND_CASH)  # fmt: skip
        page = text(dealer_client, "/")
        assert "Neither side owes the other anything." in page
        assert "5,000.00" in page
        assert "It is not part of the balance." in page

    def test_nothing_of_others(self, dealer_client, dealers):
        make_entry("777.77", dealer=dealers.hangzhou)
        fine(dealers.hangzhou, "666.66")
        foreign = waiting_statement(dealers.hangzhou)
        page = text(dealer_client, "/")
        assert not [word for word in ("777.77", "666.66", foreign.number) if word in page]

    def test_an_upper_dealer_reads_one_account_at_a_time(self, upper_client, dealers):
        make_entry("111.11", dealer=dealers.guangdong)
        make_entry("222.22", dealer=dealers.guangzhou)
        own, below = text(upper_client, "/"), text(upper_client, "/?dealer=GZ")
        assert ("111.11" in own, "222.22" in own) == (True, False)
        assert ("111.11" in below, "222.22" in below) == (False, True)
        assert "/portal/prices/?dealer=GZ" in below

    def test_an_empty_account_says_so_everywhere(self, dealer_client):
        page = text(dealer_client, "/")
        for sentence in ("No penalties", "There is no statement yet",
                         "Nothing has moved on your account yet.",
                         "No rebate programme is open for you at present."):  # fmt: skip
            assert sentence in page


class TestStatementsThatWait:
    def test_the_principal_is_asked_and_the_clerk_reads(self, dealer_client, clerk_client, dealers):
        statement = waiting_statement(dealers.guangzhou)
        page = text(dealer_client, "/")
        assert f'href="/statements/{statement.pk}/">Read, then confirm or dispute<' in page
        assert page.index("A statement waits for your answer") < page.index(">Balance<")
        assert "Read the statement" in text(clerk_client, "/")

    @pytest.mark.parametrize(
        ("said", "told"),
        [([], True), ([AnswerKind.CONFIRMED], False), ([AnswerKind.DISPUTED], False),
         ([AnswerKind.DISPUTED, AnswerKind.REPLIED], True)],
    )  # fmt: skip
    def test_while_it_is_the_dealers_turn(self, dealer_client, dealers, said, told):
        statement = waiting_statement(dealers.guangzhou)
        for kind in said:
            StatementAnswer.objects.create(statement=statement, kind=kind)
        assert ("own-waiting" in text(dealer_client, "/")) is told

    def test_not_once_the_days_to_answer_are_over(self, dealer_client, dealers):
        past = timezone.now() - datetime.timedelta(days=90)
        issue_statement(run=make.make_run(), dealer=dealers.guangzhou, issued_at=past)
        page = text(dealer_client, "/")
        assert "own-waiting" not in page
        assert "No answer in time" in page


class TestRebates:
    def test_what_is_missing_to_the_next_step_and_what_it_would_bring(self, dealer_client, dealers):
        version = make_version(period="year")  # 1 % from the first yuan
        Step.objects.create(version=version, lower=100_000, percent=3)
        make_sale("82400", dealer=dealers.guangzhou, date=timezone.localdate())
        mark_changed([timezone.localdate()])
        for address in ("/", "/portal/rebates/"):
            page = text(dealer_client, address)
            assert "17,600.00 more: 3 % instead of 1 %, on everything." in page
            assert "That would bring 2,176.00 more." in page  # 3,000.00 − 824.00
            assert '<progress class="progress" value="82400" max="100000"' in page
            assert 'aria-valuetext="82,400.00 of 100,000.00"' in page

    def test_the_rule_in_names_without_a_word_of_others(self, dealer_client, dealers):
        make.make_line("hoods", name_en="Range hoods")
        make_version(
            scope={
                "kinds": ["sell_in"],
                "include": {"dealers": ["GZ", "HZ"], "product_lines": ["hoods"],
                            "tiers": ["city"], "channels": ["offline"]},
            }
        )  # fmt: skip
        page = text(dealer_client, "/portal/rebates/")
        assert "only product lines Range hoods" in page
        assert "only sales channels Offline" in page
        assert not re.search(r"\bHZ\b", page)  # a word: a token may have the letters

    def test_a_programme_of_other_dealers_is_not_told(self, dealer_client, stranger_client):
        programme = make.make_programme("SECRET", name="Geheimpolitik")
        make_version(programme, scope={"kinds": ["sell_in"], "include": {"dealers": ["HZ"]}})
        assert "Geheimpolitik" not in text(dealer_client, "/portal/rebates/")
        assert "Geheimpolitik" in text(stranger_client, "/portal/rebates/")


class TestPenalties:
    def test_sum_and_list_with_what_was_taken_back(self, dealer_client, dealers):
        fine(dealers.guangzhou, "5000.00", memo="late installation")
        make_entry("2000.00", dealer=dealers.guangzhou, account=Account.FINES,
                   against=Account.BRAND_FINE_INCOME, memo="overturned")  # fmt: skip
        make_entry("999.00", dealer=dealers.guangzhou)
        page = text(dealer_client, "/portal/penalties/")
        assert '<p class="own-figure">3,000.00</p>' in page
        assert [word in page for word in ("-5,000.00", "+2,000.00", "999.00")] == [
            True, True, False,
        ]  # fmt: skip
        assert "late installation" in page

    def test_a_fine_drawn_on_the_deposit_counts_once(self, dealer_client, dealers):
        """The fine is put to the account, then the deposit pays it: nothing is left to pay."""
        fine(dealers.guangzhou, "100.00")
        make_entry("100.00", dealer=dealers.guangzhou, account=Account.FINES,
                   against=Account.DEPOSIT)  # fmt: skip
        assert "Deposit → Fines" in text(dealer_client, "/")
        assert "Neither side owes the other anything." in text(dealer_client, "/")


class TestBothSides:
    def test_who_stands_on_both_sees_both(self, dealers):
        access = person("both", Role.AUDITOR)
        make.make_grant(user=access.user, role=Role.CLERK, dealer=dealers.guangzhou)
        make_entry("1000.00", dealer=dealers.guangzhou)
        make_entry("777.77", dealer=dealers.hangzhou)
        client = signed_in(access)
        page = text(client, "/")
        assert "From sales to statements" in page
        assert "The brand owes you this amount." in page
        assert client.get("/portal/?dealer=HZ").status_code == 404
        assert "777.77" not in text(client, "/portal/")
        assert 'class="bar' not in page

    def test_the_brand_alone_sees_no_account(self, hq_client):
        page = text(hq_client, "/")
        assert "From sales to statements" in page
        assert "Open rebates" not in page


def test_the_principal_is_led_to_the_people_of_the_firm(dealer_client, clerk_client):
    assert 'href="/users/">People of my firm<' in text(dealer_client, "/")
    assert "People of my firm" not in text(clerk_client, "/")

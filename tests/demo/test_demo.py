"""The demo brand in a database: complete, believable, proved, and never loaded over another."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal as D
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from channels_mgmt.accounts.demo import demo_code
from channels_mgmt.core.imports.service import import_file
from channels_mgmt.core.models import AuditEntry, ImportBatch, User
from channels_mgmt.core.scopes import SYSTEM
from channels_mgmt.demo import history
from channels_mgmt.demo.loading import load
from channels_mgmt.demo.people import PASSWORD, PEOPLE
from dealers.choices import Account
from dealers.deposits import deposit_of, short
from dealers.models import (
    BankAccount,
    Brand,
    Contract,
    Dealer,
    LedgerEntry,
    Region,
    Shop,
    Target,
    Territory,
)
from dealers.roles import access_of
from dealers.uscc import validate_uscc
from pricing.models import SKU, Exclusive, Price
from rebates.choices import PaymentForm, RunStatus, VersionStatus
from rebates.conduct.models import Violation
from rebates.models import (
    Payout,
    PayoutBatch,
    ProgrammeVersion,
    RunLine,
    SettlementRun,
    Statement,
    StatementAnswer,
)
from rebates.sales.models import Packing, SalesLine, Scan, Serial

# As the tests sign in with: the real one takes its time on purpose.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


@pytest.fixture(scope="module")
def demo_files(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, demo_files):
    """The smallest demo, loaded once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=QUICK, MEDIA_ROOT=demo_files):
            loaded = load(scale="tiny")
        yield loaded
        transaction.set_rollback(True)


def run_command(*args: str) -> str:
    out = StringIO()
    call_command("load_demo", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.usefixtures("demo")
class TestLoaded:
    def test_it_works(self, demo):
        assert demo.new
        assert demo.dealers == Dealer.objects.count() == 19
        assert demo.sales == SalesLine.objects.count() > 5_000

    @pytest.mark.parametrize(
        ("file", "accepted", "rejected", "faults"),
        [
            ("sales-2026-11.csv", 12, 0, set()),
            (
                "sales-with-faults.csv",
                1,
                7,
                {"unknown_dealer", "no_such_day", "unknown_sku", "not_whole", "not_a_number"}
                | {"unknown_shop", "conflict"},
            ),
        ],
    )
    def test_the_sample_files_do_what_the_readme_says(self, file, accepted, rejected, faults):
        path = SAMPLES / file
        report = import_file(kind="sales", path=path, access=SYSTEM, dry_run=True)
        assert (report.accepted, report.rejected) == (accepted, rejected)
        assert {error.code for error in report.errors} == faults

    def test_the_books_are_proved(self, settings, demo_files):
        settings.MEDIA_ROOT = demo_files
        out = StringIO()
        call_command("verify_books", stdout=out)
        assert "proved" in out.getvalue()

    def test_a_second_call_changes_nothing_and_is_quick(self):
        counted = [model.objects.count() for model in (SalesLine, AuditEntry, User)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            again = load(scale="tiny")
        assert not again.new
        assert len(queries) <= 3
        assert [m.objects.count() for m in (SalesLine, AuditEntry, User)] == counted

    def test_the_command_says_that_it_was_loaded_and_who_can_sign_in(self):
        said = run_command()
        assert "loaded before" in said
        assert PASSWORD in said
        assert all(person.username in said for person in PEOPLE)

    def test_the_command_answers_in_json(self):
        answer = json.loads(run_command("--format", "json"))
        assert answer["new"] is False
        assert [p["username"] for p in answer["people"]] == [p.username for p in PEOPLE]

    def test_the_brand_has_what_a_letterhead_needs(self):
        brand = Brand.current()
        validate_uscc(brand.uscc)
        assert brand.address
        assert brand.phone

    @pytest.mark.parametrize("model", [Brand, Dealer, SKU, Shop, Region])
    def test_everything_has_a_name_in_both_languages(self, model):
        for found in model.objects.all():
            with override("en"):
                english = found.label
            with override("zh-hans"):
                assert english != found.label, found

    def test_every_master_page_has_something(self):
        for model in (Territory, Price, Exclusive, ImportBatch):
            assert model.objects.exists(), model
        assert Counter(Dealer.objects.values_list("status", flat=True)) == {
            "active": 16, "applicant": 1, "suspended": 1, "terminated": 1,
        }  # fmt: skip

    def test_returns_refer_to_lines_that_are_there(self):
        returned = SalesLine.objects.exclude(returns_order="")
        sold = set(SalesLine.objects.values_list("order_number", "line_number"))
        assert returned.count() > 50
        assert set(returned.values_list("returns_order", "returns_line")) <= sold


@pytest.mark.usefixtures("demo")
class TestHistory:
    def test_there_is_a_run_of_each_kind(self):
        found = Counter(SettlementRun.objects.values_list("status", flat=True))
        assert found == {RunStatus.POSTED: 8, RunStatus.REVERSED: 1, RunStatus.DRAFT: 1}

    def test_one_person_starts_and_another_approves(self):
        for run in SettlementRun.objects.exclude(status=RunStatus.DRAFT):
            assert (run.created_by.username, run.approved_by.username) == ("hq", "finance")

    def test_every_programme_is_proposed_by_one_person_and_approved_by_another(self):
        versions = ProgrammeVersion.objects.all()
        assert {version.status for version in versions} == {VersionStatus.APPROVED}
        people = {
            (version.created_by.username, version.approved_by.username) for version in versions
        }
        assert people == {("hq", "finance")}

    def test_statements_are_confirmed_disputed_and_replied_to(self):
        found = Counter(Statement.objects.with_answer().values_list("answer", flat=True))
        assert found.keys() == {"open", "confirmed", "disputed", "replied"}
        files = StatementAnswer.objects.exclude(file="").values_list("media_type", flat=True)
        assert {*files} == {"image/png", "application/pdf"}

    def test_every_programme_has_paid_somebody(self):
        paid = RunLine.objects.filter(run__status=RunStatus.POSTED, due__gt=0)
        unpaid = set(ProgrammeVersion.objects.values_list("programme__code", flat=True))
        assert unpaid - set(paid.values_list("programme__code", flat=True)) == set()

    def test_late_returns_lowered_what_was_settled_anew(self):
        reversal = SettlementRun.objects.get(reverses__isnull=False)
        anew = SettlementRun.objects.get(pk=reversal.pk + 1)
        before, back, after = (amount(run) for run in (reversal.reverses, reversal, anew))
        assert before == -back
        assert after < before

    def test_some_lines_pay_nothing_and_say_why(self):
        nothing = RunLine.objects.filter(run__status=RunStatus.POSTED, due=0, amount=0)
        assert nothing.exists()
        assert all(line.explanation for line in nothing)

    def test_the_dealer_who_signs_in_has_a_chain_of_statements(self):
        person = next(person for person in PEOPLE if person.username == "dealer")
        chain = list(Statement.objects.filter(dealer__code=person.dealer).order_by("id"))
        assert len(chain) == len(history.SETTLED) + 2
        assert [s.opening for s in chain[1:]] == [s.closing for s in chain[:-1]]
        assert chain[-1].closing > 0

    def test_deposits_are_lodged_and_rebates_in_cash_are_paid_out(self):
        entries = LedgerEntry.objects.all()
        assert entries.balance([Account.DEPOSIT]) == 500_000 + 4 * 200_000 + 5 * 50_000 + 7 * 5_000
        unknown = Payout.objects.get(why="no_account")  # the newest outlet's bank is not known
        in_cash = RunLine.objects.filter(
            run__date_to="2026-01-01", programme__payment_form=PaymentForm.CASH
        ).exclude(dealer=unknown.dealer)
        paid = entries.filter(debit=Account.PAYOUTS, credit=Account.BRAND_CASH)
        returned = Payout.objects.get(status="returned")
        assert returned.amount > 0
        assert sum(paid.values_list("amount", flat=True)) + returned.amount == sum(
            in_cash.values_list("amount", flat=True)
        )

    def test_a_batch_pays_2025_out_and_says_where_it_does_not(self):
        batch = PayoutBatch.objects.get()
        assert batch.status == "exported"
        assert {"cash", "credit", "goods"} == set(batch.payouts.values_list("form", flat=True))
        assert not batch.payouts.filter(status="open").exists()
        assert LedgerEntry.objects.all().balance([Account.GOODS_CREDIT]) > 0
        assert BankAccount.objects.filter(status="proposed").count() == 1

    def test_contracts_are_signed_by_a_second_person_and_renewed_with_targets(self):
        found = Counter(Contract.objects.values_list("valid_from__year", "status"))
        assert found == {(2025, "in_force"): 18, (2026, "in_force"): 17, (2027, "draft"): 1}
        assert not Contract.objects.filter(valid_from__year=2026, renews=None).exists()
        assert Target.objects.filter(period_from__year=2026).count() > 100

    def test_one_deposit_is_short_and_one_is_to_be_given_back(self):
        day = date(2026, 11, 1)
        lacking = short(Dealer.objects.all(), day).values_list("code", "deposit_missing")
        assert {*lacking} == {("C440100-1", D(10_000)), ("C440600-1", D(50_000))}
        left = Dealer.objects.get(status="terminated")
        refunds = deposit_of(left, day, SYSTEM.scope).refunds
        assert [refund.amount for refund in refunds] == [D(2_500), D(2_500)]

    def test_three_cases_lead_from_scans_to_a_statement_with_fines(self):
        cases = Violation.objects.order_by("offence_date")
        assert [case.decisions.get().fine for case in cases] == [100_000, 150_000, 0]
        assert {case.status for case in cases} == {"settled"}
        assert not Territory.objects.filter(dealer__code="C440600-1", valid_to=None).exists()
        fined, gets = (
            Statement.objects.filter(dealer__code=code).latest("pk").content
            for code in ("C440600-1", "C330100-1")
        )
        assert [line["amount"] for line in fined["fines"]] == ["-100000.00", "-150000.00"]
        assert fined["demand"]["amount"] == "50000.00"
        assert {line["part"] for line in gets["fines"]} == {"share"}

    def test_october_waits_for_whoever_tries_the_main_job(self):
        assert SalesLine.objects.filter(date__gte="2026-10-01").exists()
        assert not SettlementRun.objects.filter(date_to__gt="2026-10-01").exists()


@pytest.mark.usefixtures("demo")
class TestPeople:
    def test_who_approves_or_posts_has_a_second_factor_and_the_pages_show_its_codes(self):
        shown = {p.username for p in PEOPLE if demo_code(User.objects.get(username=p.username))}
        assert shown == {"hq", "finance"}

    @pytest.mark.parametrize("person", PEOPLE, ids=lambda p: p.username)
    def test_they_sign_in_with_the_password_of_the_demo(self, person):
        assert authenticate(username=person.username, password=PASSWORD)

    @pytest.mark.parametrize(
        ("username", "own"),
        [
            ("hq", lambda dealers: dealers),
            ("finance", lambda dealers: dealers),
            ("auditor", lambda dealers: dealers),
            ("guangdong", lambda dealers: dealers.filter(home_region__code__startswith="44")),
            ("guangzhou", lambda dealers: dealers.filter(home_region__code__startswith="4401")),
            ("dealer", lambda dealers: dealers.filter(code="C440100-1")),
            ("dealer2", lambda dealers: dealers.filter(code="C330100-1")),
            ("dealer3", lambda dealers: dealers.filter(code="C440600-1")),
            ("clerk", lambda dealers: dealers.filter(code="C440100-1")),
            ("provincial", lambda dealers: dealers.filter(pk__in=with_all_below("P440000-1"))),
        ],
    )
    def test_they_see_the_dealers_of_their_part(self, username, own):
        scope = access_of(User.objects.get(username=username)).scope
        seen = set(Dealer.objects.visible_to(scope))
        assert seen
        assert seen == set(own(Dealer.objects.all()))


def with_all_below(code: str) -> set[int]:
    found = level = set(Dealer.objects.filter(code=code).values_list("pk", flat=True))
    while level := set(Dealer.objects.filter(upstream__in=level).values_list("pk", flat=True)):
        found |= level
    return found


def amount(run: SettlementRun) -> D:
    return sum(run.lines.values_list("amount", flat=True), D(0))


def test_the_path_of_a_unit_can_be_followed(demo):
    unit = Serial.objects.get(code__endswith="-0022")
    assert set(Packing.objects.filter(serial=unit.code).values_list("parent", flat=True)) == {
        "LZ26-C0021"
    }
    assert {scan.by for scan in Scan.objects.filter(serial__in=[unit.code, "LZ26-P002"])} == {
        "inspector",
        "warehouse",
    }

"""A statement: opening balance + movements = closing balance, one chain for each dealer."""

from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from channels_mgmt.core.scopes import SYSTEM, Access
from dealers.choices import Account
from rebates.choices import RunStatus
from rebates.models import RunLine, Statement, StatementDocument
from rebates.services.posting import post_run
from rebates.services.reversing import reverse_run
from rebates.services.runs import approve_run
from rebates.services.statements import check_statement, issue_statement
from rebates.services.statements.content import digest_of
from tests.statements.world import MOMENT


def amounts(statement: Statement) -> tuple[str, str, str]:
    return tuple(str(a) for a in (statement.opening, statement.movements, statement.closing))


def test_it_works(statement):
    assert amounts(statement) == ("0.00", "1000.00", "1000.00")
    assert statement.previous is None
    assert check_statement(statement) == []


def test_a_statement_opens_with_what_the_one_before_closed_with(world, statement):
    dealer, version = statement.dealer, statement.run.lines.get().version
    second = world.run("2012Q4")
    world.line(second, dealer, version, "150000", period="2012Q4")
    following = world.post(second, dealer)
    assert amounts(following) == ("1000.00", "3000.00", "4000.00")
    assert following.previous == statement
    assert following.content["previous"] == statement.number
    assert check_statement(following) == []


def test_case_21_a_negative_balance_is_stated_and_carried_forward(world):
    """Balance 20.00, then a correction of −100.00: −80.00 is shown and carried forward."""
    dealer, version = world.dealer(), world.programme()
    first, second, third = world.run("2012Q1"), world.run("2012Q2"), world.run("2012Q3")
    world.line(first, dealer, version, "2000", period="2012Q1")
    world.line(second, dealer, version, "2000", period="2012Q1", due=D("-80"), already=D("20"))
    world.line(third, dealer, version, "1000", period="2012Q3")
    assert [amounts(world.post(run, dealer)) for run in (first, second, third)] == [
        ("0.00", "20.00", "20.00"),
        ("20.00", "-100.00", "-80.00"),
        ("-80.00", "10.00", "-70.00"),
    ]


def test_what_else_moved_the_balance_is_a_movement_of_the_next_statement(world, statement):
    dealer = statement.dealer
    fine = world.entry(dealer, "-300", memo="2012-118")
    world.entry(dealer, "5000", account=Account.DEPOSIT, key="deposit")
    following = world.post(world.run("2012Q4"), dealer)
    assert amounts(following) == ("1000.00", "-300.00", "700.00")
    [other] = following.content["others"]
    assert (other["entry"], other["amount"], other["memo"]) == (fine.pk, "-300.00", "2012-118")
    deposit = following.content["deposit"]
    assert (deposit["opening"], deposit["closing"]) == ("0.00", "5000.00")
    assert [entry["amount"] for entry in deposit["entries"]] == ["5000.00"]


def test_a_fine_that_draws_on_the_deposit_leaves_the_balance_alone(world):
    dealer = world.dealer()
    world.entry(dealer, "5000", account=Account.DEPOSIT, key="deposit")
    world.entry(dealer, "-2000", key="fine")
    drawn = {"account": Account.FINES, "against": Account.DEPOSIT, "amount": D(2000)}
    world.move(dealer, key="draw", **drawn)
    statement = world.post(world.run(), dealer)
    assert amounts(statement) == ("0.00", "0.00", "0.00")
    assert [other["amount"] for other in statement.content["others"]] == ["-2000.00", "2000.00"]
    assert statement.content["deposit"]["closing"] == "3000.00"


def test_posting_and_reversing_a_run_issues_statements_that_prove_true(world, admin_user):
    """Through the real services."""
    second = Access(admin_user, SYSTEM.rights)
    dealer, stranger, version = world.dealer(), world.dealer("D0099"), world.programme()
    run = world.run(status=RunStatus.DRAFT)
    world.line(run, dealer, version, "75000")
    world.line(run, stranger, version, "0")
    post_run(run=approve_run(run=run, access=second, reason="checked"), access=SYSTEM)
    back = reverse_run(run=run, access=SYSTEM, reason="wrong file")
    post_run(run=approve_run(run=back, access=second, reason="checked"), access=SYSTEM)

    first, last = Statement.objects.filter(dealer=dealer).order_by("id")
    assert amounts(first) == ("0.00", "1000.00", "1000.00")
    assert amounts(last) == ("1000.00", "-1000.00", "0.00")
    [line] = last.content["lines"]
    assert (line["due"], line["already_posted"], line["amount"]) == ("0.00", "1000.00", "-1000.00")
    assert last.content["others"] == []
    assert last.content["run"]["reverses"] == run.pk
    [untouched] = Statement.objects.filter(dealer=stranger)
    assert amounts(untouched) == ("0.00", "0.00", "0.00")
    assert [check_statement(each) for each in Statement.objects.all()] == [[], [], []]


def test_one_dealers_entries_are_not_on_another_ones_statement(world, statement):
    other = world.dealer("D0035")
    world.entry(other, "-300")
    run = world.run("2012Q4")
    assert amounts(world.post(run, statement.dealer)) == ("1000.00", "0.00", "1000.00")
    assert amounts(world.post(run, other)) == ("0.00", "-300.00", "-300.00")


def test_a_run_has_one_statement_for_a_dealer(world):
    run, dealer = world.run(), world.dealer()
    world.entry(dealer, "20")
    world.post(run, dealer)
    with pytest.raises(IntegrityError), transaction.atomic():
        world.post(run, dealer)


def test_a_statement_whose_lines_are_not_what_the_ledger_has_is_not_issued(world):
    run, dealer = world.run(), world.dealer()
    world.line(run, dealer, world.programme(), "75000")
    with pytest.raises(ValueError, match="the ledger has 0.00, the lines say 1000.00"):
        issue_statement(run=run, dealer=dealer, issued_at=MOMENT)


@pytest.mark.parametrize("model", [Statement, StatementDocument])
@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(id=rows.get().pk),
        lambda rows: rows._raw_delete(rows.db),
    ],
)
def test_nothing_of_it_is_ever_changed_or_deleted(statement, model, change):
    StatementDocument.objects.create(statement=statement, language="en", pdf=b"%PDF", sha256="0")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(model.objects.all())


@pytest.mark.parametrize(
    ("code", "period", "number"),
    [
        ("D0034", "2012", "ST-2012-{run:06}-D0034"),
        ("D0034", "2012Q4", "ST-2012Q4-{run:06}-D0034"),
        ("D0034", "2012-07", "ST-2012-07-{run:06}-D0034"),
        ("D0034", "2012-01-05/2012-03-16", "ST-20120105-20120316-{run:06}-D0034"),
        ("AW00000001", "2012H1", "ST-2012H1-{run:06}-AW00000001"),
        ("粤-广州-01", "2012", "ST-2012-{run:06}---01~{dealer}"),
        ("A#1?x", "2012", "ST-2012-{run:06}-A1x~{dealer}"),
    ],
)
def test_the_number_is_readable_and_fit_for_an_address(world, code, period, number):
    run, dealer = world.run(period), world.dealer(code)
    assert world.post(run, dealer).number == number.format(run=run.pk, dealer=dealer.pk)


def test_long_codes_that_begin_alike_have_different_numbers(world):
    run = world.run("2012-01-05/2012-03-16")
    numbers = {
        world.post(run, world.dealer("GUANGDONG-GUANGZHOU-" + tail)).number
        for tail in ("EAST", "WEST", "EAST-2")
    }
    assert len(numbers) == 3
    assert all(len(number) <= 40 for number in numbers)


def test_the_queries_do_not_grow_with_lines_or_entries(world):
    version = world.programme()

    def queries(dealer, lines):
        run = world.run()
        for month in range(1, lines + 1):
            world.line(run, dealer, version, "75000", period=f"2012-{month:02}")
            world.entry(dealer, "-1", key=f"{dealer.pk}:{month}")
        world.book(run, dealer)
        with CaptureQueriesContext(connection) as captured:
            issue_statement(run=run, dealer=dealer, issued_at=MOMENT)
        return len(captured)

    few, many = queries(world.dealer("A"), 1), queries(world.dealer("B"), 12)
    assert few == many <= 14


def test_the_content_tells_everything_without_a_language(statement):
    content = statement.content
    assert content["number"] == statement.number
    assert content["brand"]["name"] == "华厨电器股份有限公司"
    assert content["dealer"]["code"] == "D0034"
    assert [place["name_en"] for place in content["dealer"]["home"]] == ["Guangdong", "Guangzhou"]
    assert content["issued_at"] == "2013-01-08T10:30:00+08:00"
    assert content["answer_by"] == "2013-01-23"
    run = content["run"]
    assert (run["from"], run["to"], run["input_digest"]) == ("2012-01-01", "2013-01-01", "ab" * 32)
    [line] = content["lines"]
    assert (line["period"], line["step"], line["amount"]) == ("2012", 2, "1000.00")
    assert line["target_measure"] == "75000.0000"
    assert line["explanation"] == RunLine.objects.get().explanation
    assert content["payment_forms"] == [{"form": "credit", "amount": "1000.00"}]


def test_the_digest_is_the_same_after_a_round_through_the_database(statement):
    stored = Statement.objects.get(pk=statement.pk)
    assert digest_of(stored.content) == stored.digest == statement.digest
    backwards = dict(reversed(stored.content.items()))
    assert digest_of(backwards) == stored.digest


def test_what_is_written_on_it_stays_when_the_masters_change(statement):
    dealer = statement.dealer
    dealer.name, dealer.tier.name = "改名有限公司", "别的"
    dealer.save()
    stored = Statement.objects.get(pk=statement.pk)
    assert stored.content["dealer"]["name"] == "广州珠江厨电商贸有限公司"

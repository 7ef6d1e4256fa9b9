"""Two people take in the same rows at the same moment: every row is there once."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from channels_mgmt.core.imports.undoing import undo_import
from channels_mgmt.core.models import ImportBatch, ImportStatus, KeyedAnswer
from channels_mgmt.core.scopes import SYSTEM
from channels_mgmt.core.triggers import set_guard
from dealers.choices import Role
from dealers.models import Dealer
from dealers.services.tiers import create_default_tiers
from rebates.choices import RunStatus
from rebates.sales.models import SalesLine
from rebates.sales.services import intake
from rebates.services.posting import begin_posting
from rebates.services.runs import approve_run
from tests.conftest import person, signed_in
from tests.settlement.world import World

from .test_idempotency import send
from .world import DEALERS, MASTERS, SALES, take

HEAD, *_ = SALES.splitlines()
ROWS = [f"ERP,sell_in,R{n},1,2025-01-05,GZ,H-1,1,,10" for n in range(3000)]


@pytest.fixture
def brand(transactional_db):
    create_default_tiers()  # a test with real transactions begins with empty tables
    for kind, text in MASTERS.items():
        assert not take(kind, text).refused


def at_once(*calls):
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_each_line_is_written_once(brand):
    text = "\n".join([HEAD, *ROWS])
    reports = at_once(*[lambda: take("sales", text)] * 3)
    assert SalesLine.objects.count() == len(ROWS)
    assert sum(report.accepted for report in reports) == len(ROWS)
    assert sum(report.duplicates for report in reports) == 2 * len(ROWS)


def test_files_in_opposite_order_end_without_a_doubled_or_lost_line(brand):
    """Each holds lines the other waits for: one may be refused, and then wrote nothing."""
    texts = ["\n".join([HEAD, *ROWS]), "\n".join([HEAD, *reversed(ROWS)])]
    reports = at_once(*[lambda text=text: take("sales", text) for text in texts])
    assert SalesLine.objects.count() == len(ROWS)
    assert sum(report.accepted for report in reports) == len(ROWS)
    for report in reports:
        assert not report.refused or report.errors[0].code == "refused"


def overlapping(round_: int, rng: random.Random) -> tuple[list[str], list[str]]:
    """Two files with some rows in common, in any order."""
    rows = [f"ERP,sell_in,{round_}-{n},1,2025-01-05,GZ,H-1,1,,10" for n in range(60)]
    first, second = rng.sample(rows, 40), rng.sample(rows, 40)
    return [HEAD, *first], [HEAD, *second]


def taken_until_it_is(text: str):
    """What a person does when the database let the other one win: once more."""
    report = take("sales", text)
    while report.refused:
        assert [error.code for error in report.errors] == ["refused"]
        report = take("sales", text)
    return report


@pytest.mark.parametrize("rounds", [5, pytest.param(200, marks=pytest.mark.prove)])
def test_overlapping_files_leave_each_line_once(brand, rounds):
    rng = random.Random(rounds)
    for round_ in range(rounds):
        files = overlapping(round_, rng)
        texts = ["\n".join(lines) for lines in files]
        reports = at_once(*[lambda text=text: taken_until_it_is(text) for text in texts])
        wanted = {row.split(",")[2] for lines in files for row in lines[1:]}
        found = SalesLine.objects.filter(order_number__startswith=f"{round_}-")
        assert sorted(found.values_list("order_number", flat=True)) == sorted(wanted)
        assert sum(report.accepted for report in reports) == len(wanted)


@pytest.fixture
def no_key(brand, monkeypatch):
    """The table of sales lines without the constraint on their key."""
    meta = SalesLine._meta
    [key] = [one for one in meta.constraints if one.name == "sales_line_once"]
    set_guard(connection, meta.db_table, on=False)
    with monkeypatch.context() as changed, connection.schema_editor() as editor:
        changed.setattr(meta, "constraints", [one for one in meta.constraints if one != key])
        editor.remove_constraint(SalesLine, key)
    yield
    SalesLine.objects.all()._raw_delete("default")
    with connection.schema_editor() as editor:
        editor.add_constraint(SalesLine, key)
    set_guard(connection, meta.db_table, on=True)


def test_without_the_key_there_are_doubled_lines(no_key, monkeypatch):
    """The proof that the test above would see them: nobody looks, and nothing is unique."""
    monkeypatch.setattr(intake.LINES, "stored", lambda keys: [])
    monkeypatch.setattr(intake.LINES, "_on_conflict", "")
    text = "\n".join([HEAD, *ROWS[:50]])
    at_once(*[lambda: take("sales", text)] * 2)
    assert SalesLine.objects.count() == 100


def test_new_dealers_are_made_once(brand):
    text = DEALERS + "\n".join(f"N{n},新,city,GD,440100,,,," for n in range(300))
    reports = at_once(*[lambda: take("dealers", text)] * 3)
    assert Dealer.objects.count() == 303
    assert not any(report.refused for report in reports)
    assert sum(report.accepted for report in reports) == 300


def test_one_key_is_worked_on_once(brand):
    client = signed_in(person("hq", Role.HEADQUARTERS))
    answers = at_once(*[lambda: send(client, key="k")] * 4)
    assert {answer.status_code for answer in answers} == {201}
    first, *others = [answer.json() for answer in answers]
    assert others == [first] * 3
    assert (KeyedAnswer.objects.count(), SalesLine.objects.count()) == (1, 3)


def attempt(call):
    try:
        return call()
    except ValidationError as error:
        return error


@pytest.mark.parametrize("rounds", [2, pytest.param(30, marks=pytest.mark.prove)])
def test_either_the_run_is_posted_or_the_import_is_undone(transactional_db, rounds):
    world = World()
    world.programme(period="month")
    for month in range(1, rounds + 1):
        year, number = 2012 + (month - 1) // 12, (month - 1) % 12 + 1
        line = world.sell("D1", "100.00", f"{year}-{number:02}-15")
        after = f"{year + number // 12}-{number % 12 + 1:02}-01"
        run = world.draft(f"{year}-{number:02}-01", after)
        run = approve_run(run=run, access=world.finance, reason="checked")
        batch = ImportBatch.objects.get(pk=line.batch_id)
        at_once(
            lambda run=run: attempt(lambda: begin_posting(run=run, access=world.finance)),
            lambda b=batch: attempt(lambda: undo_import(batch=b, access=SYSTEM, reason="x")),
        )
        run.refresh_from_db()
        batch.refresh_from_db()
        posted, undone = run.status == RunStatus.POSTING, batch.status == ImportStatus.UNDONE
        assert posted != undone
        assert SalesLine.objects.filter(batch=batch).exists() == posted
        assert batch.committed_at < timezone.now()

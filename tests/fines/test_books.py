"""Whatever is done to fines behind the services' back, one fen of it is found."""

import pytest
from django.db import connection

from channels_mgmt.core.triggers import set_guard
from dealers.models import LedgerEntry
from rebates.conduct.models import PenaltyDecision
from rebates.models import FineLine, RunLine, Statement, TopUpDemand
from rebates.services.books import verify
from tests.conduct.making import make_rule_version
from tests.fines.world import APRIL, MARCH, D

FEN = D("0.01")
GUARDED = (LedgerEntry, Statement, PenaltyDecision, TopUpDemand)
STEPS = (
    {"number": 1, "fixed": D(100_000)},
    {"number": 2, "fixed": D(150_000), "rebate_percent": D(10)},
)


@pytest.fixture
def books(world):
    """Two fines, a forfeit, shares; the deposit drawn on, and a demand."""
    make_rule_version(steps=STEPS)
    world.programme(period="month", steps=[{"from": "0", "percent": "1"}])
    world.sell("D1", "1000000", "2026-04-05")
    world.contract()
    world.lodged("200000")
    world.fined(MARCH), world.fined(APRIL)
    world.month(4)
    for model in GUARDED:
        set_guard(connection, model._meta.db_table, on=False)
    yield world
    for model in GUARDED:
        set_guard(connection, model._meta.db_table, on=True)


def checks() -> set[str]:
    return {finding.check for finding in verify()}


def change(model, values, **which) -> None:
    first = model.objects.filter(**which).order_by("pk").first()
    model.objects.filter(pk=first.pk).update(**values)


def told(model, field: str, path: tuple, value, **which) -> None:
    """Change a figure deep in a document."""
    row = model.objects.filter(**which).order_by("pk").first()
    document = place = getattr(row, field)
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    model.objects.filter(pk=row.pk).update(**{field: document})


def test_it_works(books):
    assert checks() == set()


CHANGES = {
    "amount": lambda: change(FineLine, {"amount": -FEN, "due": -FEN}, part="fine"),
    "already": lambda: change(FineLine, {"already_posted": FEN, "amount": -100_000 - FEN}),
    "decision": lambda: change(PenaltyDecision, {"fine": 1, "fixed": 1}, fine__gt=0),
    "share": lambda: change(PenaltyDecision, {"share": FEN}, share__gt=0),
    "percent": lambda: change(PenaltyDecision, {"rebate_percent": 11}, rebate_percent=10),
    "parts": lambda: told(FineLine, "explanation", ("parts", "fixed"), "1.00", part="fine"),
    "basis": lambda: told(FineLine, "explanation", ("basis", "step_fixed"), "1", part="fine"),
    "goods": lambda: told(FineLine, "explanation", ("goods_value",), "1", part="share"),
    "rebates": lambda: change(RunLine, {"due": FEN, "amount": FEN}, amount__gt=0),
    "fine entry": lambda: change(LedgerEntry, {"amount": FEN}, key__startswith="fine:"),
    "draw": lambda: change(LedgerEntry, {"amount": FEN}, key__startswith="draw:"),
    "demand": lambda: change(TopUpDemand, {"held": FEN, "amount": 200_000 - FEN}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_found(books, name):
    CHANGES[name]()
    assert "fines" in checks()


@pytest.mark.parametrize(("prefix", "of"), [("fine:", "an entry"), ("draw:", "a draw")])
def test_what_no_line_explains_is_found(books, prefix, of):
    LedgerEntry.objects.create(
        dealer=books.dealers["D3"], debit="deposit", credit="fines", amount=FEN,
        date="2026-04-30", source="settlement:1", key=f"{prefix}1:3:9", memo=of,
    )  # fmt: skip
    [finding] = [f for f in verify() if f.check == "fines"]
    assert "0.01" in finding.message


def test_a_statement_that_tells_another_draw_is_found(books):
    told(Statement, "content", ("fines", 0, "draw", "free"), "99999999.00", dealer__code="D1")
    assert "statements" in checks()

"""kill -9 in the middle of a batch of PDFs: gone on with, every one is there once and whole."""

import hashlib
import random

import pytest

from rebates.models import SettlementRun, Statement, StatementDocument
from rebates.sales.cells import refresh_cells
from rebates.services.statements import render
from tests.settlement.killing import interrupted, statements
from tests.settlement.world import World

POINTS = pytest.mark.parametrize("points", [3, pytest.param(30, marks=pytest.mark.prove)])
DEALERS, FIRST = 2, 1900


def posted(years: int) -> list[SettlementRun]:
    world = World(dealers=DEALERS)
    world.programme(valid_from="1900-01-01")
    for year in range(FIRST, FIRST + years):
        for dealer in world.dealers:
            world.sell(dealer, "60000.00", f"{year}-03-15")
    refresh_cells()
    return [
        world.settle(f"{year}-01-01", f"{year + 1}-01-01") for year in range(FIRST, FIRST + years)
    ]


def render_all(run: SettlementRun) -> None:
    render.render_all(run=run, progress=lambda done, total: None)


def documents(run: SettlementRun) -> dict[tuple[int, str], str]:
    rows = StatementDocument.objects.filter(statement__run=run).order_by("pk")
    found = {(row.statement_id, row.language): bytes(row.pdf) for row in rows}
    assert len(found) == len(rows)
    assert [row.sha256 for row in rows] == [hashlib.sha256(bytes(r.pdf)).hexdigest() for r in rows]
    return {key: hashlib.sha256(pdf).hexdigest() for key, pdf in found.items()}


def uninterrupted(statement: Statement, language: str) -> str:
    """What it is when it is made in one go."""
    terms = {"content": statement.content, "digest": statement.digest}
    pdf = render.pdf_of(**terms, issued_at=statement.issued_at, language=language)
    return hashlib.sha256(pdf).hexdigest()


@POINTS
def test_a_killed_batch_is_gone_on_with(transactional_db, points):
    first, *runs = posted(points + 1)
    whole, rng = statements(lambda: render_all(first)), random.Random(points)
    partly = 0
    for run in runs:
        stop = rng.randint(1, whole)
        assert interrupted(lambda r=run: render_all(r), stop, after=bool(rng.getrandbits(1)))
        before = documents(run)
        render_all(run)
        after = documents(run)
        assert len(after) == DEALERS * len(render.LANGUAGES)
        assert before.items() <= after.items()  # what was made is not made anew
        partly += 0 < len(before) < len(after)
        key = rng.choice([key for key in after if key not in before] or [*after])
        assert after[key] == uninterrupted(Statement.objects.get(pk=key[0]), key[1])
    assert partly, "none was killed between two documents: this proves little"

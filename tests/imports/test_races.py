"""Two people take in the same file at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from dealers.models import Dealer
from dealers.services.tiers import create_default_tiers
from rebates.sales.models import SalesLine

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


def test_new_dealers_are_made_once(brand):
    text = DEALERS + "\n".join(f"N{n},新,city,GD,440100,,,," for n in range(300))
    reports = at_once(*[lambda: take("dealers", text)] * 3)
    assert Dealer.objects.count() == 303
    assert not any(report.refused for report in reports)
    assert sum(report.accepted for report in reports) == 300

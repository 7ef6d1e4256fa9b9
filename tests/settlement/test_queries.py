"""The number of queries does not grow with the number of dealers or lines."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rebates.sales.product_line_cells import file_products
from rebates.services.run_documents import run_document
from rebates.services.runs import approve_run


def queries(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def twenty_more(world) -> None:
    for number in range(20):
        world.add_dealer(f"M{number}")
        world.sell(f"M{number}", "100.00")


def test_calculating_asks_as_often_for_many_dealers_as_for_few(world):
    world.programme()
    world.programme("MONTHLY", period="month")
    file_products()  # once for new products
    world.sell("D1", "100.00")
    few = queries(lambda: run_document(world.draft()))
    twenty_more(world)
    assert queries(lambda: run_document(world.draft())) == few


def test_approving_asks_as_often_for_many_dealers_as_for_few(world):
    world.programme()
    world.sell("D1", "100.00")
    run = world.draft()
    few = queries(lambda: approve_run(run=run, access=world.finance, reason="checked"))
    twenty_more(world)
    larger = world.draft()
    assert queries(lambda: approve_run(run=larger, access=world.finance, reason="checked")) == few

"""AdventureWorks: before 2013 every reseller sold in the sales territory that it lies in."""

import datetime

import pytest

from channels_mgmt.core.scopes import SYSTEM
from dealers.models import Dealer, Region, Territory
from rebates.conduct.detecting.run import dry_run
from rebates.conduct.models import DetectorSetting
from rebates.sales.models import SalesLine
from tests import factories as make
from tests.adventureworks import converter

LINES = 32_315
FIRST, TURN = datetime.date(2000, 1, 1), datetime.date(2013, 1, 1)


@pytest.fixture
def resellers(db, files) -> dict[str, tuple[Dealer, str]]:
    """By their key, each with its sales territory, which is its own."""
    regions = {
        row["SalesTerritoryKey"]: make.make_region(f"T{row['SalesTerritoryKey']}")
        for row in converter.table("DimSalesTerritory")
    }
    places = {
        row["GeographyKey"]: row["SalesTerritoryKey"] for row in converter.table("DimGeography")
    }
    tier, found = make.make_tier(), {}
    for row in converter.table("DimReseller"):
        own = places[row["GeographyKey"]]
        code = row["ResellerAlternateKey"]
        dealer = Dealer(code=code, name=code, tier=tier, home_region=regions[own])
        found[row["ResellerKey"]] = dealer, own
    Dealer.objects.bulk_create(dealer for dealer, _own in found.values())
    Territory.objects.bulk_create(
        Territory(dealer=dealer, region=regions[own], exclusive=False, valid_from=FIRST)
        for dealer, own in found.values()
    )
    DetectorSetting.objects.create(detector="line_outside", valid_from=FIRST)
    return found


def sell(resellers, *, move: int = 0) -> None:
    """All lines before 2013; every ``move``-th is told of another territory."""
    regions = {region.code: region.pk for region in Region.objects.all()}
    sku, batch = make.make_sku(), make.make_batch()
    rows = (row for row in converter.table("FactResellerSales") if row["OrderDate"] < "2013")
    SalesLine.objects.bulk_create(
        (
            SalesLine(
                source="AW",
                kind="sell_out",
                order_number=row["SalesOrderNumber"],
                line_number=row["SalesOrderLineNumber"],
                date=row["OrderDate"][:10],
                dealer=resellers[row["ResellerKey"]][0],
                region_id=regions[territory_of(row, move and number % move == 0)],
                sku=sku,
                quantity=int(row["OrderQuantity"]),
                amount=1,
                channel="offline",
                batch=batch,
            )
            for number, row in enumerate(rows)
        ),
        batch_size=2_000,
    )
    assert SalesLine.objects.count() == LINES


def territory_of(row: dict[str, str], other: bool) -> str:
    key = int(row["SalesTerritoryKey"])
    return f"T{key % 10 + 1 if other else key}"


def found() -> int:
    outcome = dry_run(start=FIRST, end=TURN, access=SYSTEM, detectors=["line_outside"])
    return outcome.by_detector["line_outside"].seen


def test_nobody_sold_elsewhere(resellers):
    sell(resellers)
    assert found() == 0


def test_lines_that_are_moved_are_found(resellers):
    sell(resellers, move=1_000)
    assert found() == len(range(0, LINES, 1_000))

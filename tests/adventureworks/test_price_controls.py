"""Dealer prices of AdventureWorks as floors: what was sold below them was sold on promotion."""

import csv
from collections import Counter

import pytest

from dealers.choices import Role
from rebates.sales.models import SalesLine
from rebates.sales.price_report import price_report
from tests.adventureworks import converter
from tests.adventureworks.conftest import said
from tests.conftest import person, signed_in

LINES, BELOW = 32_315, 1_343
NO_PROMOTION = "1"


def products():
    """The versions of a product contradict each other in their dates: each is a SKU of its own."""
    for product in converter.table("DimProduct"):
        line = product["ProductSubcategoryKey"]
        yield {
            "sku": f"P{product['ProductKey']}",
            "name": product["EnglishProductName"],
            "product_line": f"S{line}" if line else "PARTS",
            "list_price": product["ListPrice"],
        }


def floors():
    for product in converter.table("DimProduct"):
        if product["DealerPrice"]:
            yield {
                "sku": f"P{product['ProductKey']}",
                "floor": product["DealerPrice"],
                "mode": "monitor",
                "valid_from": "2000-01-01",
            }


def sales():
    codes = {r["ResellerKey"]: r["ResellerAlternateKey"] for r in converter.table("DimReseller")}
    for order in converter.table("FactResellerSales"):
        if order["OrderDate"] < "2013":
            yield {
                "source": "AW",
                "kind": "sell_in",
                "order_number": order["SalesOrderNumber"],
                "line_number": order["SalesOrderLineNumber"],
                "date": order["OrderDate"][:10],
                "dealer": codes[order["ResellerKey"]],
                "sku": f"P{order['ProductKey']}",
                "quantity": order["OrderQuantity"],
                "amount": order["SalesAmount"],
            }


@pytest.fixture
def taken_in(db, files, tmp_path):
    own = {"products": products, "price_controls": floors, "sales": sales}
    for kind in ("regions", "product_lines", "products", "dealers", "price_controls", "sales"):
        maker = own.get(kind)
        file = converter.write(tmp_path / f"{kind}.csv", maker()) if maker else files[kind]
        assert said("import_data", kind, str(file))["rejected"] == 0


def promotions() -> dict[tuple[str, str], str]:
    return {
        (order["SalesOrderNumber"], order["SalesOrderLineNumber"]): order["PromotionKey"]
        for order in converter.table("FactResellerSales")
    }


def test_every_line_below_the_dealer_price_was_on_promotion(taken_in):
    report = price_report(SalesLine.objects.all())
    assert (report.lines, len(report.breaches), report.tied) == (LINES, BELOW, {})
    assert {breach.found.side for breach in report.breaches} == {"below"}
    lines = SalesLine.objects.in_bulk([breach.line for breach in report.breaches])
    reasons = promotions()
    found = Counter(reasons[line.order_number, line.line_number] for line in lines.values())
    assert found[NO_PROMOTION] == 0
    assert found.total() == BELOW

    client = signed_in(person("auditor", Role.AUDITOR))
    file = b"".join(client.get("/price-report/?format=csv")).decode("utf-8-sig").splitlines()
    shown = {(row[2], row[3]) for row in list(csv.reader(file))[1:]}
    assert shown == {(line.order_number, line.line_number) for line in lines.values()}

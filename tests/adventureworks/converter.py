"""Turns the reseller orders of AdventureWorks (before 2013) into the interface files."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "adventureworksdw"
KINDS = ("regions", "product_lines", "products", "dealers", "sales")  # in this order


def convert(folder: Path) -> dict[str, Path]:
    """One file for each kind, in `folder`."""
    makers = {
        "regions": regions, "product_lines": product_lines, "products": products,
        "dealers": dealers, "sales": sales,
    }  # fmt: skip
    return {kind: write(folder / f"{kind}.csv", makers[kind]()) for kind in KINDS}


def write(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    rows = iter(rows)
    first = next(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)
    return path


def table(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def regions() -> Iterator[dict[str, str]]:
    """Six countries, so six roots; states below them, cities below these."""
    seen = set()
    for place in table("DimGeography"):
        country, state = place["CountryRegionCode"], state_code(place)
        for code, parent, level, name in (
            (city_code(place), state, "city", place["City"]),  # in any order: children first
            (state, country, "province", place["StateProvinceName"]),
            (country, "", "country", place["EnglishCountryRegionName"]),
        ):
            if code not in seen:
                seen.add(code)
                yield {"code": code, "parent": parent, "level": level, "name": name}


def state_code(place: dict[str, str]) -> str:
    return f"{place['CountryRegionCode']}-{place['StateProvinceCode'].strip()}"


def city_code(place: dict[str, str]) -> str:
    return f"{state_code(place)}-{place['City'].replace(' ', '_').replace('/', '_')}"


def product_lines() -> Iterator[dict[str, str]]:
    for category in table("DimProductCategory"):
        code = f"C{category['ProductCategoryKey']}"
        yield {"code": code, "name": category["EnglishProductCategoryName"], "parent": ""}
    for line in table("DimProductSubcategory"):
        name, parent = line["EnglishProductSubcategoryName"], f"C{line['ProductCategoryKey']}"
        yield {"code": f"S{line['ProductSubcategoryKey']}", "name": name, "parent": parent}
    yield {"code": "PARTS", "name": "Parts without a category", "parent": ""}


def products() -> Iterator[dict[str, str]]:
    """A product is its latest description: the source keeps every one."""
    latest = {product["ProductAlternateKey"]: product for product in table("DimProduct")}
    for sku, product in latest.items():
        line = product["ProductSubcategoryKey"]
        yield {
            "sku": sku,
            "name": product["EnglishProductName"],
            "product_line": f"S{line}" if line else "PARTS",
            "brand": "AdventureWorks",
            "list_price": product["ListPrice"],
        }


def dealers() -> Iterator[dict[str, str]]:
    homes = {place["GeographyKey"]: city_code(place) for place in table("DimGeography")}
    for reseller in table("DimReseller"):
        yield {
            "code": reseller["ResellerAlternateKey"],
            "name": reseller["ResellerName"],
            "tier": "city",
            "region": homes[reseller["GeographyKey"]],
        }


def sales() -> Iterator[dict[str, str]]:
    codes = {r["ResellerKey"]: r["ResellerAlternateKey"] for r in table("DimReseller")}
    skus = {p["ProductKey"]: p["ProductAlternateKey"] for p in table("DimProduct")}
    for order in table("FactResellerSales"):
        if (day := order["OrderDate"][:10]) < "2013":
            yield {
                "source": "AW",
                "kind": "sell_in",
                "order_number": order["SalesOrderNumber"],
                "line_number": order["SalesOrderLineNumber"],
                "date": day,
                "dealer": codes[order["ResellerKey"]],
                "sku": skus[order["ProductKey"]],
                "quantity": order["OrderQuantity"],
                "unit_price": order["UnitPrice"],
                "amount": order["SalesAmount"],
            }

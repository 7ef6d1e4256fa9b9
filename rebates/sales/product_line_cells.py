"""Monthly cells of product lines: the monthly cells, summed by the line of their product.

Derived from the monthly cells and rebuilt with them. Which line counts a product is noted beside
them (`FiledProduct`), so they do not hang on what the product's line is by now.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q

from channels_mgmt.core.bulk import days
from pricing.models import SKU

from .models import FiledProduct, MonthlyCell, ProductLineCell

CELL = MonthlyCell._meta.db_table
LINE_CELL = ProductLineCell._meta.db_table
FILED = FiledProduct._meta.db_table
KEYS = "dealer_id, product_line_id, region_id, channel, shop_id, kind"
SUMMED_CELLS = f"""
    SELECT month, {KEYS}, CAST(SUM(quantity) AS bigint) AS quantity,
           CAST(SUM(amount) AS bigint) AS amount
      FROM {CELL} JOIN {FILED} ON {FILED}.sku_id = {CELL}.sku_id
     WHERE month = %s GROUP BY month, {KEYS}
"""
# What both do not have in common; nothing when the cells of the lines are right. A cell whose
# product is not filed is in none of the lines.
UNEQUAL = f"""
    SELECT {KEYS}, SUM(quantity), SUM(amount) FROM (
        SELECT {KEYS}, quantity, amount FROM {LINE_CELL} WHERE month = %s
         UNION ALL
        SELECT dealer_id, product_line_id, region_id, channel, shop_id, kind, -quantity, -amount
          FROM {CELL} LEFT JOIN {FILED} ON {FILED}.sku_id = {CELL}.sku_id WHERE month = %s
    ) AS both_sides GROUP BY {KEYS} HAVING SUM(quantity) <> 0 OR SUM(amount) <> 0
"""


@dataclass(frozen=True, slots=True)
class LineCellDifference:
    """What a product line's cells have above its products' cells, in pieces and 1/10,000 yuan; the
    line is None where a product is filed under none."""

    month: datetime.date
    dealer_id: int
    product_line_id: int | None
    quantity: int
    amount: int


def file_products() -> bool:
    """Note the line of every product that is new or has moved; whether one has moved.

    Then the cells of lines are to be summed up again, of every month.
    """
    elsewhere = Q(filedproduct__product_line=None) | ~Q(
        filedproduct__product_line=F("product_line")
    )
    unfiled = SKU.objects.filter(elsewhere).order_by("pk")
    products = [FiledProduct(sku_id=sku, product_line_id=line)
                for sku, line in unfiled.values_list("pk", "product_line")]  # fmt: skip
    moved, _each = FiledProduct.objects.filter(sku__in=[one.sku_id for one in products]).delete()
    FiledProduct.objects.bulk_create(products)
    return bool(moved)


def sum_up(month: datetime.date) -> None:
    """Build a month's cells of product lines from its cells; month: its first day."""
    ProductLineCell.objects.filter(month=month).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LINE_CELL} (month, {KEYS}, quantity, amount)"
            f" {SUMMED_CELLS} ORDER BY {KEYS}",
            days(month),
        )


def differences(month: datetime.date) -> Iterator[LineCellDifference]:
    """Every difference between the two in a month; month: its first day."""
    with connection.cursor() as cursor:
        cursor.execute(UNEQUAL, days(month, month))
        for dealer, line, *_, quantity, amount in cursor.fetchall():
            yield LineCellDifference(month, dealer, line, int(quantity), int(amount))

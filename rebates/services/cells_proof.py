"""Proof that what was summed of the sales lines is what they say."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rebates.sales.cells import CellDifference, cells_equal_lines, line_cells_equal_cells
from rebates.sales.product_line_cells import LineCellDifference


def cell_problems() -> Iterator[str]:
    """The monthly cells hold what the sales lines say, and those of product lines what they do."""
    for found in cells_equal_lines():
        yield _(
            "Cells of %(month)s, dealer %(dealer)s, SKU %(sku)s: off by %(quantity)s pieces and"
            " %(amount)s."
        ) % (_facts(found) | {"sku": found.sku_id})
    for found in line_cells_equal_cells():
        yield _(
            "Cells of %(month)s, dealer %(dealer)s, product line %(line)s: off by %(quantity)s"
            " pieces and %(amount)s."
        ) % (_facts(found) | {"line": found.product_line_id})


def _facts(found: CellDifference | LineCellDifference) -> dict[str, Any]:
    return {
        "month": f"{found.month:%Y-%m}",
        "dealer": found.dealer_id,
        "quantity": found.quantity,
        "amount": Decimal(found.amount).scaleb(-4),
    }

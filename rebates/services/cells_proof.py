"""Proof that what was summed of the sales lines is what they say."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from rebates.sales.cells import cells_equal_lines, line_cells_equal_cells


def cell_problems() -> Iterator[str]:
    """The monthly cells hold what the sales lines say, and those of product lines what they do."""
    for found in cells_equal_lines():
        yield _(
            "Cells of %(month)s, dealer %(dealer)s, SKU %(sku)s: off by %(quantity)s pieces and"
            " %(amount)s."
        ) % {
            "month": f"{found.month:%Y-%m}",
            "dealer": found.dealer_id,
            "sku": found.sku_id,
            "quantity": found.quantity,
            "amount": Decimal(found.amount).scaleb(-4),
        }
    for found in line_cells_equal_cells():
        yield _(
            "Cells of %(month)s, dealer %(dealer)s, product line %(line)s: off by %(quantity)s"
            " pieces and %(amount)s."
        ) % {
            "month": f"{found.month:%Y-%m}",
            "dealer": found.dealer_id,
            "line": found.product_line_id,
            "quantity": found.quantity,
            "amount": Decimal(found.amount).scaleb(-4),
        }

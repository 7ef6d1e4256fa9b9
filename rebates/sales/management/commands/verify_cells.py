"""Prove that the monthly cells hold what the sales lines say."""

from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from channels_mgmt.core.commands import AnsweringCommand
from dealers.models import Dealer, ProductLine
from pricing.models import SKU

from ...cells import cells_equal_lines, finished_months, line_cells_equal_cells
from ...models import ChangedMonth


class Command(AnsweringCommand):
    help = (
        "Prove that the monthly cells equal the sales lines, to the piece and to the fen, and the "
        "cells of product lines those of their products. Months "
        "that changed since are rebuilt at the next use, and are not compared. Exit status: 0 "
        "proved, 1 there are differences."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        found = [described(one, sku=code(SKU, one.sku_id)) for one in cells_equal_lines()]
        found += [
            described(one, product_line=code(ProductLine, one.product_line_id))
            for one in line_cells_equal_cells()
        ]
        changed = set(ChangedMonth.objects.values_list("month", flat=True))
        months = len(finished_months())
        if options["format"] == "json":
            self.answer({"proved": not found, "months": months, "waiting": len(changed),
                         "differences": found})  # fmt: skip
        elif not found:
            text = _("%(months)s months proved, %(waiting)s wait to be rebuilt.")
            self.stdout.write(text % {"months": months, "waiting": len(changed)})
        for one in found:
            text = _(
                "%(month)s, %(dealer)s, %(sku)s: the cells have %(quantity)s pieces and %(amount)s "
                "yuan too much."
            )
            of = {"sku": one.get("product_line")}  # where no product is named
            self.stderr.write(text % (of | one))
        if found:
            raise SystemExit(1)


def described(one: Any, **of: str | None) -> dict[str, Any]:
    """By codes, the amount in yuan."""
    return {
        "month": f"{one.month:%Y-%m}",
        "dealer": code(Dealer, one.dealer_id),
        **of,
        "quantity": one.quantity,
        "amount": str(Decimal(one.amount).scaleb(-4)),
    }


def code(model: type[Model], pk: int | None) -> str | None:
    return model._default_manager.filter(pk=pk).values_list("code", flat=True).first()

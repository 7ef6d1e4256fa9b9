"""Prove that the monthly cells hold what the sales lines say."""

from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from channels_mgmt.core.commands import AnsweringCommand
from dealers.models import Dealer
from pricing.models import SKU

from ...cells import CellDifference, cells_equal_lines, known_months
from ...models import ChangedMonth


class Command(AnsweringCommand):
    help = (
        "Prove that the monthly cells equal the sales lines, to the piece and to the fen. Months "
        "that changed since are rebuilt at the next use, and are not compared. Exit status: 0 "
        "proved, 1 there are differences."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        self.add_format(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        found = [described(one) for one in cells_equal_lines()]
        changed = set(ChangedMonth.objects.values_list("month", flat=True))
        months = len([month for month in known_months() if month not in changed])
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
            self.stderr.write(text % one)
        if found:
            raise SystemExit(1)


def described(one: CellDifference) -> dict[str, Any]:
    """By codes, the amount in yuan."""
    return {
        "month": f"{one.month:%Y-%m}",
        "dealer": Dealer.objects.values_list("code", flat=True).get(pk=one.dealer_id),
        "sku": SKU.objects.values_list("code", flat=True).get(pk=one.sku_id),
        "quantity": one.quantity,
        "amount": str(Decimal(one.amount).scaleb(-4)),
    }

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField
from channels_mgmt.core.scopes import Reach, ScopedManager

from .lines import quiet


def copied(to: str, verbose_name, **kwargs):
    """A key copied from lines that the database has checked already: not checked once more."""
    return quiet(to, verbose_name, db_constraint=False, **kwargs)


class Cell(models.Model):
    """What was sold in a month; what of, its kinds say."""

    month = models.DateField(_("month"))  # its first day
    dealer = copied("dealers.Dealer", _("dealer"))
    region = copied("dealers.Region", _("region"))
    channel = models.CharField(_("sales channel"), max_length=20)
    shop = copied("dealers.Shop", _("shop"), null=True)
    kind = models.CharField(_("kind"), max_length=12)
    quantity = models.BigIntegerField(_("quantity"))
    amount = AmountField(_("amount"))

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        abstract = True


class MonthlyCell(Cell):
    """The sum of the sales lines of one month that agree in everything a programme can ask for.

    Derived data: rebuilt from the lines whenever a month has changed; Σ cells = Σ lines.
    """

    sku = copied("pricing.SKU", _("product"))
    returned_quantity = models.BigIntegerField(_("returned quantity"), default=0)
    returned_amount = AmountField(_("returned amount"), default=0)
    lines = models.PositiveIntegerField(_("lines"), default=0)

    class Meta:
        verbose_name = _("monthly cell")
        verbose_name_plural = _("monthly cells")
        indexes = [models.Index(fields=["month", "dealer"], name="cells_month")]


class ProductLineCell(Cell):
    """The monthly cells whose products are filed under one product line, summed.

    Derived data: a programme that names no single product reads them, a third to a seventh of the
    rows.
    """

    product_line = models.ForeignKey(
        "dealers.ProductLine", models.DO_NOTHING, verbose_name=_("product line"),
        db_index=False, db_constraint=False, related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("monthly cell of a product line")
        verbose_name_plural = _("monthly cells of product lines")
        indexes = [models.Index(fields=["month"], name="line_cells_month")]


class FiledProduct(models.Model):
    """The product line under which the cells of product lines count a product.

    A product that moves to another line is filed anew, in a new row, when the cells are next
    refreshed; until then they are right by the old one.
    """

    sku = models.OneToOneField("pricing.SKU", models.CASCADE, verbose_name=_("product"))
    product_line = models.ForeignKey(  # null: the line is gone, and the product moved before
        "dealers.ProductLine", models.SET_NULL, verbose_name=_("product line"), null=True,
        related_name="+",
    )  # fmt: skip

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("filed product")
        verbose_name_plural = _("filed products")


class ChangedMonth(models.Model):
    """A mark that lines of a month were added since its cells were built.

    Marks are only ever added by intake, in its transaction, and removed by the rebuild that read
    them: a mark that is not yet committed cannot be lost.
    """

    month = models.DateField(_("month"), db_index=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("changed month")
        verbose_name_plural = _("changed months")

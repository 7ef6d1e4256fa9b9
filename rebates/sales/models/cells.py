from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField
from channels_mgmt.core.scopes import Reach, ScopedManager

from .lines import quiet


def copied(to: str, verbose_name, **kwargs):
    """A key copied from lines that the database has checked already: not checked once more."""
    return quiet(to, verbose_name, db_constraint=False, **kwargs)


class MonthlyCell(models.Model):
    """The sum of the sales lines of one month that agree in everything a programme can ask for.

    Derived data: rebuilt from the lines whenever a month has changed; Σ cells = Σ lines.
    """

    month = models.DateField(_("month"))  # its first day
    dealer = copied("dealers.Dealer", _("dealer"))
    sku = copied("pricing.SKU", _("product"))
    region = copied("dealers.Region", _("region"))
    channel = models.CharField(_("sales channel"), max_length=20)
    shop = copied("dealers.Shop", _("shop"), null=True)
    kind = models.CharField(_("kind"), max_length=12)
    quantity = models.BigIntegerField(_("quantity"))
    amount = AmountField(_("amount"))
    returned_quantity = models.BigIntegerField(_("returned quantity"), default=0)
    returned_amount = AmountField(_("returned amount"), default=0)
    lines = models.PositiveIntegerField(_("lines"), default=0)

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("monthly cell")
        verbose_name_plural = _("monthly cells")
        indexes = [models.Index(fields=["month", "dealer"], name="cells_month")]


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

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Reach, ScopedManager

from .lines import quiet
from .serials import import_batch


class StockCount(models.Model):
    """What a dealer reports to have had in stock at the end of a day, in pieces. Append-only."""

    dealer = quiet("dealers.Dealer", _("dealer"))
    sku = quiet("pricing.SKU", _("product"))
    date = models.DateField(_("date"))
    quantity = models.BigIntegerField(_("quantity"))
    batch = import_batch()

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["dealer", "sku", "date"], name="stock_counted_once"),
        ]
        indexes = [models.Index(fields=["-date", "-id"], name="stock_counts_list")]

    def __str__(self) -> str:
        return f"{self.dealer} · {self.sku} · {self.date}"

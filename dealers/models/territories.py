from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Validity
from channels_mgmt.core.scopes import Reach

from ..choices import SalesChannel


class Territory(Validity):
    """Where, with what and through which channel a dealer may sell, and from when to when."""

    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="territories",
    )
    region = models.ForeignKey("dealers.Region", models.PROTECT, verbose_name=_("region"))
    product_line = models.ForeignKey(
        "dealers.ProductLine",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("product line"),
        help_text=_("Empty: all product lines."),
    )
    channel = models.CharField(
        _("sales channel"),
        max_length=20,
        choices=SalesChannel,
        blank=True,
        help_text=_("Empty: every channel."),
    )
    exclusive = models.BooleanField(_("exclusive"), default=True)

    bears_money = True
    reach = Reach(dealer="dealer", region="dealer__home_region__path")

    class Meta(Validity.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["region__path", "valid_from", "id"]

    def __str__(self) -> str:
        return f"{self.dealer.code} · {self.region}"

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator

from ..choices import SalesChannel, ShopStatus

PLATFORMS = [choice for choice in SalesChannel.choices if choice[0] in SalesChannel.platforms()]


class Shop(Named):
    """One online shop on a platform, run by a dealer or, without one, the brand's flagship."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    platform = models.CharField(_("platform"), max_length=20, choices=PLATFORMS)
    operator = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("operator"),
        related_name="shops",
        help_text=_("Empty: the brand's own flagship shop."),
    )
    url = models.URLField(_("address"), blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=ShopStatus, default=ShopStatus.OPEN
    )

    bears_money = True
    reach = Reach(
        dealer="operator", region="operator__home_region__path", brand_sees=models.Q(operator=None)
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        ordering = ["code"]

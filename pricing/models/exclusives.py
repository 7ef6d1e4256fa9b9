from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Validity
from channels_mgmt.core.scopes import Reach


class Exclusive(Validity):
    """An online-exclusive SKU allotted to a shop: it is sold there and nowhere else."""

    sku = models.ForeignKey(
        "pricing.SKU",
        models.PROTECT,
        verbose_name=_("product"),
        related_name="exclusives",
    )
    shop = models.ForeignKey(
        "dealers.Shop",
        models.PROTECT,
        verbose_name=_("shop"),
        related_name="exclusives",
    )

    bears_money = True
    reach = Reach(
        dealer="shop__operator",
        region="shop__operator__home_region__path",
        brand_sees=models.Q(shop__operator=None),
    )

    class Meta(Validity.Meta):
        verbose_name = _("online-exclusive allotment")
        verbose_name_plural = _("online exclusives")
        ordering = ["sku__code", "shop__code", "valid_from"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["sku", "shop", "valid_from"],
                name="exclusive_once",
                violation_error_message=_(
                    "This product is allotted to the shop from that day already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku.code} · {self.shop}"

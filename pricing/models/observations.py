from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField
from channels_mgmt.core.scopes import Reach, ScopedManager
from dealers.choices import SalesChannel


class PriceObservation(models.Model):
    """A price that somebody saw: what, where, when, with the digest of the evidence. Append-only.

    ``price`` is in yuan a piece. ``key`` is made of everything but the price: the same observation
    is taken in once.
    """

    observed_at = models.DateTimeField(_("observed at"))
    sku = models.ForeignKey(
        "pricing.SKU", models.PROTECT, verbose_name=_("product"), related_name="observations"
    )
    price = AmountField(_("price"), validators=[MinValueValidator(0)])
    shop = models.ForeignKey(
        "dealers.Shop",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("shop"),
        related_name="observations",
    )
    seller = models.CharField(_("seller"), max_length=120, blank=True)
    region = models.ForeignKey(
        "dealers.Region", models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    channel = models.CharField(_("sales channel"), max_length=20, choices=SalesChannel)
    url = models.CharField(_("address"), max_length=500, blank=True)
    evidence_sha256 = models.CharField(
        _("SHA-256 of the evidence"),
        max_length=64,
        blank=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$")],
    )
    key = models.CharField(_("key"), max_length=64, unique=True)
    batch = models.ForeignKey(
        "core.ImportBatch", models.PROTECT, verbose_name=_("import"), related_name="+"
    )

    reach = Reach(brand_sees=Q(shop__operator=None), dealer="shop__operator", region="region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("observed price")
        verbose_name_plural = _("observed prices")
        ordering = ["-observed_at", "-id"]
        indexes = [models.Index(fields=["-observed_at", "-id"], name="observation_list")]
        constraints = [
            models.CheckConstraint(
                name="observation_of_a_shop_or_a_seller",
                condition=Q(shop__isnull=False, seller="") | (Q(shop=None) & ~Q(seller="")),
                violation_error_message=_("Name the shop, or else the seller."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sku.code} {self.price} · {self.where}"

    @property
    def where(self) -> str:
        return str(self.shop) if self.shop else self.seller

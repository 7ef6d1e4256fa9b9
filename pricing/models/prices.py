from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField
from channels_mgmt.core.models import Validity, person
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator


class PriceList(models.Model):
    """A named list of prices: a draft until it is published, and frozen from then on.

    A new version takes the place of the list it supersedes from its own ``valid_from`` on.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("supersedes"),
        related_name="superseded_by",
        help_text=_("It begins with the prices of that list."),
    )
    valid_from = models.DateField(
        _("takes its place from"),
        null=True,
        blank=True,
        help_text=_("The first day on which the list that it supersedes counts no longer."),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    published_by = person(_("published by"))

    bears_money = True
    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="price_list_supersedes_from_a_day",
                condition=models.Q(supersedes=None) | models.Q(valid_from__isnull=False),
                violation_error_message=_("Say from which day it takes the other's place."),
            )
        ]

    def __str__(self) -> str:
        return self.code


class Price(Validity):
    """The price of a SKU for a tier in a region, in yuan a piece."""

    price_list = models.ForeignKey(
        PriceList, models.PROTECT, verbose_name=_("price list"), related_name="prices"
    )
    tier = models.ForeignKey("dealers.Tier", models.PROTECT, verbose_name=_("tier"))
    region = models.ForeignKey("dealers.Region", models.PROTECT, verbose_name=_("region"))
    sku = models.ForeignKey(
        "pricing.SKU", models.PROTECT, verbose_name=_("product"), related_name="prices"
    )
    price = AmountField(_("price"), validators=[MinValueValidator(0)])

    bears_money = True
    reach = Reach(brand=True)

    class Meta(Validity.Meta):
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ["sku__code", "tier__rank", "valid_from", "id"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["price_list", "tier", "region", "sku", "valid_from"],
                name="price_once",
                violation_error_message=_("This list has a price for it from that day already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sku.code} · {self.tier} · {self.region}"

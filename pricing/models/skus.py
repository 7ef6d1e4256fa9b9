from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField, ScaledDecimalField
from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import model_code_validator

from ..barcodes import validate_gtin


class SKU(Named):
    """What is sold."""

    code = models.CharField(_("SKU"), max_length=40, unique=True, validators=[model_code_validator])
    product_line = models.ForeignKey(
        "dealers.ProductLine",
        models.PROTECT,
        verbose_name=_("product line"),
        related_name="skus",
    )
    brand = models.CharField(_("brand"), max_length=60, blank=True)
    model = models.CharField(
        _("model"),
        max_length=60,
        blank=True,
        help_text=_("What the appliance is called on its plate; its colours and packs share it."),
    )
    barcode = models.CharField(_("barcode"), max_length=14, blank=True, validators=[validate_gtin])
    list_price = AmountField(
        _("suggested retail price"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    vat_rate = ScaledDecimalField(
        _("VAT rate, %"),
        places=2,
        default=Decimal("13.00"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    online_exclusive = models.BooleanField(_("online-exclusive"), default=False)
    twin = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("offline twin"),
        related_name="online_twins",
    )
    launched_on = models.DateField(_("launched on"), null=True, blank=True)
    discontinued_on = models.DateField(
        _("discontinued on"),
        null=True,
        blank=True,
        help_text=_("The first day on which it is no longer supplied."),
    )

    reach = Reach(public=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~models.Q(barcode=""),
                name="sku_barcode_once",
                violation_error_message=_("Another product has this barcode."),
            ),
            models.CheckConstraint(
                name="sku_discontinued_after_launch",
                condition=models.Q(launched_on=None)
                | models.Q(discontinued_on=None)
                | models.Q(discontinued_on__gt=models.F("launched_on")),
                violation_error_message=_("“Discontinued on” must be later than “launched on”."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.twin_id and self.twin_id == self.pk:
            raise ValidationError({"twin": _("A product is not its own twin.")})

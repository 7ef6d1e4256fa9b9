from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import Detector, NoCase, ViolationKind


def fact(to: str, verbose_name, **kwargs) -> models.ForeignKey:
    """What a finding rests on. The database holds nobody to it: an import may be undone."""
    return models.ForeignKey(
        to,
        models.DO_NOTHING,
        null=True,
        blank=True,
        verbose_name=verbose_name,
        related_name="+",
        db_constraint=False,
        **kwargs,
    )


def named(to: str, verbose_name, **kwargs) -> models.ForeignKey:
    return models.ForeignKey(
        to,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=verbose_name,
        related_name="+",
        **kwargs,
    )


class Finding(models.Model):
    """What a detector saw. The same thing is found once: ``key`` says which thing it is.

    It belongs to a case, or ``no_case`` says why it was made none, or it waits for a person.
    ``goods_value`` and ``supply_value`` are yuan: at the price of sale, and at the supply price.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    detector = models.CharField(_("detector"), max_length=20, choices=Detector)
    kind = models.CharField(_("violation"), max_length=24, choices=ViolationKind)
    dealer = models.ForeignKey(
        "dealers.Dealer", models.PROTECT, verbose_name=_("dealer"), related_name="findings"
    )
    invaded = named("dealers.Dealer", _("invaded dealer"))
    day = models.DateField(_("date"))
    home = named("dealers.Region", _("from region"))
    region = named("dealers.Region", _("found in region"))
    channel = models.CharField(_("sales channel"), max_length=20, blank=True)
    product_line = named("dealers.ProductLine", _("product line"))
    sku = named("pricing.SKU", _("product"))
    serial = fact("sales.Serial", _("serial number"))
    scan = fact("sales.Scan", _("scan"))
    sales_line = fact("sales.SalesLine", _("sales line"))
    observation = named("pricing.PriceObservation", _("observed price"))
    control = named("pricing.PriceControl", _("price control"))
    reference = models.CharField(_("order or job"), max_length=60, blank=True)
    quantity = models.BigIntegerField(_("quantity"), default=1)
    goods_value = AmountField(_("value of the goods"), default=0)
    supply_value = AmountField(_("value at the supply price"), null=True, blank=True)
    setting = models.ForeignKey(
        "conduct.DetectorSetting",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("setting"),
        related_name="findings",
    )
    case = models.ForeignKey(
        "conduct.Violation",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("case"),
        related_name="findings",
    )
    no_case = models.CharField(_("why no case"), max_length=16, choices=NoCase, blank=True)
    no_case_note = models.CharField(_("note"), max_length=500, blank=True)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    # Not for the dealer side: what of it is brought forward is evidence of a case.
    reach = Reach(region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                name="finding_case_or_reason", condition=Q(case=None) | Q(no_case="")
            )
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="findings_list"),
            models.Index(fields=["dealer", "kind", "day"], name="findings_of_dealer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_detector_display()} · {self.dealer.code} · {self.day}"

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField, ScaledDecimalField
from channels_mgmt.core.models import Validity, person
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator

from ..choices import ContractStatus


class Contract(Validity):
    """What the brand and a dealer agreed for a time: above all the deposit the dealer lodges.

    Which programmes it joins is said a floor above (``rebates.Enrolment``), its targets are
    ``Target`` rows of the dealer.
    """

    number = models.CharField(_("number"), max_length=40, unique=True, validators=[code_validator])
    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="contracts",
    )
    status = models.CharField(
        _("status"), max_length=12, choices=ContractStatus, default=ContractStatus.DRAFT
    )
    deposit_required = FenField(
        _("deposit required"), default=Decimal(0), validators=[MinValueValidator(0)]
    )
    renews = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("renews"),
        related_name="renewal",
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    bears_money = True
    reach = Reach(
        dealer="dealer",
        region="dealer__home_region__path",
        dealer_sees=~Q(status=ContractStatus.DRAFT),
    )

    class Meta(Validity.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["dealer__code", "-valid_from", "id"]

    def __str__(self) -> str:
        return self.number


class DepositStage(models.Model):
    """A part of the deposit that is given back so many months after the contract has ended."""

    contract = models.ForeignKey(
        Contract, models.CASCADE, verbose_name=_("contract"), related_name="deposit_stages"
    )
    months = models.PositiveSmallIntegerField(
        _("months after the end"), validators=[MaxValueValidator(120)]
    )
    percent = ScaledDecimalField(
        _("percent of the deposit held"),
        places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )

    reach = Reach(dealer="contract__dealer", region="contract__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("stage of a deposit's refund")
        verbose_name_plural = _("stages of a deposit's refund")
        ordering = ["contract", "months"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "months"],
                name="deposit_stage_once",
                violation_error_message=_("Two stages fall due after the same number of months."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contract} +{self.months}"


class ContractFile(models.Model):
    """An appendix of a contract: the signed paper, a price annex. Append-only."""

    contract = models.ForeignKey(
        Contract, models.PROTECT, verbose_name=_("contract"), related_name="files"
    )
    title = models.CharField(_("title"), max_length=120)
    file = models.FileField(_("file"), upload_to="contracts/%Y/%m/")
    file_name = models.CharField(_("file name"), max_length=200)
    file_sha256 = models.CharField("SHA-256", max_length=64)
    media_type = models.CharField(_("type of the file"), max_length=40)
    by = person(_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)

    reach = Reach(
        dealer="contract__dealer",
        region="contract__dealer__home_region__path",
        dealer_sees=~Q(contract__status=ContractStatus.DRAFT),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("appendix of a contract")
        verbose_name_plural = _("appendices of contracts")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

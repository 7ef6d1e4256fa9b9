import datetime
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField, ScaledDecimalField
from channels_mgmt.core.models import Validity, ValidityQuerySet, person
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator

from ..choices import ContractState, ContractStatus, Silence


class ContractQuerySet(ValidityQuerySet):
    def signed(self) -> Self:
        """Those that hold, held or will hold."""
        return self.exclude(status=ContractStatus.DRAFT)

    def known_at(self, moment: datetime.datetime | None) -> Self:
        """Those that were signed by then; None is all that are signed. See ``end_known_at``."""
        if moment is None:
            return self.signed()
        return self.signed().filter(Q(signed_at=None) | Q(signed_at__lte=moment))

    def in_state(self, state: str, day: datetime.date) -> Self:
        """Those whose ``state`` on the day is this one."""
        if state == ContractState.DRAFT:
            return self.filter(status=ContractStatus.DRAFT)
        if state == ContractState.COMING:
            return self.signed().filter(valid_from__gt=day)
        if state == ContractState.IN_FORCE:
            return self.signed().valid_on(day)
        early = Q(status=ContractStatus.TERMINATED)
        over = self.signed().filter(valid_to__lte=day)
        return over.filter(early if state == ContractState.ENDED_EARLY else ~early)

    def ending_within(self, days: int, day: datetime.date) -> Self:
        """Signed ones whose last day is at most so many days after ``day``, and not before it."""
        last = day + datetime.timedelta(days=days + 1)
        return self.signed().filter(valid_to__gt=day, valid_to__lte=last)


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
    top_up_days = models.PositiveSmallIntegerField(
        _("working days to top up the deposit"),
        default=10,
        validators=[MaxValueValidator(250)],
        help_text=_("After a fine was drawn from it."),
    )
    silence_means = models.CharField(
        _("no answer to a statement means"),
        max_length=10,
        choices=Silence,
        default=Silence.NOTHING,
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
    # Since when what it says is known; empty where it was signed before this was kept.
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(_("end recorded at"), null=True, blank=True, editable=False)
    agreed_to = models.DateField(
        _("valid to as signed"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("What “valid to” was before the contract was ended early."),
    )

    bears_money = True
    reach = Reach(
        dealer="dealer",
        region="dealer__home_region__path",
        dealer_sees=~Q(status=ContractStatus.DRAFT),
    )
    objects = models.Manager.from_queryset(ContractQuerySet)()

    class Meta(Validity.Meta):
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["dealer__code", "-valid_from", "id"]

    @property
    def last_day(self) -> datetime.date | None:
        return self.valid_to and self.valid_to - datetime.timedelta(days=1)

    def end_known_at(self, moment: datetime.datetime | None) -> datetime.date | None:
        """The first day it no longer holds, as far as was known then: an early end came later."""
        early = moment is not None and self.ended_at is not None and self.ended_at > moment
        return self.agreed_to if early else self.valid_to

    @property
    def is_over(self) -> bool:
        return self.valid_to is not None and self.valid_to <= timezone.localdate()

    def state_on(self, day: datetime.date) -> ContractState:
        if self.status == ContractStatus.DRAFT:
            return ContractState.DRAFT
        if day < self.valid_from:
            return ContractState.COMING
        if self.valid_to is None or day < self.valid_to:
            return ContractState.IN_FORCE
        early = self.status == ContractStatus.TERMINATED
        return ContractState.ENDED_EARLY if early else ContractState.EXPIRED

    def state(self) -> ContractState:
        """What it is today."""
        return self.state_on(timezone.localdate())

    state.short_description = _("state")

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

    reach = Reach(
        dealer="contract__dealer",
        region="contract__dealer__home_region__path",
        dealer_sees=~Q(contract__status=ContractStatus.DRAFT),
    )
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

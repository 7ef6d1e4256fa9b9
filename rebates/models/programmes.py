from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField, FenField, ScaledDecimalField
from channels_mgmt.core.models import Named, Validity, person
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator

from ..choices import (
    CapOn,
    Cumulation,
    Enrolment,
    Measure,
    Method,
    OnChange,
    PaymentForm,
    PeriodLength,
    Precedence,
    VersionStatus,
    WhenMissing,
)

DECIDED = ("exclusion_group", "precedence", "priority", "enrolment")
"""What of a programme decides amounts beside its versions."""


class Programme(Named):
    """A rebate agreement; its terms are in its versions."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    payment_form = models.CharField(
        _("payment form"),
        max_length=10,
        choices=PaymentForm,
        default=PaymentForm.CREDIT,
    )
    sales_linked = models.BooleanField(_("linked to sales"), default=True)
    vat_rate = ScaledDecimalField(
        _("VAT rate in percent"),
        places=2,
        default=Decimal("13.00"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the goods. A rebate linked to sales is a price reduction with this VAT."),
    )
    exclusion_group = models.CharField(
        _("exclusion group"),
        max_length=40,
        blank=True,
        help_text=_("Of the programmes of a group only one pays a dealer in a period."),
    )
    precedence = models.CharField(
        _("which of the group pays"),
        max_length=10,
        choices=Precedence,
        default=Precedence.BEST,
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), default=10, help_text=_("A lower number comes first.")
    )
    enrolment = models.CharField(
        _("enrolment"), max_length=10, choices=Enrolment, default=Enrolment.SCOPE
    )

    bears_money = True
    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def clean(self) -> None:
        """What decides amounts stays once a version is approved; a group decides in one way."""
        super().clean()
        others = Programme.objects.exclude(pk=self.pk).exclude(exclusion_group="")
        mate = others.filter(exclusion_group=self.exclusion_group).first()
        if mate and mate.precedence != self.precedence:
            text = _("%(programme)s of the same exclusion group says: %(precedence)s.")
            words = {"programme": mate.code, "precedence": mate.get_precedence_display()}
            raise ValidationError({"precedence": text % words})
        if self.pk and self.versions.filter(status=VersionStatus.APPROVED).exists():
            self._check_unchanged(Programme.objects.get(pk=self.pk))

    def _check_unchanged(self, before: "Programme") -> None:
        names = DECIDED if before.exclusion_group or self.exclusion_group else ("enrolment",)
        changed = [name for name in names if getattr(self, name) != getattr(before, name)]
        if changed:
            text = _("A version is approved with it: it stays. Add a programme of its own instead.")
            raise ValidationError(dict.fromkeys(changed, text))


class ProgrammeVersion(Validity):
    """The terms of a programme for sales dated within its validity; fixed once approved."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, verbose_name=_("programme"), related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT
    )
    scope = models.JSONField(_("scope"), default=dict)
    target = models.CharField(
        _("target measure"), max_length=20, choices=Measure, default=Measure.NET_AMOUNT
    )
    earning = models.CharField(
        _("earning measure"), max_length=20, choices=Measure, default=Measure.NET_AMOUNT
    )
    method = models.CharField(_("method"), max_length=10, choices=Method)
    upper_inclusive = models.BooleanField(_("a bound belongs to the lower step"), default=False)
    period = models.CharField(_("period"), max_length=10, choices=PeriodLength)
    cumulation = models.CharField(
        _("cumulation"),
        max_length=12,
        choices=Cumulation,
        default=Cumulation.PER_PERIOD,
    )
    on_change = models.CharField(
        _("on a change in mid-period"),
        max_length=10,
        choices=OnChange,
        default=OnChange.SLICE,
    )
    target_scope = models.JSONField(_("scope of the target measure"), null=True, blank=True)
    earning_scope = models.JSONField(_("scope of what earns"), null=True, blank=True)
    period_from = models.DateField(_("first day of the period"), null=True, blank=True)
    period_to = models.DateField(_("first day after the period"), null=True, blank=True)
    gates = models.JSONField(_("gates"), default=list, blank=True)
    base_when_missing = models.CharField(
        _("without sales in the year before"), max_length=10, choices=WhenMissing, blank=True
    )
    base_amount = AmountField(
        _("set base"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    minimum_amount = FenField(
        _("minimum guarantee"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    minimum_carries_over = models.BooleanField(
        _("what the minimum added is netted with later periods of the year"), default=False
    )
    budget = FenField(
        _("budget for all dealers and a period"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    pass_through = models.BooleanField(
        _("measured on the dealers below, paid to their upstream dealer"), default=False
    )
    cap_on = models.CharField(_("cap on"), max_length=10, choices=CapOn, blank=True)
    cap_amount = AmountField(_("cap"), null=True, blank=True, validators=[MinValueValidator(0)])
    created_by = person(_("proposed by"))
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("end recorded at"), null=True, blank=True)

    reach = Reach(brand=True)

    class Meta(Validity.Meta):
        verbose_name = _("programme version")
        verbose_name_plural = _("programme versions")
        ordering = ["programme__code", "number"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["programme", "number"], name="version_number_once"),
            models.CheckConstraint(
                name="version_approved_by_another",
                condition=models.Q(approved_by=None)
                | models.Q(created_by=None)
                | ~models.Q(approved_by=models.F("created_by")),
                violation_error_message=_("Whoever proposed a version cannot approve it."),
            ),
            models.CheckConstraint(
                name="version_cap_complete",
                condition=models.Q(cap_on="", cap_amount=None)
                | (~models.Q(cap_on="") & models.Q(cap_amount__isnull=False)),
                violation_error_message=_("A cap needs both: what it limits, and the amount."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code} v{self.number}"


class Step(models.Model):
    """One step of a version's scale: from a lower bound on, a benefit."""

    version = models.ForeignKey(
        ProgrammeVersion,
        models.CASCADE,
        verbose_name=_("version"),
        related_name="steps",
    )
    lower = AmountField(_("from"), validators=[MinValueValidator(0)])
    percent = ScaledDecimalField(
        _("percent"),
        places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    per_unit = AmountField(_("per piece"), null=True, blank=True, validators=[MinValueValidator(0)])
    lump_sum = AmountField(_("lump sum"), null=True, blank=True, validators=[MinValueValidator(0)])

    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["version", "lower"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "lower"],
                name="step_bound_once",
                violation_error_message=_("Two steps begin at the same bound."),
            )
        ]

    def __str__(self) -> str:
        return f"≥ {self.lower}"

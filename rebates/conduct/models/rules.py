from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField, FenField, ScaledDecimalField
from channels_mgmt.core.models import Named, Validity, person
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator

from ..choices import DrawsOn, Severity, Termination, VersionStatus, ViolationKind, Window

NOT_NEGATIVE = [MinValueValidator(0)]
PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def percent(verbose_name, **kwargs) -> ScaledDecimalField:
    return ScaledDecimalField(
        verbose_name, places=4, null=True, blank=True, validators=PERCENT, **kwargs
    )


class PenaltyRule(Named):
    """What a violation of one kind costs; its terms are in its versions."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    kind = models.CharField(_("violation"), max_length=24, choices=ViolationKind)

    bears_money = True
    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("penalty rule")
        verbose_name_plural = _("penalty rules")
        ordering = ["code"]


class PenaltyRuleVersion(Validity):
    """The terms of a rule for offences dated within its validity; fixed once approved.

    No two approved versions of one kind of violation hold on the same day.
    """

    rule = models.ForeignKey(
        PenaltyRule, models.PROTECT, verbose_name=_("penalty rule"), related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(
        _("status"), max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT
    )
    window = models.CharField(
        _("offences count within"), max_length=14, choices=Window, default=Window.ROLLING
    )
    window_months = models.PositiveSmallIntegerField(
        _("months"),
        null=True,
        blank=True,
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Of a rolling window: an offence counts for so many months from its day on."),
    )
    share_percent = ScaledDecimalField(
        _("share of the invaded dealer, percent of the goods' value"),
        places=4,
        default=Decimal(0),
        validators=PERCENT,
    )
    draws_on = models.CharField(
        _("drawn from"), max_length=20, choices=DrawsOn, default=DrawsOn.BALANCE_THEN_DEPOSIT
    )
    clause = models.TextField(
        _("contract clause"),
        max_length=2000,
        help_text=_("The words of the contract that this penalty rests on, as liquidated damages."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("working days to answer"),
        default=5,
        validators=[MaxValueValidator(60)],
        help_text=_("From the review on; 0: a case can be decided at once."),
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("working days to appeal"), default=10, validators=[MaxValueValidator(60)]
    )
    appeal_suspends = models.BooleanField(
        _("an appeal puts off the fine"),
        default=True,
        help_text=_("What is not posted yet waits until the appeal is decided."),
    )
    created_by = person(_("proposed by"))
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    bears_money = True
    reach = Reach(brand=True)

    class Meta(Validity.Meta):
        verbose_name = _("version of a penalty rule")
        verbose_name_plural = _("versions of penalty rules")
        ordering = ["rule__code", "number"]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["rule", "number"], name="penalty_version_once"),
            models.CheckConstraint(
                name="penalty_version_approved_by_another",
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=F("created_by")),
                violation_error_message=_("Whoever proposed a version cannot approve it."),
            ),
            models.CheckConstraint(
                name="penalty_version_rolls_for_months",
                condition=~Q(window=Window.ROLLING) | Q(window_months__isnull=False),
                violation_error_message=_("A rolling window needs its number of months."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.code} v{self.number}"


class PenaltyStep(models.Model):
    """What the n-th offence costs; the last step of a severity is for each further one, too.

    A severity that has steps of its own uses them alone; any other uses those without one.
    """

    version = models.ForeignKey(
        PenaltyRuleVersion, models.CASCADE, verbose_name=_("version"), related_name="steps"
    )
    number = models.PositiveSmallIntegerField(_("offence"), validators=[MinValueValidator(1)])
    severity = models.CharField(
        _("severity"),
        max_length=10,
        choices=Severity,
        blank=True,
        help_text=_("Empty: every severity that has no step of its own."),
    )
    fixed = FenField(_("fixed sum"), null=True, blank=True, validators=NOT_NEGATIVE)
    per_unit = AmountField(_("per piece"), null=True, blank=True, validators=NOT_NEGATIVE)
    multiple = ScaledDecimalField(
        _("times the supply price"), places=4, null=True, blank=True, validators=NOT_NEGATIVE
    )
    deposit_percent = percent(_("percent of the deposit"))
    rebate_percent = percent(
        _("percent of the period's rebate forfeited"), help_text=_("100: the whole of it.")
    )
    plan_cut_percent = percent(_("percent of the plan cut"))
    suspension_days = models.PositiveSmallIntegerField(
        _("days of suspension"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    buy_back = models.BooleanField(_("buy-back order"), default=False)
    termination = models.CharField(_("termination"), max_length=14, choices=Termination, blank=True)

    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("step of a penalty")
        verbose_name_plural = _("steps of a penalty")
        ordering = ["version", "severity", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "severity", "number"],
                name="penalty_step_once",
                violation_error_message=_("Two steps are for the same offence and severity."),
            ),
            models.CheckConstraint(name="penalty_step_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.number}"

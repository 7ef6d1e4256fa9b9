import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import AmountField, FenField, WrittenJSONField
from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import RunStatus


class SettlementRun(models.Model):
    """One calculation for a period and a scope; posting it posts the difference to the ledger."""

    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"), help_text=_("The first day that no longer belongs to it."))
    as_of = models.DateTimeField(
        _("cut-off"), help_text=_("Sales that were taken in later are left out.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=RunStatus, default=RunStatus.CALCULATING
    )
    # Codes; empty means all.
    programmes = models.JSONField(_("programmes"), default=list, blank=True)
    dealers = models.JSONField(_("dealers"), default=list, blank=True)
    input_digest = models.CharField(_("digest of the inputs"), max_length=64, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("reverses"),
        related_name="reversed_by",
    )
    job = models.ForeignKey(
        "core.Job",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("job"),
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = person(_("started by"))
    created_at = models.DateTimeField(_("started at"), auto_now_add=True)
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)

    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("settlement run")
        verbose_name_plural = _("settlement runs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="run_ends_after_start",
                condition=Q(date_to__gt=F("date_from")),
                violation_error_message=_("“To” must be later than “from”."),
            ),
            models.CheckConstraint(
                name="run_approved_by_another",
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=F("created_by")),
                violation_error_message=_("Whoever started a run cannot approve it."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.days}"

    @property
    def last_day(self) -> datetime.date:
        """The last day that belongs to it: what people call the end."""
        return self.date_to - datetime.timedelta(days=1)

    @property
    def days(self) -> str:
        """From the first day to the last."""
        return f"{self.date_from} – {self.last_day}"


class RunLine(models.Model):
    """What one programme means for one dealer and period in a run; a zero is there too.

    ``due`` is what falls to the period, ``amount`` what the run posts: due less posted before.
    """

    run = models.ForeignKey(
        SettlementRun, models.CASCADE, verbose_name=_("run"), related_name="lines", db_index=False
    )
    dealer = models.ForeignKey("dealers.Dealer", models.PROTECT, verbose_name=_("dealer"))
    programme = models.ForeignKey(
        "rebates.Programme", models.PROTECT, verbose_name=_("programme"), db_index=False
    )
    version = models.ForeignKey(
        "rebates.ProgrammeVersion",
        models.PROTECT,
        verbose_name=_("version"),
        db_index=False,
    )
    period = models.CharField(_("period"), max_length=21)
    target_measure = AmountField(_("target measure"))
    earning_measure = AmountField(_("earning measure"))
    step = models.PositiveSmallIntegerField(_("step"), default=0)
    due = FenField(_("due"))
    already_posted = FenField(_("posted before"))
    amount = FenField(_("amount"))
    explanation = WrittenJSONField(_("explanation"), default=dict)

    reach = Reach(
        dealer="dealer",
        region="dealer__home_region__path",
        dealer_sees=Q(run__status__in=[RunStatus.POSTED, RunStatus.REVERSED]),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("run line")
        verbose_name_plural = _("run lines")
        ordering = ["run", "dealer", "programme", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "dealer", "programme", "period"], name="run_line_once"
            ),
            models.CheckConstraint(
                name="run_line_posts_the_difference",
                condition=Q(amount=F("due") - F("already_posted")),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "period", "dealer"], name="run_line_posted"),
        ]

    def __str__(self) -> str:
        return f"{self.programme.code} {self.period}"

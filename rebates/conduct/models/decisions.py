from typing import Self

from django.db import models
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedQuerySet

from ..choices import DecisionCause, Termination
from .cases import UNSEEN
from .rules import percent


class DecisionQuerySet(ScopedQuerySet):
    def newest(self, known_at=None) -> Self:
        """The last decision on each case, as known at a moment (now by default)."""
        rows = self if known_at is None else self.filter(at__lte=known_at)
        last = rows.order_by().values("violation").annotate(last=Max("pk")).values("last")
        return self.filter(pk__in=last)


class PenaltyDecision(models.Model):
    """What a case costs, as reckoned at a moment. Append-only: a new sum is a new row.

    ``offence`` says the how-manieth offence it was; none: it no longer is one, and costs nothing.
    The parts are yuan to the fen and add up to ``fine``; ``difference`` is what it changed against
    the decision before. ``evidence_sha256`` is of all evidence up to ``evidence_through``.
    """

    violation = models.ForeignKey(
        "conduct.Violation", models.PROTECT, verbose_name=_("case"), related_name="decisions"
    )
    cause = models.CharField(_("cause"), max_length=12, choices=DecisionCause)
    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("supersedes"),
        related_name="superseded_by",
    )
    offence = models.PositiveSmallIntegerField(_("offence"), null=True, blank=True)
    rule_version = models.ForeignKey(
        "conduct.PenaltyRuleVersion", models.PROTECT, verbose_name=_("rule"), related_name="+"
    )
    severity = models.CharField(_("severity"), max_length=10)
    fixed = FenField(_("fixed sum"), default=0)
    per_unit = FenField(_("for the pieces"), default=0)
    multiple = FenField(_("multiple of the supply price"), default=0)
    deposit_part = FenField(_("part of the deposit"), default=0)
    fine = FenField(_("fine"), default=0)
    difference = FenField(_("difference"), default=0)
    share = FenField(_("share of the invaded dealer"), default=0)
    rebate_percent = percent(_("percent of the period's rebate forfeited"))
    plan_cut_percent = percent(_("percent of the plan cut"))
    suspension_days = models.PositiveSmallIntegerField(
        _("days of suspension"), null=True, blank=True
    )
    buy_back = models.BooleanField(_("buy-back order"), default=False)
    termination = models.CharField(_("termination"), max_length=14, choices=Termination, blank=True)
    basis = models.JSONField(_("basis"), default=dict)
    evidence_through = models.BigIntegerField(_("through evidence"), default=0)
    evidence_sha256 = models.CharField(_("digest of the evidence"), max_length=64, blank=True)
    by = person(_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    reach = Reach(
        dealer="violation__dealer",
        region="violation__dealer__home_region__path",
        dealer_sees=~Q(violation__status=UNSEEN),
    )
    objects = models.Manager.from_queryset(DecisionQuerySet)()

    class Meta:
        verbose_name = _("penalty decision")
        verbose_name_plural = _("penalty decisions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["violation"],
                condition=Q(supersedes=None),
                name="penalty_decided_first_once",
            ),
            models.CheckConstraint(
                name="penalty_adds_up",
                condition=Q(fine=F("fixed") + F("per_unit") + F("multiple") + F("deposit_part")),
            ),
            models.CheckConstraint(
                name="penalty_of_no_offence_is_nothing",
                condition=Q(offence__isnull=False) | Q(fine=0, share=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.violation} · {self.fine}"

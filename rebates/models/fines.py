from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import FinePart, RunStatus


class FineLine(models.Model):
    """What one case means for one dealer in a run: a fine, a forfeited rebate, or a share.

    Yuan in the dealer's favour: a fine is below zero. ``due`` is all that the case costs or brings
    the dealer, ``amount`` what the run posts: due less posted before. Only what differs has a line.
    ``explanation`` is free of language, and of a share it tells nothing of the accused.
    """

    run = models.ForeignKey(
        "rebates.SettlementRun",
        models.CASCADE,
        verbose_name=_("run"),
        related_name="fine_lines",
        db_index=False,
    )
    dealer = models.ForeignKey("dealers.Dealer", models.PROTECT, verbose_name=_("dealer"))
    case = models.ForeignKey(
        "conduct.Violation", models.PROTECT, verbose_name=_("case"), related_name="fine_lines"
    )
    part = models.CharField(_("part"), max_length=8, choices=FinePart)
    decision = models.ForeignKey(
        "conduct.PenaltyDecision",
        models.PROTECT,
        verbose_name=_("decision"),
        related_name="+",
        db_index=False,
    )
    due = FenField(_("due"))
    already_posted = FenField(_("posted before"))
    amount = FenField(_("amount"))
    explanation = models.JSONField(_("explanation"), default=dict)

    reach = Reach(
        dealer="dealer",
        region="dealer__home_region__path",
        dealer_sees=Q(run__status__in=[RunStatus.POSTED, RunStatus.REVERSED]),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("fine line")
        verbose_name_plural = _("fine lines")
        ordering = ["-run_id", "dealer_id", "case_id", "part"]
        constraints = [
            models.UniqueConstraint(fields=["run", "dealer", "case", "part"], name="fine_once"),
            models.CheckConstraint(
                name="fine_posts_the_difference",
                condition=Q(amount=F("due") - F("already_posted")),
            ),
            models.CheckConstraint(
                name="fine_is_taken_share_is_given",
                condition=Q(part=FinePart.SHARE, due__gte=0)
                | (~Q(part=FinePart.SHARE) & Q(due__lte=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.number} {self.get_part_display()}"


class TopUpDemand(models.Model):
    """What a dealer is asked to lodge, because a run drew on its deposit. Append-only.

    ``held`` is what was left of the deposit then, ``required`` what the contract of the day asks.
    ``due_on`` is the last day to pay. Whether it is met, the ledger says (``fines.demands``); with
    its run it is taken back.
    """

    run = models.ForeignKey(
        "rebates.SettlementRun",
        models.PROTECT,
        verbose_name=_("run"),
        related_name="demands",
        db_index=False,
    )
    dealer = models.ForeignKey(
        "dealers.Dealer", models.PROTECT, verbose_name=_("dealer"), related_name="demands"
    )
    contract = models.ForeignKey(
        "dealers.Contract", models.PROTECT, verbose_name=_("contract"), related_name="+"
    )
    required = FenField(_("deposit required"))
    held = FenField(_("deposit held"))
    amount = FenField(_("to be lodged"))
    raised_on = models.DateField(_("raised on"))
    due_on = models.DateField(_("to be paid by"), help_text=_("The last day to pay."))

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("top-up demand")
        verbose_name_plural = _("top-up demands")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "dealer"], name="top_up_demanded_once"),
            models.CheckConstraint(
                name="top_up_is_what_is_missing",
                condition=Q(amount=F("required") - F("held"), amount__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dealer.code} {self.amount}"

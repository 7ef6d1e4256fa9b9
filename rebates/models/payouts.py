from typing import Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.models import person
from channels_mgmt.core.money import format_money
from channels_mgmt.core.scopes import Reach, ScopedManager, ScopedQuerySet

from ..choices import BatchStatus, CarriedBecause, PaymentForm, PayoutStatus

PROMISED = Q(status=PayoutStatus.OPEN) & Q(
    batch__status__in=[BatchStatus.APPROVED, BatchStatus.EXPORTED]
)
"""Payouts that a second person has approved and the ledger does not have yet."""


class PayoutBatchQuerySet(ScopedQuerySet):
    def with_sums(self) -> Self:
        """Each batch with what it pays (``proposed``), and how many payouts are still open."""
        own = Payout.objects.filter(batch=OuterRef("pk")).order_by().values("batch")
        kept = own.exclude(status__in=[PayoutStatus.WITHDRAWN, PayoutStatus.CARRIED])
        still_open = own.filter(status=PayoutStatus.OPEN)
        # Subqueries, not joins: the rows of a batch can still be locked.
        return self.annotate(
            proposed=Subquery(kept.annotate(sum=Sum("amount")).values("sum")),
            still_open=Coalesce(Subquery(still_open.annotate(n=Count("pk")).values("n")), 0),
        )


class PayoutBatch(models.Model):
    """Payouts against statements that are decided about, and sent to the bank, together.

    ``count`` and ``total`` (yuan) are the control totals of the bank's file. What became of each
    payout says its own status.
    """

    run = models.ForeignKey(
        "rebates.SettlementRun",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("run"),
        related_name="payout_batches",
    )
    date = models.DateField(_("payment day"), default=timezone.localdate)
    purpose = models.CharField(
        _("purpose"), max_length=40, help_text=_("The bank prints it on the dealer's receipt.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=BatchStatus, default=BatchStatus.DRAFT
    )
    count = models.PositiveIntegerField(_("payments in the file"), default=0)
    total = FenField(_("total of the file"), default=0)
    created_by = person(_("proposed by"))
    created_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    exported_by = person(_("file made by"))
    exported_at = models.DateTimeField(_("file made at"), null=True, blank=True)

    reach = Reach()  # of all dealers together: for those who see everything
    objects = models.Manager.from_queryset(PayoutBatchQuerySet)()

    class Meta:
        verbose_name = _("payout batch")
        verbose_name_plural = _("payout batches")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="payout_batch_approved_by_another",
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=F("created_by")),
                violation_error_message=_("Whoever proposed a batch cannot approve it."),
            ),
            models.CheckConstraint(
                name="payout_batch_approved_before_export",
                condition=~Q(status__in=[BatchStatus.APPROVED, BatchStatus.EXPORTED])
                | Q(approved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.date} {self.purpose}"


class Payout(models.Model):
    """What a statement pays a dealer in one form: an amount in yuan, or nothing, and why.

    ``balance`` is what could be paid when it was proposed. Cash goes to ``bank_account``; credit
    against orders and goods become goods credit. ``entry`` is there once the ledger has it.
    """

    batch = models.ForeignKey(
        PayoutBatch, models.PROTECT, verbose_name=_("batch"), related_name="payouts"
    )
    statement = models.ForeignKey(
        "rebates.Statement",
        models.PROTECT,
        verbose_name=_("statement"),
        related_name="payouts",
    )
    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="payouts",
    )
    form = models.CharField(_("payment form"), max_length=8, choices=PaymentForm)
    amount = FenField(_("amount"))
    balance = FenField(_("balance then"))
    status = models.CharField(
        _("status"), max_length=12, choices=PayoutStatus, default=PayoutStatus.OPEN
    )
    why = models.CharField(
        _("why nothing is paid"), max_length=16, choices=CarriedBecause, blank=True
    )
    bank_account = models.ForeignKey(
        "dealers.BankAccount",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("bank account"),
        related_name="payouts",
    )
    bank_reference = models.CharField(_("reference of the bank"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    settled_on = models.DateField(_("paid on"), null=True, blank=True)
    settled_by = person(_("marked by"))
    beyond_balance = models.BooleanField(
        _("beyond the balance"),
        default=False,
        help_text=_("The bank had paid already when the balance fell."),
    )
    entry = models.OneToOneField(
        "dealers.LedgerEntry",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("ledger entry"),
        related_name="payout",
    )

    reach = Reach(
        dealer="dealer",
        region="dealer__home_region__path",
        dealer_sees=Q(status__in=[PayoutStatus.PAID, PayoutStatus.RETURNED]),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ["-id"]
        indexes = [models.Index(fields=["dealer", "status"], name="payout_of_dealer")]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "form"],
                condition=Q(status__in=[PayoutStatus.OPEN, PayoutStatus.PAID]),
                name="payout_once_of_a_statement",
                violation_error_message=_("The statement is paid out already, or about to be."),
            ),
            models.CheckConstraint(
                name="payout_amount",
                condition=Q(status=PayoutStatus.CARRIED, amount=0, bank_account=None)
                | (~Q(status=PayoutStatus.CARRIED) & Q(amount__gt=0)),
            ),
            models.CheckConstraint(
                name="payout_in_cash_has_an_account",
                condition=~Q(form=PaymentForm.CASH)
                | Q(status=PayoutStatus.CARRIED)
                | Q(bank_account__isnull=False),
            ),
            models.CheckConstraint(
                name="payout_paid_has_its_entry",
                condition=Q(status=PayoutStatus.PAID, entry__isnull=False)
                | Q(status=PayoutStatus.RETURNED)
                | (~Q(status=PayoutStatus.PAID) & Q(entry=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} {format_money(self.amount)} · {self.dealer}"


class PayoutFile(models.Model):
    """The bank's file of a batch as it was made: the same bytes at every download. Append-only."""

    batch = models.ForeignKey(
        PayoutBatch, models.PROTECT, verbose_name=_("batch"), related_name="files"
    )
    format = models.CharField(_("format"), max_length=4)
    content = models.BinaryField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        constraints = [models.UniqueConstraint(fields=["batch", "format"], name="payout_file_once")]

    def __str__(self) -> str:
        return f"{self.batch} ({self.format})"

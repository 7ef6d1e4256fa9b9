from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Value, When
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.models import person
from channels_mgmt.core.money import format_money
from channels_mgmt.core.scopes import Reach, ScopedQuerySet
from channels_mgmt.core.told import ToldCharField

from ..choices import EntryKind, ManualEntryStatus


def effect(receives: Iterable[EntryKind], gives: Iterable[EntryKind]) -> Case:
    """What an entry means for one of the dealer's accounts; None for an entry of another one."""
    fen = FenField(null=True)
    less = ExpressionWrapper(F("amount") * Value(-1), output_field=fen)
    plain, back = Q(reverses=None), Q(reverses__isnull=False)
    more, fewer = Q(kind__in=receives), Q(kind__in=gives)
    cases = [
        When((more & plain) | (fewer & back), then=F("amount")),
        When((fewer & plain) | (more & back), then=less),
    ]
    return Case(*cases, default=None, output_field=fen)


class ManualEntryQuerySet(ScopedQuerySet):
    def with_effects(self) -> Self:
        """What each entry adds to the dealer's balance and to the deposit held, with its sign."""
        return self.annotate(
            to_balance=effect([EntryKind.ADJUSTMENT, EntryKind.DEPOSIT_DRAWN], [EntryKind.PAYOUT]),
            to_deposit=effect(
                [EntryKind.DEPOSIT_LODGED, EntryKind.DEPOSIT_TOPPED_UP],
                [EntryKind.DEPOSIT_DRAWN, EntryKind.DEPOSIT_REFUNDED],
            ),
        )


class ManualEntry(models.Model):
    """Money that a person moves by hand: proposed by one, posted when another approves.

    ``amount`` is in yuan to the fen: above zero, but for an adjustment, which may also lower the
    balance. Once posted it is the ledger entry that counts; this row says who wanted it, and why.
    One that ``reverses`` another has its kind and amount, and moves the money back.
    """

    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="manual_entries",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind)
    amount = FenField(_("amount"))
    date = models.DateField(_("date"), help_text=_("The business date it belongs to."))
    reference = models.CharField(
        _("reference"),
        max_length=80,
        blank=True,
        help_text=_("The statement it settles, or the bank's reference."),
    )
    reason = ToldCharField(_("reason"), max_length=500)
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=ManualEntryStatus,
        default=ManualEntryStatus.PROPOSED,
    )
    created_by = person(_("proposed by"))
    created_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    approved_by = person(_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    entry = models.OneToOneField(
        "dealers.LedgerEntry",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("ledger entry"),
        related_name="manual_entry",
    )
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("reverses"),
        related_name="reversals",
    )

    reach = Reach(
        dealer="dealer",
        region="dealer__home_region__path",
        dealer_sees=Q(status=ManualEntryStatus.POSTED),
    )
    objects = models.Manager.from_queryset(ManualEntryQuerySet)()

    class Meta:
        verbose_name = _("manual entry")
        verbose_name_plural = _("manual entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="manual_entry_amount",
                condition=Q(amount__gt=0) | (Q(kind=EntryKind.ADJUSTMENT) & Q(amount__lt=0)),
                violation_error_message=_(
                    "The amount must be above zero; only an adjustment may lower the balance."
                ),
            ),
            models.CheckConstraint(
                name="manual_entry_approved_by_another",
                condition=Q(approved_by=None)
                | Q(created_by=None)
                | ~Q(approved_by=F("created_by")),
                violation_error_message=_("Whoever proposed an entry cannot approve it."),
            ),
            models.CheckConstraint(
                name="manual_entry_posted_has_its_entry",
                condition=Q(status=ManualEntryStatus.POSTED, entry__isnull=False)
                | (~Q(status=ManualEntryStatus.POSTED) & Q(entry=None)),
            ),
            models.UniqueConstraint(
                fields=["reverses"],
                condition=~Q(status=ManualEntryStatus.REFUSED),
                name="manual_entry_reversed_once",
                violation_error_message=_("It is reversed already, or about to be."),
            ),
        ]

    def __str__(self) -> str:
        text = f"{self.get_kind_display()} {format_money(self.amount)} · {self.dealer}"
        return now_("Reversal: %(entry)s") % {"entry": text} if self.reverses_id else text

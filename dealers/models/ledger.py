from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach
from channels_mgmt.core.told import ToldCharField

from ..choices import Account
from .ledger_queries import LedgerQuerySet


class LedgerEntry(models.Model):
    """One movement of money from one account to another: it balances by construction.

    ``amount`` is in yuan to the fen and above zero; ``credit`` receives, ``debit`` gives. The
    dealer's balance is what his accounts received less what they gave. Append-only: a mistake is
    reversed by an entry of its own, and both are linked.
    """

    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="ledger",
    )
    debit = models.CharField(_("from account"), max_length=24, choices=Account)
    credit = models.CharField(_("to account"), max_length=24, choices=Account)
    amount = FenField(_("amount"))
    date = models.DateField(_("date"), help_text=_("The business date it belongs to."))
    source = models.CharField(
        _("source"),
        max_length=40,
        help_text=_("What posted it, such as settlement:123."),
    )
    key = models.CharField(
        _("key"),
        max_length=120,
        unique=True,
        help_text=_("The same thing is never posted twice."),
    )
    memo = ToldCharField(_("memo"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("reverses"),
        related_name="reversed_by",
    )
    posted_at = models.DateTimeField(_("posted at"), auto_now_add=True)
    posted_by = person(_("posted by"))

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = models.Manager.from_queryset(LedgerQuerySet)()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["-id"]
        indexes = [models.Index(fields=["dealer", "id"], name="ledger_dealer")]
        constraints = [
            models.CheckConstraint(name="ledger_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="ledger_between_two_accounts", condition=~Q(debit=F("credit"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_debit_display()} → {self.get_credit_display()} {self.amount}"

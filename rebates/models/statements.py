from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.fields import FenField
from channels_mgmt.core.periods import Period
from channels_mgmt.core.scopes import Reach, ScopedManager


class Statement(models.Model):
    """What a posted run means for one dealer: opening balance + movements = closing balance.

    ``content`` holds every fact that is printed, free of language; ``digest`` is its SHA-256.
    Append-only: a later change is a movement of the next statement.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    run = models.ForeignKey(
        "rebates.SettlementRun",
        models.PROTECT,
        verbose_name=_("run"),
        related_name="statements",
    )
    dealer = models.ForeignKey(
        "dealers.Dealer",
        models.PROTECT,
        verbose_name=_("dealer"),
        related_name="statements",
    )
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("previous statement"),
        related_name="next",
    )
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"))
    opening = FenField(_("opening balance"))
    movements = FenField(_("movements"))
    closing = FenField(_("closing balance"))
    # The ledger entries of the dealer up to and including this one are covered.
    through_entry = models.BigIntegerField(_("through ledger entry"))
    content = models.JSONField(_("content"))
    digest = models.CharField(_("digest"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))

    reach = Reach(dealer="dealer", region="dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "dealer"], name="statement_once"),
            models.CheckConstraint(
                name="statement_adds_up",
                condition=Q(closing=F("opening") + F("movements")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def days(self) -> str:
        """From the first day to the last."""
        return Period(self.date_from, self.date_to).days


class StatementDocument(models.Model):
    """The PDF of a statement in one language, kept as it was issued. Append-only."""

    statement = models.ForeignKey(
        Statement, models.PROTECT, verbose_name=_("statement"), related_name="documents"
    )
    language = models.CharField(_("language"), max_length=10)
    pdf = models.BinaryField("PDF")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    rendered_at = models.DateTimeField(_("rendered at"), auto_now_add=True)

    reach = Reach(dealer="statement__dealer", region="statement__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("statement document")
        verbose_name_plural = _("statement documents")
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "language"], name="statement_document_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.statement} ({self.language})"

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, Scope, ScopedQuerySet

from ..choices import EvidenceKind
from .cases import UNSEEN
from .findings import fact, named


class EvidenceQuerySet(ScopedQuerySet):
    def for_dealer(self) -> Self:
        return self.filter(visible_to_dealer=True)


class Evidence(models.Model):
    """What a case rests on. Append-only; ``sha256`` is of its file, or else of what it says.

    What the dealer sends stands here too: ``from_dealer``, and ``appeal`` where it came with one.
    Each side brings a piece once; that the other has it already, neither hears.
    """

    violation = models.ForeignKey(
        "conduct.Violation", models.PROTECT, verbose_name=_("case"), related_name="evidence"
    )
    kind = models.CharField(_("kind"), max_length=14, choices=EvidenceKind)
    text = models.TextField(_("text"), blank=True, max_length=4000)
    facts = models.JSONField(
        _("facts"), default=dict, help_text=_("What a scan or a line said when it was brought in.")
    )
    finding = named("conduct.Finding", _("finding"))
    scan = fact("sales.Scan", _("scan"))
    sales_line = fact("sales.SalesLine", _("sales line"))
    observation = named("pricing.PriceObservation", _("observed price"))
    appeal = named("conduct.Appeal", _("appeal"))
    file = models.FileField(_("file"), upload_to="evidence/%Y/%m/", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    media_type = models.CharField(_("type of the file"), max_length=40, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    visible_to_dealer = models.BooleanField(_("shown to the dealer"), default=False)
    from_dealer = models.BooleanField(_("from the dealer"), default=False)
    by = person(_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    reach = Reach(
        dealer="violation__dealer",
        region="violation__dealer__home_region__path",
        dealer_sees=Q(visible_to_dealer=True) & ~Q(violation__status=UNSEEN),
    )
    objects = models.Manager.from_queryset(EvidenceQuerySet)()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["violation", "sha256", "from_dealer"],
                name="evidence_once",
                violation_error_message=_("This is among the evidence of the case already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.violation} · {self.get_kind_display()}"

    def name_for(self, scope: Scope) -> str:
        """What its file is called. To a dealer, the brand's files have names that tell nothing."""
        if scope.brand_side or self.from_dealer:
            return self.file_name
        _stem, dot, extension = self.file_name.rpartition(".")
        return f"{self.violation.number}-{self.pk}{dot}{extension}"

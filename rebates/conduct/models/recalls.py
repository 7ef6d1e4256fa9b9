from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import RecallStatus
from .cases import UNSEEN


class Recall(models.Model):
    """The dealer is to fetch goods back by a day; what is not done in time makes it malicious."""

    violation = models.ForeignKey(
        "conduct.Violation", models.PROTECT, verbose_name=_("case"), related_name="recalls"
    )
    quantity = models.PositiveIntegerField(_("quantity"), validators=[MinValueValidator(1)])
    deadline = models.DateField(_("by"), help_text=_("The last day to have done it."))
    status = models.CharField(
        _("status"), max_length=10, choices=RecallStatus, default=RecallStatus.ORDERED
    )
    ordered_by = person(_("ordered by"))
    ordered_at = models.DateTimeField(_("ordered at"), default=timezone.now, editable=False)
    closed_by = person(_("closed by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    reach = Reach(
        dealer="violation__dealer",
        region="violation__dealer__home_region__path",
        dealer_sees=~Q(violation__status=UNSEEN),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("recall order")
        verbose_name_plural = _("recall orders")
        ordering = ["deadline", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["violation"],
                condition=Q(status=RecallStatus.ORDERED),
                name="recall_open_once",
                violation_error_message=_("A recall is ordered already, and not done yet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.violation} · {self.deadline}"

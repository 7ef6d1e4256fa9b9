from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..choices import AppealOutcome


class Appeal(models.Model):
    """The dealer asks once for a case to be decided anew; its files are evidence of the case."""

    violation = models.OneToOneField(
        "conduct.Violation", models.PROTECT, verbose_name=_("case"), related_name="appeal"
    )
    text = models.TextField(_("what the dealer says"), max_length=4000)
    by = person(_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=AppealOutcome, default=AppealOutcome.OPEN
    )
    reason = models.TextField(_("reason"), blank=True, max_length=2000)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)

    bears_money = True
    reach = Reach(dealer="violation__dealer", region="violation__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="appeal_decided_at_a_moment",
                condition=Q(outcome=AppealOutcome.OPEN, decided_at=None)
                | (~Q(outcome=AppealOutcome.OPEN) & Q(decided_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.violation} · {self.get_outcome_display()}"

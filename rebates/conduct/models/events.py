from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.told import ToldTextField

from ..choices import CaseAction, ViolationStatus
from .cases import UNSEEN


class CaseEvent(models.Model):
    """One row of a case's time line: what was done, by whom, when and why. Append-only."""

    violation = models.ForeignKey(
        "conduct.Violation", models.PROTECT, verbose_name=_("case"), related_name="events"
    )
    action = models.CharField(_("action"), max_length=16, choices=CaseAction)
    from_status = models.CharField(_("from"), max_length=12, choices=ViolationStatus, blank=True)
    to_status = models.CharField(_("to"), max_length=12, choices=ViolationStatus)
    by = person(_("by"))
    reason = ToldTextField(_("reason"), blank=True, max_length=2000)
    for_dealer = models.BooleanField(_("shown to the dealer"), default=False)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    reach = Reach(
        dealer="violation__dealer",
        region="violation__dealer__home_region__path",
        dealer_sees=Q(for_dealer=True) & ~Q(violation__status=UNSEEN),
    )
    objects = ScopedManager()

    class Meta:
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")
        ordering = ["id"]
        indexes = [models.Index(fields=["action", "at"], name="case_events_of_action")]

    def __str__(self) -> str:
        return f"{self.violation} · {self.get_action_display()}"

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..scopes import Reach, ScopedManager
from .users import person


class AuditEntry(models.Model):
    """One change: who, when, what, from which value to which, and why. Append-only."""

    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = person(_("who"))
    action = models.CharField(_("action"), max_length=60)
    model = models.CharField(_("record type"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    label = models.CharField(_("name"), max_length=200)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    reach = Reach()  # only who sees everything; an object's own history is shown on its page
    objects = ScopedManager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-id"]
        indexes = [models.Index(fields=["model", "object_id", "-id"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"

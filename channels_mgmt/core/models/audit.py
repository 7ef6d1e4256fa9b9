from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..scopes import Reach, ScopedManager
from ..told import ToldCharField
from .users import person


class AuditEntry(models.Model):
    """One change: who, when, what, from which value to which, and why. Append-only.

    ``digest`` is of all the rest (``core.audit_chain``). The database itself gives every entry
    its seal when the transaction commits, also one that was inserted past the program.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    by = person(_("who"))
    action = models.CharField(_("action"), max_length=60)
    model = models.CharField(_("record type"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    label = models.CharField(_("name"), max_length=200)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    reason = ToldCharField(_("reason"), max_length=500, blank=True)
    request_id = models.CharField(_("request"), max_length=32, blank=True, editable=False)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)

    reach = Reach()  # only who sees everything; an object's own history is shown on its page
    objects = ScopedManager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["model", "object_id", "-id"], name="audit_object"),
            models.Index(fields=["request_id"], name="audit_request"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.label}"


class AuditSeal(models.Model):
    """The place of an entry in the chain. Written by the database at commit; append-only."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    # Without a foreign key in the database: both tables are append-only, and to check it for each
    # row of a large import would take longer than all the rest of the sealing.
    entry = models.OneToOneField(
        AuditEntry,
        models.PROTECT,
        related_name="seal",
        verbose_name=_("audit entry"),
        db_constraint=False,
    )
    hash = models.CharField(_("SHA-256"), max_length=64)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


class AuditHead(models.Model):
    """The end of the chain, in one row: only ever moved on to a later seal."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(_("number"), default=0)
    hash = models.CharField(_("SHA-256"), max_length=64, default="0" * 64)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("end of the chain")
        verbose_name_plural = verbose_name
        constraints = [models.CheckConstraint(name="audit_one_head", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

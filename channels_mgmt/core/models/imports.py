from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import Status
from ..fields import AmountField
from ..scopes import Reach, ScopedManager
from .users import person


class ImportStatus(Status):
    CHECKED = "checked", "azure", _("Checked")
    COMMITTED = "committed", "green", _("Committed")
    DISCARDED = "discarded", "secondary", _("Discarded")

    @classmethod
    def moves(cls):
        return {cls.CHECKED: {cls.COMMITTED, cls.DISCARDED}}


class ImportBatch(models.Model):
    """One file that was taken in: what it held, what was written, who did it."""

    kind = models.CharField(_("kind"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    file = models.FileField(_("source file"), upload_to="imports/%Y/%m/", blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=ImportStatus, default=ImportStatus.CHECKED
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    accepted = models.PositiveIntegerField(_("accepted"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    duplicates = models.PositiveIntegerField(_("already there"), default=0)
    amount_total = AmountField(_("amount total"), null=True, blank=True)
    errors = models.JSONField(_("errors"), default=list, blank=True)
    created_by = person(_("uploaded by"))
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    committed_at = models.DateTimeField(_("committed at"), null=True, blank=True, db_index=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def kind_label(self) -> str:
        """What the kind of the file is called."""
        from ..imports.kinds import kinds  # the kinds are declared above the models

        labels = {kind.name: kind.label for kind in kinds()}
        return str(labels.get(self.kind, self.kind))

    kind_label.short_description = _("kind")

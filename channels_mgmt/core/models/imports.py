from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import Status
from ..fields import AmountField
from ..scopes import Reach, ScopedManager
from .users import person


class ImportStatus(Status):
    MAPPING = "mapping", "orange", _("Columns to assign")
    CHECKING = "checking", "azure", _("Being checked")
    CHECKED = "checked", "azure", _("Checked")
    TAKING_IN = "taking_in", "blue", _("Being taken in")
    COMMITTED = "committed", "green", _("Committed")
    DISCARDED = "discarded", "secondary", _("Discarded")
    UNDOING = "undoing", "blue", _("Being undone")
    UNDONE = "undone", "orange", _("Undone")
    REVERSED = "reversed", "orange", _("Reversed")

    @classmethod
    def moves(cls):
        return {
            cls.MAPPING: {cls.CHECKING, cls.CHECKED, cls.DISCARDED},
            cls.CHECKING: {cls.CHECKED, cls.DISCARDED},
            cls.CHECKED: {cls.MAPPING, cls.CHECKING, cls.TAKING_IN, cls.COMMITTED, cls.DISCARDED},
            cls.TAKING_IN: {cls.CHECKED, cls.COMMITTED},
            cls.COMMITTED: {cls.UNDOING, cls.UNDONE, cls.REVERSED},
            cls.UNDOING: {cls.COMMITTED, cls.UNDONE},
            cls.REVERSED: {cls.COMMITTED},
        }


class ImportBatch(models.Model):
    """One file that was taken in: what it held, what was written, who did it.

    ``mapping`` names our column for a title of the file. ``corrects`` is the import whose waiting
    rows this one took in, ``reverses`` the one whose lines it takes back.
    """

    kind = models.CharField(_("kind"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    file_sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    file = models.FileField(_("source file"), upload_to="imports/%Y/%m/", blank=True)
    mapping = models.JSONField(_("assigned columns"), default=dict, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=ImportStatus, default=ImportStatus.CHECKED
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    accepted = models.PositiveIntegerField(_("accepted"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    duplicates = models.PositiveIntegerField(_("already there"), default=0)
    amount_total = AmountField(_("amount total"), null=True, blank=True)
    errors = models.JSONField(_("errors"), default=list, blank=True)
    notices = models.JSONField(_("notices"), default=list, blank=True)
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("corrected rows of"),
        related_name="corrections",
    )
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("reverses"),
        related_name="reversals",
    )
    job = models.ForeignKey(
        "core.Job",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("job"),
        related_name="+",
    )
    created_by = person(_("uploaded by"))
    created_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    committed_at = models.DateTimeField(_("committed at"), null=True, blank=True, db_index=True)
    undone_by = person(_("undone by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reverses"],
                condition=Q(status="committed"),
                name="import_reversed_once",
                violation_error_message=_("This import is reversed already."),
            ),
            # Rows of an undone import may be deleted, so it is never one by the way.
            models.CheckConstraint(
                condition=~Q(status="undone")
                | (Q(undone_at__isnull=False, committed_at__isnull=False) & ~Q(reason="")),
                name="import_undone_when_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def kind_label(self) -> str:
        """What the kind of the file is called."""
        from ..imports.kinds import kinds  # the kinds are declared above the models

        labels = {kind.name: kind.label for kind in kinds()}
        return str(labels.get(self.kind, self.kind))

    kind_label.short_description = _("kind")

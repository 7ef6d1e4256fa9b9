"""What imports leave behind besides their batches: waiting rows, mappings, answers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import Status
from ..display import running
from ..scopes import Reach, ScopedManager
from ..told import ToldCharField
from .users import person


class RowStatus(Status):
    WAITING = "waiting", "orange", _("To be corrected")
    TAKEN_IN = "taken_in", "green", _("Taken in")
    DISCARDED = "discarded", "secondary", _("Discarded")

    @classmethod
    def moves(cls):
        return {cls.WAITING: {cls.TAKEN_IN, cls.DISCARDED}}


class RejectedRow(models.Model):
    """A row with faults that an import of the good rows left out: it waits, and never disappears.

    ``cells`` are texts by our column, for every column that the file has; ``faults`` are as in an
    answer of the import. Both are those of the last try.
    """

    batch = models.ForeignKey(
        "core.ImportBatch",
        models.PROTECT,
        verbose_name=_("import"),
        related_name="rejected_rows",
        db_index=False,
    )
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(_("cells"), default=dict)
    faults = models.JSONField(_("faults"), default=list)
    status = models.CharField(
        _("status"), max_length=12, choices=RowStatus, default=RowStatus.WAITING
    )
    taken_into = models.ForeignKey(
        "core.ImportBatch",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("taken in by"),
        related_name="+",
    )
    reason = ToldCharField(_("reason"), max_length=500, blank=True)
    decided_by = person(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("rejected row")
        verbose_name_plural = _("rejected rows")
        ordering = ["-batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="rejected_row_once"),
        ]
        indexes = [
            models.Index(fields=["-batch", "number"], name="rejected_row_list"),
            models.Index(fields=["status", "batch"], name="rejected_row_waiting"),
        ]

    def __str__(self) -> str:
        return _("%(file)s, row %(row)s") % {"file": self.batch.file_name, "row": self.number}

    def summary(self) -> str:
        """What is wrong, in one line."""
        return running(fault["message"] for fault in self.faults)

    summary.short_description = _("faults")


class UndoneImport(models.Model):
    """Opens the guard of append-only tables for the rows of one import. Append-only itself.

    Triggers look here and not at the status of the import: on SQLite a table that a trigger names
    cannot be rebuilt by a migration, and the table of imports will be.
    """

    batch = models.OneToOneField(
        "core.ImportBatch", models.PROTECT, verbose_name=_("import"), related_name="+"
    )

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("undone import")
        verbose_name_plural = _("undone imports")


class ColumnMapping(models.Model):
    """How the columns of one source are assigned to ours, remembered for its next file.

    A source is known by the titles of its columns: ``signature`` is their digest.
    """

    kind = models.CharField(_("kind"), max_length=40)
    signature = models.CharField(_("signature"), max_length=64)
    mapping = models.JSONField(_("assigned columns"), default=dict)
    changed_by = person(_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        ordering = ["-changed_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "signature"], name="mapping_once"),
        ]


class Alias(models.Model):
    """What a text in files stands for that is no code of ours: the master with this code.

    ``target`` is the label of the master's model, ``text`` is spelled as codes are read. It is
    asked only where no master has the text as its code.
    """

    target = models.CharField(_("stands for a"), max_length=60)
    text = models.CharField(_("text in files"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    created_by = person(_("mapped by"))
    created_at = models.DateTimeField(_("mapped at"), auto_now_add=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("mapped text")
        verbose_name_plural = _("mapped texts")
        ordering = ["text", "target"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "target"],
                name="alias_once",
                violation_error_message=_("This text is mapped already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} → {self.code}"

    def target_label(self) -> str:
        """What the master's model is called."""
        from ..imports.aliases import label_of  # the targets are declared above the models

        return label_of(self.target)

    target_label.short_description = _("stands for a")


class KeyedAnswer(models.Model):
    """What a request with an idempotency key was answered, so that its repetition hears the same.

    Written in the transaction of what the request did: one is not there without the other.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+"
    )
    key = models.CharField(_("key"), max_length=200)
    request_sha256 = models.CharField("SHA-256", max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    answer = models.JSONField(_("answer"), default=dict)
    at = models.DateTimeField(_("when"), auto_now_add=True)

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("answer to a keyed request")
        verbose_name_plural = _("answers to keyed requests")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="keyed_answer_once"),
        ]

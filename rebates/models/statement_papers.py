"""What goes with a statement: the annex with the sales behind it, the reminder to answer it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Reach, ScopedManager

from .statements import Statement


class StatementAnnex(models.Model):
    """The sales lines behind a statement as XLSX, kept as they were first written. Append-only.

    Kept, because what a filter refers to (a product line, a region) may be rearranged later.
    """

    statement = models.OneToOneField(
        Statement, models.PROTECT, verbose_name=_("statement"), related_name="annex"
    )
    file = models.FileField(_("file"), upload_to="annexes/%Y/%m/")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    lines = models.PositiveIntegerField(_("sales lines"))
    agrees = models.BooleanField(
        _("agrees"), help_text=_("The sales lines add up to every measure of the statement.")
    )
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    reach = Reach(dealer="statement__dealer", region="statement__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("annex of a statement")
        verbose_name_plural = _("annexes of statements")

    def __str__(self) -> str:
        return f"{self.statement} (XLSX)"


class StatementReminder(models.Model):
    """The dealer was reminded to answer: once for a statement. Append-only."""

    statement = models.OneToOneField(
        Statement, models.PROTECT, verbose_name=_("statement"), related_name="reminder"
    )
    day = models.DateField(_("day"))
    answer_by = models.DateField(_("last day to answer"))

    reach = Reach(dealer="statement__dealer", region="statement__dealer__home_region__path")
    objects = ScopedManager()

    class Meta:
        verbose_name = _("reminder of a statement")
        verbose_name_plural = _("reminders of statements")

    def __str__(self) -> str:
        return f"{self.statement} {self.day}"

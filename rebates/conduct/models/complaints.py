from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import person
from channels_mgmt.core.scopes import Reach, ScopedManager

from .findings import named


class Complaint(models.Model):
    """A dealer told the brand of another. Who complained is known to the brand alone.

    It stands apart from the case, and no dealer reads one, not even whoever wrote it: an upstream
    dealer sees the rows of those below it, and may be the one complained of.
    """

    complainant = models.ForeignKey(
        "dealers.Dealer", models.PROTECT, verbose_name=_("complaining dealer"), related_name="+"
    )
    accused = named("dealers.Dealer", _("accused dealer"))
    region = named("dealers.Region", _("region"))
    text = models.TextField(_("text"), max_length=4000)
    file = models.FileField(_("file"), upload_to="complaints/%Y/%m/", blank=True)
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    file_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    media_type = models.CharField(_("type of the file"), max_length=40, blank=True)
    violation = named("conduct.Violation", _("case"))
    by = person(_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    reach = Reach(region=("complainant__home_region__path", "accused__home_region__path"))
    objects = ScopedManager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.complainant.code} · {self.at:%Y-%m-%d}"

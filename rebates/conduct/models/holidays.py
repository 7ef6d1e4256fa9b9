from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager


class Holiday(Named):
    """A weekday on which nobody works, or a day of a weekend on which everybody does."""

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(
        _("working day"),
        default=False,
        help_text=_("A Saturday or Sunday that is worked in exchange for a holiday."),
    )

    reach = Reach(public=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["-day"]

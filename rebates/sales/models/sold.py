from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.scopes import Reach, ScopedManager

from .cells import copied
from .serials import CODE_LENGTH


class SoldSerial(models.Model):
    """A serial that a sales line names: derived from the line's text, to find the line by it."""

    code = models.CharField(_("serial number"), max_length=CODE_LENGTH)
    line = copied("sales.SalesLine", _("sales line"))

    reach = Reach()
    objects = ScopedManager()

    class Meta:
        verbose_name = _("sold serial")
        verbose_name_plural = _("sold serials")
        indexes = [models.Index(fields=["code", "line"], name="sold_serial_lines")]

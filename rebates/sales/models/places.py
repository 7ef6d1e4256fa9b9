from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager

from ..gs1 import WrongCode, location_code


class Place(Named):
    """Where scans are made, as the partners call it (a GLN, say), and the region it lies in."""

    code = models.CharField(
        _("code"),
        max_length=120,
        unique=True,
        help_text=_("A GLN (13 digits, with “.” and an extension if there is one), or an address."),
    )
    region = models.ForeignKey(
        "dealers.Region", models.PROTECT, verbose_name=_("region"), related_name="+"
    )

    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("scanning place")
        verbose_name_plural = _("scanning places")
        ordering = ["code"]

    def clean(self) -> None:
        """However a GLN is written (SGLN, digital link), it is kept as its digits."""
        super().clean()
        try:
            self.code = location_code(self.code)
        except WrongCode as error:
            raise ValidationError({"code": str(error)}) from None

from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator


class BusinessArea(Named):
    """A named set of regions by which a brand steers its trade: 华东 is several provinces."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    regions = models.ManyToManyField(
        "dealers.Region",
        verbose_name=_("regions"),
        related_name="business_areas",
        help_text=_("Each with all that lies in it."),
    )

    reach = Reach(brand=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("business area")
        verbose_name_plural = _("business areas")
        ordering = ["code"]

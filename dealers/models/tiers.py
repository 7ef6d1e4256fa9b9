from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named
from channels_mgmt.core.scopes import Reach, ScopedManager
from channels_mgmt.core.trees import code_validator

from ..choices import RegionLevel


class Tier(Named):
    """A channel tier: national, provincial, city, outlet. A lower rank stands higher."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_validator])
    rank = models.PositiveSmallIntegerField(
        _("rank"), unique=True, help_text=_("1 is the highest tier.")
    )
    home_level = models.CharField(
        _("home region level"),
        max_length=10,
        choices=RegionLevel,
        help_text=_("The level of region at which dealers of this tier are homed."),
    )
    dropped_on = models.DateField(
        _("dropped on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("From this day on no dealer belongs to it."),
    )

    reach = Reach(public=True)
    objects = ScopedManager()

    class Meta:
        verbose_name = _("channel tier")
        verbose_name_plural = _("channel tiers")
        ordering = ["rank"]

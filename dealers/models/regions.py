import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named, TreeNode, TreeQuerySet
from channels_mgmt.core.scopes import Reach

from ..choices import RegionLevel


class RegionQuerySet(TreeQuerySet):
    def valid_on(self, day: datetime.date) -> Self:
        """The codes that stand on a day."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gt=day))


class Region(TreeNode, Named):
    """A node of GB/T 2260, or of the brand's own tree: any depth, codes are opaque."""

    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    pinyin = models.CharField(_("pinyin"), max_length=120, blank=True)
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        help_text=_("The first day of the code; empty where it is older than the records."),
    )
    valid_to = models.DateField(
        _("valid to"),
        null=True,
        blank=True,
        help_text=_("The first day the code no longer stands; empty while it does."),
    )
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        verbose_name=_("successors"),
        related_name="predecessors",
        help_text=_("What it became: one region where it was merged, several where it was split."),
    )

    reach = Reach(public=True)
    objects = models.Manager.from_queryset(RegionQuerySet)()

    class Meta(TreeNode.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="region_ends_after_start",
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_to__gt=models.F("valid_from")),
                violation_error_message=_("“Valid to” must be later than “valid from”."),
            )
        ]

    def valid_on(self, day: datetime.date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day < self.valid_to)

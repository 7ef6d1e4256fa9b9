from django.db import models
from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named, TreeNode
from channels_mgmt.core.scopes import Reach

from ..choices import RegionLevel


class Region(TreeNode, Named):
    """A node of GB/T 2260, or of the brand's own tree: any depth, codes are opaque."""

    level = models.CharField(_("level"), max_length=10, choices=RegionLevel)
    pinyin = models.CharField(_("pinyin"), max_length=120, blank=True)

    reach = Reach(public=True)

    class Meta(TreeNode.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["path"]

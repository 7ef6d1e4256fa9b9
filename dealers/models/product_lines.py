from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.models import Named, TreeNode
from channels_mgmt.core.scopes import Reach


class ProductLine(TreeNode, Named):
    """A node of the product tree: kitchen → range hoods → side-draft hoods."""

    reach = Reach(public=True)

    class Meta(TreeNode.Meta):
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")
        ordering = ["path"]

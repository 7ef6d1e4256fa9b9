from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column
from channels_mgmt.core.imports.linked import TreeKind

from ..models import ProductLine


class ProductLineKind(TreeKind):
    name = "product_lines"
    label = _("Product lines")
    model = ProductLine
    columns = (
        Column("code", cells.code, required=True, example="HOODS"),
        Column("name", cells.text(120), required=True, example="油烟机"),
        Column("parent", cells.code, source="parent__code", example="KITCHEN"),
        Column("name_en", cells.text(120), extra=True),
    )

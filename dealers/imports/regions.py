from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column
from channels_mgmt.core.imports.linked import TreeKind

from ..choices import RegionLevel
from ..models import Region


class RegionKind(TreeKind):
    """A tree of regions: codes are opaque, there may be several roots."""

    name = "regions"
    label = _("Regions")
    model = Region
    columns = (
        Column("code", cells.code, required=True, example="440100"),
        Column("parent", cells.code, source="parent__code", example="440000"),
        Column("level", cells.one_of(RegionLevel), required=True, example="city"),
        Column("name", cells.text(120), required=True, example="广州市"),
        Column("name_en", cells.text(120), extra=True),
        Column("pinyin", cells.text(120), extra=True),
    )

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.tables import NumberColumn, Table

from .models import BusinessArea, Region


class RegionTable(Table):
    sortable = ("code",)

    class Meta(Table.Meta):
        model = Region
        fields = ("code", "name", "name_en", "level", "parent", "valid_from", "valid_to")


class BusinessAreaTable(Table):
    sortable = ("code",)
    region_count = NumberColumn(accessor="region_count", verbose_name=_("Regions"))

    class Meta(Table.Meta):
        model = BusinessArea
        fields = ("code", "name", "name_en", "region_count")
        sequence = fields

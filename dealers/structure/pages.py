import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.filters import FilterSet
from channels_mgmt.core.pages import Link, Pages
from channels_mgmt.core.tables import FieldColumn, Table

from ..models import Placement
from ..models.placements import BEGINNING


class SinceColumn(FieldColumn):
    """A day; the first of all is no day that anybody decided on."""

    def render(self, value: datetime.date, record: Placement, bound_column: Any) -> Any:
        if value == BEGINNING:
            return _("From the beginning")
        return super().render(value, record, bound_column)


class PlacementTable(Table):
    valid_from = SinceColumn()

    class Meta(Table.Meta):
        model = Placement
        fields = ("valid_from", "dealer", "tier", "upstream", "home_region", "reason")


class PlacementFilter(FilterSet):
    search = ("dealer__code", "dealer__name", "reason")

    class Meta:
        model = Placement
        fields = ("dealer", "tier", "upstream", "home_region")


class PlacementPages(Pages):
    """Read only: a dealer is moved on its own page."""

    model, table, filterset = Placement, PlacementTable, PlacementFilter
    links = (Link(_("Structure on a day"), "dealers:dealer_tree"),)
    empty_hint = _("No dealer was moved yet: where each stands is on its page.")

"""Files of scanning places: master data."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from channels_mgmt.core.imports import cells
from channels_mgmt.core.imports.columns import Column, Resolver
from channels_mgmt.core.imports.masters import MasterKind
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.imports.shapes import Form, shaped
from channels_mgmt.core.scopes import Access
from dealers.imports import lookups

from .gs1 import WrongCode, location_code
from .models import Place

_text = cells.text(120)


@shaped(Form.TEXT, max_length=120)
def place(cell: str) -> str:
    try:
        return location_code(_text(cell))
    except WrongCode as error:
        raise Fault("bad_place", str(error)) from None


class PlaceKind(MasterKind):
    name = "places"
    label = _("Scanning places")
    model = Place
    order = ("code",)
    columns = (
        Column("code", place, required=True, example="6901234000009"),
        Column("name", cells.text(120), required=True, example="广州仓"),
        Column("region", cells.code, required=True, source="region__code", example="440100"),
        Column("name_en", cells.text(120), extra=True),
    )

    def resolvers(self, access: Access) -> Mapping[str, Resolver]:
        return {"region": lookups.regions()}

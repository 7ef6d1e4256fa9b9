"""What the codes of dealers, regions and scanning places stand for, loaded once for a file."""

from django.utils.translation import gettext as _

from channels_mgmt.core.imports.references import Lookup
from channels_mgmt.core.imports.report import Fault
from channels_mgmt.core.scopes import Scope
from channels_mgmt.core.trees import is_within
from dealers.models import Dealer, Region

from ..gs1 import WrongCode, location_code
from ..models import Place


def dealer_keys(mine: Scope) -> Lookup:
    """The dealers whose facts may be taken in."""
    rows = Dealer.objects.visible_to(mine).values_list("code", "pk")
    message = lambda: _("There is no dealer “%(value)s”: import it first.")  # noqa: E731
    return Lookup(dict(rows), "unknown_dealer", message)


class RegionsAndPlaces(Lookup):
    """A region's code, or one or more names of a place, the best first."""

    def __init__(self, regions: dict[str, int], places: dict[str, int]) -> None:
        message = lambda: _("There is no region “%(value)s”: import it first.")  # noqa: E731
        super().__init__(regions, "unknown_region", message)
        self.places = places

    def __call__(self, value: str) -> int:
        if (region := self.found.get(value)) is not None:
            return region
        names = [_plain(name) for name in value.split()]
        for name in names:
            region = self.found.get(name) or self.places.get(name)
            region = region or self.places.get(name.partition(".")[0])
            if region is not None:
                return region
        if any(name[:1].isdigit() and len(name) < 13 for name in names) or len(value) < 13:
            return super().__call__(value)
        message = _("In which region %(value)s lies is not known: add it as a scanning place.")
        raise Fault("unknown_place", message % {"value": " / ".join(names)})


def _plain(name: str) -> str:
    try:
        return location_code(name)
    except WrongCode:
        return name


def regions_and_places(mine: Scope) -> RegionsAndPlaces:
    """The regions in which scans may be taken in, and the places that lie in them."""
    rows = Region.objects.values_list("code", "pk", "path")
    if not mine.everything:
        rows = [r for r in rows if any(is_within(r[2], path) for path in mine.regions)]
    regions = {code: pk for code, pk, _path in rows}
    inside = set(regions.values())
    places = Place.objects.values_list("code", "region")
    return RegionsAndPlaces(regions, {code: pk for code, pk in places if pk in inside})

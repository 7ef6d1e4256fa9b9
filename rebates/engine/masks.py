"""Which scopes a fact belongs to, as a bit mask: bit p is set where scope p lets it in.

Each dimension gives the mask of one of its values; a fact's mask is the AND of them. Python's
integers have no size limit, so there may be any number of programmes.
"""

import datetime
import operator
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import reduce

from django.db.models import Model

from dealers.choices import SalesChannel
from dealers.models import Dealer, Region, Shop, Tier
from dealers.placements import Structure
from pricing.models import SKU
from rebates.sales.facts import Groups

from ..rules.scopes import LineScope, Selection

DIMENSIONS = tuple(field.name for field in fields(Selection))


class Dimension:
    """The scopes that let a value of one dimension in."""

    def __init__(self, name: str, scopes: Sequence[LineScope]) -> None:
        self.everything = 0  # scopes that include without naming any
        self.included: dict[str, int] = defaultdict(int)
        self.excluded: dict[str, int] = defaultdict(int)
        for bit, scope in enumerate(scopes):
            includes = getattr(scope.include, name)
            if not includes:
                self.everything |= 1 << bit
            for code in includes:
                self.included[code] |= 1 << bit
            for code in getattr(scope.exclude, name):
                self.excluded[code] |= 1 << bit

    @property
    def named(self) -> bool:
        """Whether any scope names a value."""
        return bool(self.included or self.excluded)

    def mask(self, codes: Iterable[str]) -> int:
        """For what has all these codes: a region has its own and those of all above it."""
        let_in, kept_out = self.everything, 0
        for code in codes:
            let_in |= self.included.get(code, 0)
            kept_out |= self.excluded.get(code, 0)
        return let_in & ~kept_out


class Masks:
    """The masks of every SKU and region by id, and of what else a fact carries.

    Those of dealers, tiers and shops are empty where no scope names one.
    """

    def __init__(self, scopes: Sequence[LineScope]) -> None:
        self.scopes = scopes
        self.by = {name: Dimension(name, scopes) for name in DIMENSIONS}
        self.skus = self._skus()
        self.regions = {
            pk: self.by["regions"].mask(path.split("/"))
            for pk, path in Region.objects.order_by().values_list("pk", "path")
        }
        self.dealers = self._of_all("dealers", Dealer)
        self.tiers = self._of_all("tiers", Tier)
        channels, shops = self.by["channels"], self.by["shops"]
        self.channels = {code: channels.mask(channels_of(code)) for code in SalesChannel.values}
        self.any_platform = channels.mask(channels_of(SalesChannel.ONLINE))
        self.shops = self._of_all("shops", Shop)
        self.no_shop = shops.mask([])
        self.kinds: dict[str, int] = defaultdict(int)
        for bit, scope in enumerate(scopes):
            for kind in scope.kinds:
                self.kinds[kind.value] |= 1 << bit

    def dealers_on(self, day: datetime.date, structure: Structure) -> dict[int, int]:
        """The masks of the dealers by the tier on which each stood on the day."""
        any_dealer, any_tier = self.by["dealers"].everything, self.by["tiers"].everything
        return {
            pk: self.dealers.get(pk, any_dealer)
            & self.tiers.get(structure.of(pk, day).tier, any_tier)
            for pk in structure.dealers
        }

    def _of_all(self, name: str, model: type[Model]) -> dict[int, int]:
        """By id; nothing where no scope names one: all are then let in alike."""
        if not self.by[name].named:
            return {}
        rows = model._default_manager.order_by().values_list("pk", "code")
        return {pk: self.by[name].mask([code]) for pk, code in rows}

    def _skus(self) -> dict[int, int]:
        lines, brands, codes = self.by["product_lines"], self.by["brands"], self.by["skus"]
        rows = SKU.objects.order_by().values_list("pk", "code", "brand", "product_line__path")
        return {
            pk: codes.mask([code]) & brands.mask([brand]) & lines.mask(path.split("/"))
            for pk, code, brand, path in rows
        }


def alike(masks: Mapping[int, int], needed: int) -> tuple[dict[int, int], list[int]]:
    """The ids in numbered groups that the needed scopes treat alike, and the mask of each group.

    What no needed scope lets in has no group.
    """
    numbers: dict[int, int] = {}
    grouped = {
        pk: numbers.setdefault(kept, len(numbers))
        for pk, mask in masks.items()
        if (kept := mask & needed)
    }
    return grouped, list(numbers)


class Grouped(dict):
    """What the needed scopes need not tell apart, in groups, and the mask of each group's number;
    there are few, so each is made when it first comes."""

    def __init__(self, masks: Masks, needed: int) -> None:
        super().__init__()
        skus, sku_masks = alike(masks.skus, needed)
        regions, region_masks = alike(masks.regions, needed)
        channels, channel_masks = apart(masks.channels, needed, masks.any_platform)
        kinds, kind_masks = apart(masks.kinds, needed, 0)
        shops, shop_masks = apart(masks.shops, needed, masks.no_shop)
        self.groups = Groups(skus, regions, channels, kinds, shops)
        self.masks = (sku_masks, region_masks, channel_masks, kind_masks, shop_masks)

    def __missing__(self, number: int) -> int:
        numbers = zip(self.masks, self.groups.of(number), strict=True)
        self[number] = mask = reduce(operator.and_, (masks[one] for masks, one in numbers))
        return mask


def apart(masks: Mapping, needed: int, other: int) -> tuple[dict, list[int]]:
    """As `alike`, but all have a number: 0 is that of all with the mask `other`."""
    numbers = {other & needed: 0}
    grouped = {key: numbers.setdefault(mask & needed, len(numbers)) for key, mask in masks.items()}
    return grouped, list(numbers)


def channels_of(channel: str) -> set[str]:
    """What a channel counts as: a platform is online too."""
    if channel == SalesChannel.OFFLINE:
        return {channel}
    return {channel, SalesChannel.ONLINE.value}

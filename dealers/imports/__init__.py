"""The kinds of files that this floor takes in: ``docs/data-formats.md``."""

from channels_mgmt.core.imports.kinds import register

from .dealers import DealerKind
from .product_lines import ProductLineKind
from .regions import RegionKind
from .shops import ShopKind
from .targets import TargetKind
from .territories import TerritoryKind


def register_kinds() -> None:
    register(RegionKind(), DealerKind(), ProductLineKind(), TerritoryKind(), ShopKind())
    register(TargetKind())

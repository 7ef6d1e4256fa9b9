"""Products, prices, price controls and online-exclusive allotments from files."""

from channels_mgmt.core.imports.kinds import register

from .controls import PriceControlKind
from .exclusives import ExclusiveKind
from .observations import ObservationKind
from .prices import PriceKind
from .products import ProductKind


def register_kinds() -> None:
    register(ProductKind(), PriceKind(), PriceControlKind(), ExclusiveKind(), ObservationKind())

from .controls import PriceControl
from .exclusives import Exclusive
from .observations import PriceObservation
from .prices import Price, PriceList
from .skus import SKU

__all__ = ["SKU", "Exclusive", "Price", "PriceControl", "PriceList", "PriceObservation"]

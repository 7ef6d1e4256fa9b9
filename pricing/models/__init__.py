from .exclusives import Exclusive
from .prices import Price, PriceList
from .skus import SKU

__all__ = ["SKU", "Exclusive", "Price", "PriceList"]

from .brand import Brand
from .dealers import Dealer
from .grants import Grant
from .ledger import LedgerEntry
from .manual_entries import ManualEntry
from .product_lines import ProductLine
from .regions import Region
from .shops import Shop
from .territories import Territory
from .tiers import Tier

__all__ = [
    "Brand",
    "Dealer",
    "Grant",
    "LedgerEntry",
    "ManualEntry",
    "ProductLine",
    "Region",
    "Shop",
    "Territory",
    "Tier",
]

from .brand import Brand
from .business_areas import BusinessArea
from .contracts import Contract, ContractFile, DepositStage
from .dealers import Dealer
from .grants import Grant
from .ledger import LedgerEntry
from .manual_entries import ManualEntry
from .placements import Placement
from .product_lines import ProductLine
from .regions import Region
from .shops import Shop
from .targets import Target
from .territories import Territory
from .tiers import Tier

__all__ = [
    "Brand",
    "BusinessArea",
    "Contract",
    "ContractFile",
    "Dealer",
    "DepositStage",
    "Grant",
    "LedgerEntry",
    "ManualEntry",
    "Placement",
    "ProductLine",
    "Region",
    "Shop",
    "Target",
    "Territory",
    "Tier",
]

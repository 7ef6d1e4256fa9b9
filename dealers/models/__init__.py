from .bank_accounts import BankAccount
from .brand import Brand
from .business_areas import BusinessArea
from .contracts import Contract, ContractFile, DepositStage
from .dealers import Dealer
from .grades import Grading
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
    "BankAccount",
    "Brand",
    "BusinessArea",
    "Contract",
    "ContractFile",
    "Dealer",
    "DepositStage",
    "Grading",
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

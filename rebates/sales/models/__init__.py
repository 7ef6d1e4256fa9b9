from .cells import ChangedMonth, FiledProduct, MonthlyCell, ProductLineCell
from .lines import SalesLine
from .packing import Packing
from .payments import Payment
from .places import Place
from .serials import Scan, Serial, Withdrawal
from .sold import SoldSerial
from .stock import StockCount

__all__ = [
    "ChangedMonth",
    "FiledProduct",
    "MonthlyCell",
    "Packing",
    "Payment",
    "Place",
    "ProductLineCell",
    "SalesLine",
    "Scan",
    "Serial",
    "SoldSerial",
    "StockCount",
    "Withdrawal",
]

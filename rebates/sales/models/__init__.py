from .cells import ChangedMonth, MonthlyCell
from .lines import SalesLine
from .packing import Packing
from .payments import Payment
from .places import Place
from .serials import Scan, Serial, Withdrawal
from .sold import SoldSerial
from .stock import StockCount

__all__ = [
    "ChangedMonth",
    "MonthlyCell",
    "Packing",
    "Payment",
    "Place",
    "SalesLine",
    "Scan",
    "Serial",
    "SoldSerial",
    "StockCount",
    "Withdrawal",
]

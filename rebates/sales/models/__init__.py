from .cells import ChangedMonth, MonthlyCell
from .lines import SalesLine

__all__ = ["ChangedMonth", "MonthlyCell", "SalesLine"]

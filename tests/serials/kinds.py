"""Small files of every kind of fact."""

import pytest

from rebates.sales.models import Packing, Payment, Scan, Serial, StockCount

# By kind: the header, a row, the same key with another content, and a column that says so.
FILES = {
    "serials": (
        "serial,sku,dealer,shipped_on,order_number",
        "SN1,H-1,GZ,2025-01-05,SO1",
        "SN1,H-1,GD,2025-01-05,SO1",
        "serial",
    ),
    "scans": (
        "serial,scanned_at,region,by,reference",
        "SN1,2025-02-01T09:30:00+08:00,440100,consumer,R1",
        "SN1,2025-02-01T01:30:00Z,330100,consumer,R1",
        "region",
    ),
    "payments": (
        "dealer,date,amount,reference",
        "GZ,2025-01-31,50000.50,BANK-1",
        "GZ,2025-01-31,50000.51,BANK-1",
        "reference",
    ),
    "stock_counts": (
        "dealer,sku,date,quantity",
        "GZ,H-1,2025-01-31,12",
        "GZ,H-1,2025-01-31,13",
        "date",
    ),
    "packings": ("serial,parent,at,move", "SN1,BOX1,2025-01-01T08:00:00+08:00,in", "", ""),
}
MODELS = {
    "serials": Serial,
    "scans": Scan,
    "payments": Payment,
    "stock_counts": StockCount,
    "packings": Packing,
}
WITH_CONTENT = [kind for kind in FILES if FILES[kind][2]]
every_kind = pytest.mark.parametrize("kind", FILES)


def file_of(kind: str, *rows: str) -> str:
    return "\n".join([FILES[kind][0], *rows]) + "\n"


def one(kind: str) -> str:
    return file_of(kind, FILES[kind][1])

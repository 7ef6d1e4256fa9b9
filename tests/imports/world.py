"""A small brand as files, and the shortest way to take rows in."""

import csv
import io

from channels_mgmt.core.imports.kinds import kinds
from channels_mgmt.core.imports.report import Report
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import SYSTEM

REGIONS = """code,parent,level,name
440106,440100,county,天河区
000000,,country,中国
440100,440000,city,广州市
440000,000000,province,广东省
330000,000000,province,浙江省
330100,330000,city,杭州市
"""
LINES = """code,name,parent
HOODS,油烟机,KITCHEN
KITCHEN,厨房,
"""
PRODUCTS = """sku,name,product_line,brand,barcode,list_price,vat_rate,online_exclusive,twin
T-1,电商款,HOODS,Brand,,1999.00,13,yes,H-1
H-1,油烟机一号,HOODS,Brand,6901234567892,2999.5000,13,no,
H-2,油烟机二号,HOODS,,,,,,
"""
DEALERS = """code,name,tier,upstream,region,uscc,status,ecommerce_team,grade
GZ,广州经销商,city,GD,440100,,active,yes,gold
GD,广东经销商,provincial,,440000,914400000000000012,active,no,
HZ,杭州经销商,city,,330100,,suspended,no,
"""
SHOPS = """code,name,platform,operator,url
TMALL,天猫旗舰店,tmall,,https://tmall.example.com/
JD,京东店,jd,GZ,
"""
EXCLUSIVES = """sku,shop,valid_from,valid_to
T-1,TMALL,2025-01-01,
"""
SALES = """source,kind,order_number,line_number,date,dealer,sku,quantity,unit_price,amount
ERP,sell_in,SO1,1,2025-01-05,GZ,H-1,2,2000.00,4000.00
ERP,sell_in,SO1,2,2025-01-05,GZ,H-2,1,1000.1234,1000.1234
ERP,sell_out,SO2,1,2025-02-10,GD,H-1,3,,0.30
"""
MASTERS = {
    "regions": REGIONS,
    "product_lines": LINES,
    "products": PRODUCTS,
    "dealers": DEALERS,
    "shops": SHOPS,
    "exclusives": EXCLUSIVES,
}


def records(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def take(kind: str, text: str, **options) -> Report:
    """Rows of CSV text, without a file."""
    return import_rows(kind=kind, rows=records(text), access=SYSTEM, name=f"{kind}.csv", **options)


def codes(report: Report) -> list[tuple[int, str, str]]:
    return [(error.row, error.column, error.code) for error in report.errors]


TERRITORIES = """dealer,region,product_line,channel,exclusive,valid_from,valid_to
GZ,440100,HOODS,offline,yes,2025-01-01,2026-01-01
GZ,440100,,tmall,no,2025-01-01,
"""
PRICES = """price_list,tier,region,sku,price,valid_from,valid_to
STANDARD,city,,H-1,2000.1234,2025-01-01,
STANDARD,city,440000,H-1,1900,2025-01-01,2026-01-01
"""
CONTROLS = """sku,product_line,brand,region,channel,floor,ceiling,mode,valid_from,valid_to
H-1,,,440000,tmall,2000.5000,,block,2025-01-01,2026-01-01
,HOODS,,,,95%,110.5%,monitor,2025-01-01,
,,Brand,,offline,,120%,,2025-01-01,
"""
ALL = {**MASTERS, "territories": TERRITORIES, "prices": PRICES, "price_controls": CONTROLS}
HEAD = {kind.name: ",".join(column.name for column in kind.interface()) for kind in kinds()}

"""Sales files as text."""

# Twelve rows, each with a fault of its own, between two good ones.
HEAD = (
    "source,kind,order_number,line_number,date,dealer,sku,quantity,unit_price,amount,"
    "channel,shop,region,returns_order\n"
)


FAULTY = (
    HEAD
    + """\
ERP,sell_in,G1,1,2025-01-05,GZ,H-1,1,,10,,,,
ERP,sell_in,,1,2025-01-05,GZ,H-1,1,,10,,,,
ERP,sold,F2,1,2025-01-05,GZ,H-1,1,,10,,,,
ERP,sell_in,F3,1,05.01.2025,GZ,H-1,1,,10,,,,
ERP,sell_in,F4,1,2025-01-05,NOBODY,H-1,1,,10,,,,
ERP,sell_in,F5,1,2025-01-05,GZ,H-9,1,,10,,,,
ERP,sell_in,F6,1,2025-01-05,GZ,H-1,1.5,,10,,,,
ERP,sell_in,F7,1,2025-01-05,GZ,H-1,1,,"1.000,00",,,,
ERP,sell_in,F8,1,2025-01-05,GZ,H-1,1,,-10,,,,
ERP,online,F9,1,2025-01-05,GZ,H-1,1,,10,,TAOBAO,,
ERP,sell_in,F10,1,2025-01-05,GZ,H-1,1,,10,,,999999,
ERP,sell_in,F11,1,2025-01-05,GZ,H-1,1,,10,,,,G1
ERP,sell_in,F12,1,2025-01-05,GZ,T-1,1,,10,,,,
ERP,sell_in,G2,1,2025-01-05,GZ,H-1,1,,10,,,,
"""
)


NAMED = [
    (3, "order_number", "", "required"),
    (4, "kind", "sold", "not_a_choice"),
    (5, "date", "05.01.2025", "not_a_date"),
    (6, "dealer", "NOBODY", "unknown_dealer"),
    (7, "sku", "H-9", "unknown_sku"),
    (8, "quantity", "1.5", "not_whole"),
    (9, "amount", "1.000,00", "not_a_number"),
    (10, "amount", "-10.0000", "sign_mismatch"),
    (11, "shop", "TAOBAO", "unknown_shop"),
    (12, "region", "999999", "unknown_region"),
    (13, "quantity", "1", "return_not_negative"),
    (14, "sku", "T-1", "exclusive_sku"),
]


def line(**cells) -> str:
    """A file of one line; what is not named is a plain sell-in."""
    usual = {
        "source": "ERP",
        "kind": "sell_in",
        "order_number": "X1",
        "line_number": "1",
        "date": "2025-03-01",
        "dealer": "GZ",
        "sku": "H-1",
        "quantity": "1",
        "amount": "10",
    }
    row = {**usual, **{name: str(value) for name, value in cells.items()}}
    return f"{','.join(row)}\n{','.join(row.values())}\n"

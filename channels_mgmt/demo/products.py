"""The demo's products: two trees of lines, and models with barcode, price and VAT."""

from dataclasses import dataclass

from pricing.barcodes import check_digit

BRAND = "岚灶"
BRAND_EN = "Lanzao"
PREFIX = "69998870"  # of the barcodes
KITCHEN, WATER = "KITCHEN", "WATER"

# code, name, English name, parent
LINES = (
    (KITCHEN, "厨房电器", "Kitchen appliances", ""),
    ("HOODS", "油烟机", "Range hoods", KITCHEN),
    ("HOODS-SIDE", "侧吸油烟机", "Side-draft hoods", "HOODS"),
    ("HOODS-TOP", "顶吸油烟机", "Top-mounted hoods", "HOODS"),
    ("STOVES", "燃气灶", "Gas stoves", KITCHEN),
    ("STERILISERS", "消毒柜", "Sterilising cabinets", KITCHEN),
    ("DISHWASHERS", "洗碗机", "Dishwashers", KITCHEN),
    ("INTEGRATED", "集成灶", "Integrated stoves", KITCHEN),
    ("OVENS", "蒸烤一体机", "Steam ovens", KITCHEN),
    (WATER, "热水净水", "Water heating and purifying", ""),
    ("HEATERS-GAS", "燃气热水器", "Gas water heaters", WATER),
    ("HEATERS-ELECTRIC", "电热水器", "Electric water heaters", WATER),
    ("PURIFIERS", "净水机", "Water purifiers", WATER),
)
# line, letters of the model, first number, how many, lowest and highest price, share of sales
FAMILIES = (
    ("HOODS-SIDE", "CXW-J", 601, 9, 1499, 4599, 20),
    ("HOODS-TOP", "CXW-T", 701, 7, 1299, 3999, 14),
    ("STOVES", "JZT-B", 301, 9, 699, 2299, 22),
    ("STERILISERS", "ZTD-X", 101, 5, 999, 2799, 6),
    ("DISHWASHERS", "WQP-D", 401, 6, 2999, 6999, 7),
    ("INTEGRATED", "JJZ-Z", 801, 7, 5999, 12999, 6),
    ("OVENS", "ZKY-K", 501, 4, 3299, 5999, 3),
    ("HEATERS-GAS", "JSQ-R", 161, 6, 1399, 3799, 12),
    ("HEATERS-ELECTRIC", "DSZ-R", 601, 3, 899, 1999, 6),
    ("PURIFIERS", "RO-J", 801, 1, 1799, 1799, 4),
)
# model of the online exclusive, its offline twin, retail price, the shop it is allotted to
EXCLUSIVES = (
    ("CXW-E605", "CXW-J605", 2799, "TMALL-LANZAO"),
    ("JZT-E304", "JZT-B304", 1099, "JD-LANZAO"),
    ("JSQ-E163", "JSQ-R163", 2099, "PDD-LANZAO"),
)
SHOP_OF = {sku: shop for sku, _twin, _retail, shop in EXCLUSIVES}


@dataclass(frozen=True, slots=True)
class Model:
    """One SKU; `retail` is the suggested retail price in whole yuan, `weight` its popularity."""

    sku: str
    line: str
    root: str
    retail: int
    weight: int
    twin: str = ""

    @property
    def exclusive(self) -> bool:
        return bool(self.twin)


def catalogue() -> list[Model]:
    """All models, the exclusives last; the same in every demo."""
    models = [model for family in FAMILIES for model in _family(*family)]
    twins = {model.sku: model for model in models}
    for sku, twin, retail, _shop in EXCLUSIVES:
        offline = twins[twin]
        models.append(Model(sku, offline.line, offline.root, retail, offline.weight, twin))
    return models


def _family(line: str, letters: str, first: int, count: int, low: int, high: int, share: int):
    """Evenly spread prices that end in 99; the cheaper half sells better."""
    for i in range(count):
        price = low if count == 1 else low + (high - low) * i // (count - 1)
        weight = max(1, share * (2 * count - i) * 10 // (count * count))
        yield Model(f"{letters}{first + i}", line, root_of(line), price // 100 * 100 + 99, weight)


def root_of(line: str) -> str:
    parents = {code: parent for code, _name, _en, parent in LINES}
    while parents[line]:
        line = parents[line]
    return line


def within_line(line: str, other: str) -> bool:
    """Whether `line` is `other` or lies below it."""
    parents = {code: parent for code, _name, _en, parent in LINES}
    while line and line != other:
        line = parents[line]
    return bool(line)


def barcode(number: int) -> str:
    body = f"{PREFIX}{number:04}"
    return body + check_digit(body)


def product_line_rows() -> list[dict[str, str]]:
    return [
        {"code": code, "name": name, "name_en": name_en, "parent": parent}
        for code, name, name_en, parent in LINES
    ]


def product_rows(models: list[Model]) -> list[dict[str, str]]:
    names = {code: (name, name_en) for code, name, name_en, _ in LINES}
    return [
        {
            "sku": model.sku,
            "name": f"{BRAND}{names[model.line][0]} {model.sku}" + "（线上专供）" * model.exclusive,
            "name_en": f"{BRAND_EN} {_one(names[model.line][1])} {model.sku}"
            + " (online only)" * model.exclusive,
            "product_line": model.line,
            "brand": BRAND,
            "barcode": barcode(number),
            "list_price": f"{model.retail}.00",
            "vat_rate": "13",
            "online_exclusive": "true" if model.exclusive else "false",
            "twin": model.twin,
        }
        for number, model in enumerate(models, start=1)
    ]


def _one(plural: str) -> str:
    return plural.removesuffix("s").lower()

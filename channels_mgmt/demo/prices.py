"""Price lists of the demo: what each tier pays for each model, and the retail price of the day.

Prices are whole fen in `int`, so that every sum in the generators is exact.
"""

from .places import COUNTRY
from .products import Model

TIERS = ("national", "provincial", "city", "outlet")
# Per mille of the retail price, then each tier's mark-up on the tier above, also per mille.
BRAND_PRICE = 520
MARK_UP = {"national": 0, "provincial": 45, "city": 70, "outlet": 110}
RISE_2026 = 25  # per mille, on every third model
GUANGDONG = "440000"
GUANGDONG_DISCOUNT = 15  # per mille, city dealers at the brand's own door


def tier_fen(model: Model, tier: str, year: int, province: str = "") -> int:
    """What a dealer of that tier pays for one piece, in fen (whole yuan)."""
    milli = BRAND_PRICE
    for step in TIERS[: TIERS.index(tier) + 1]:
        milli = milli * (1000 + MARK_UP[step]) // 1000
    if year > 2025 and rises(model):
        milli = milli * (1000 + RISE_2026) // 1000
    if tier == "city" and province == GUANGDONG:
        milli = milli * (1000 - GUANGDONG_DISCOUNT) // 1000
    return model.retail * milli // 1000 * 100


def rises(model: Model) -> bool:
    return sum(map(ord, model.sku)) % 3 == 0


def price_rows(models: list[Model]) -> list[dict[str, str]]:
    """Two yearly lists for the country, and one for the city dealers of Guangdong."""
    years = {2025: ("2025-01-01", "2026-01-01"), 2026: ("2026-01-01", "")}
    rows = []
    for year, (start, end) in years.items():
        for model in models:
            rows += [
                _row(f"CN-{year}", tier, COUNTRY, model, tier_fen(model, tier, year), start, end)
                for tier in TIERS
            ]
            fen = tier_fen(model, "city", year, GUANGDONG)
            rows.append(_row(f"GD-{year}", "city", GUANGDONG, model, fen, start, end))
    return rows


def _row(price_list: str, tier: str, region: str, model: Model, fen: int, start: str, end: str):
    return {
        "price_list": price_list,
        "tier": tier,
        "region": region,
        "sku": model.sku,
        "price": yuan(fen),
        "valid_from": start,
        "valid_to": end,
    }


def yuan(fen: int) -> str:
    """Fen as the interface writes yuan: 123456 is 1234.56."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}"

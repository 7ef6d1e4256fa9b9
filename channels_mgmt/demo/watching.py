"""The demo's price controls, and what was seen in the shops in October."""

import datetime
import zlib
from decimal import Decimal

from channels_mgmt.core.scopes import Access, Verb
from dealers.models import ProductLine
from pricing.choices import ControlMode, LimitUnit
from pricing.models import PriceControl
from pricing.services.controls import save_control

from .prices import yuan
from .products import BRAND, Model

START, SEEN = datetime.date(2026, 1, 1), datetime.date(2026, 10, 1)
SHOPS = ("TMALL-LANZAO", "JD-LANZAO", "PDD-LANZAO")
MODELS = 30  # observed ones, each in every shop


def control_rows() -> list[dict[str, str]]:
    columns = ("product_line", "brand", "channel", "floor", "ceiling", "mode", "valid_from")
    rows = (
        ("", BRAND, "online", "90%", "115%", "monitor", str(START)),
        ("HOODS", "", "tmall", "92%", "115%", "monitor", str(START)),
        ("", BRAND, "offline", "", "85%", "block", str(START)),
    )
    return [dict(zip(columns, row, strict=True)) for row in rows]


def propose_penalty(access: Access) -> None:
    """It waits for a second person."""
    control = PriceControl(
        product_line=ProductLine.objects.get(code="INTEGRATED"),
        channel="pinduoduo",
        unit=LimitUnit.PERCENT,
        floor=Decimal(88),
        mode=ControlMode.PENALISE,
        valid_from=datetime.date(2026, 11, 1),
        legal_basis="《反垄断法》第十八条第三款安全港",
        legal_approver="法务部（意见书 2026-17）",
        market_share=Decimal("6.50"),
        turnover=Decimal(86_000_000),
        legal_until=datetime.date(2027, 11, 1),
    )
    save_control(instance=control, access=access, verb=Verb.CHANGE_CONTROLS)


def observation_rows(models: list[Model]) -> list[dict[str, str]]:
    """Most at the suggested price or a little below, some far below, a few above."""
    rows = []
    for number, model in enumerate(models[:MODELS]):
        for shop in SHOPS:
            chance = zlib.crc32(f"{model.sku} {shop}".encode()) % 100
            percent = 100 if chance < 55 else 95 if chance < 85 else 84 if chance < 97 else 118
            day = SEEN + datetime.timedelta(days=number)
            rows.append(
                {
                    "observed_at": f"{day}T{9 + chance % 12:02}:30:00+08:00",
                    "sku": model.sku,
                    "price": yuan(model.retail * percent),
                    "shop": shop,
                    "url": f"https://{shop.lower()}.example/{model.sku}",
                }
            )
    return rows

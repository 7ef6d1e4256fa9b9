"""A finding as a detector makes it, not yet kept, and why by itself it may be no case."""

import datetime
from decimal import Decimal
from typing import Any

from ..choices import Detector, NoCase
from ..models import DetectorSetting, Finding
from .settings import Day
from .world import Look


def finding(
    look: Look,
    setting: DetectorSetting,
    detector: Detector,
    *,
    key: str,
    dealer: int,
    day: Day,
    region: int | None,
    sku: int | None = None,
    channel: str = "",
    no_case: str = "",
    **more: Any,
) -> Finding:
    """``more`` are further fields of it. The detector's own reason goes before the setting's."""
    world = look.world
    date = datetime.date.fromisoformat(day)
    goods = world.goods.get(sku)
    path = world.paths[world.stood(region, day)] if region else ""
    if not no_case and path and look.settings.is_buffer(setting, path):
        no_case = NoCase.BUFFER
    if not no_case and not setting.makes_cases:
        no_case = NoCase.SWITCHED_OFF
    home = world.home(dealer, date)
    invaded = None
    if path and goods and detector in (Detector.SERIAL_OUTSIDE, Detector.LINE_OUTSIDE):
        invaded = world.territories.holder(goods.path, path, channel, day, dealer)
    values = {"goods_value": Decimal(0), "product_line_id": goods and goods.line} | more
    return Finding(
        key=key,
        detector=detector,
        kind=detector.kind,
        dealer_id=dealer,
        invaded_id=invaded,
        day=date,
        home_id=home,
        region_id=region,
        channel=channel,
        sku_id=sku,
        setting=setting,
        no_case=no_case,
        **values,
    )

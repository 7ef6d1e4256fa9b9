"""Products, prices, controls, online exclusives."""

import datetime
from decimal import Decimal

from django.utils import timezone

from pricing.models import SKU, Exclusive, Price, PriceControl, PriceList, PriceObservation

from .channel import make_line, make_region, make_shop, make_tier
from .common import START, numbers
from .intake import make_batch


def make_sku(code: str = "", **more) -> SKU:
    code = code or f"SKU{next(numbers):05}"
    line = more.pop("product_line", None) or make_line()
    return SKU.objects.create(code=code, product_line=line, **{"name": f"商品{code}", **more})


def make_price(**more) -> Price:
    values = {
        "price_list": PriceList.objects.get_or_create(code="standard")[0],
        "tier": make_tier(),
        "sku": more.pop("sku", None) or make_sku(),
        "region": more.pop("region", None) or make_region("000000"),
        "price": Decimal("100"),
        "valid_from": START,
    }
    return Price.objects.create(**(values | more))


def make_control(**more) -> PriceControl:
    """A floor of 100.00 since 2024, to monitor: for a SKU, unless a line or a brand is given."""
    about = {} if {"sku", "product_line", "brand"} & set(more) else {"sku": make_sku()}
    values = {"floor": Decimal("100"), "valid_from": START, **about, **more}
    return PriceControl.objects.create(**values)


def make_observation(**more) -> PriceObservation:
    """A price of 100.00 seen in a shop on the first day of 2024; ``seller=`` instead of a shop."""
    where = {} if {"shop", "seller"} & set(more) else {"shop": make_shop()}
    values = {
        "sku": more.pop("sku", None) or make_sku(),
        "price": Decimal("100"),
        "observed_at": timezone.make_aware(datetime.datetime.combine(START, datetime.time(12))),
        "channel": "tmall",
        "key": f"{next(numbers):064}",
        "batch": more.pop("batch", None) or make_batch(kind="price_observations"),
        **where,
    }
    return PriceObservation.objects.create(**(values | more))


def make_exclusive(**more) -> Exclusive:
    values = {
        "sku": more.pop("sku", None) or make_sku(online_exclusive=True),
        "shop": more.pop("shop", None) or make_shop(),
        "valid_from": START,
    }
    return Exclusive.objects.create(**(values | more))

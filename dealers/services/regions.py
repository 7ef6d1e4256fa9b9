"""The administrative regions of China, as they come with the product."""

import csv
from pathlib import Path

from channels_mgmt.core.imports.report import Report
from channels_mgmt.core.imports.service import import_rows
from channels_mgmt.core.scopes import Access

from ..models import Tier

GBT2260 = Path(__file__).resolve().parent.parent / "data" / "gbt2260.csv"
DEFAULT_TIERS = (
    ("national", 1, "country", "国包", "National"),
    ("provincial", 2, "province", "省包", "Provincial"),
    ("city", 3, "city", "地包", "City"),
    ("outlet", 4, "county", "网点", "Outlet"),
)


def load_regions(*, access: Access) -> Report:
    """Load GB/T 2260; what is there already stays. Raises PermissionDenied."""
    with GBT2260.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return import_rows(kind="regions", rows=rows, access=access, name=GBT2260.name)


def create_default_tiers() -> int:
    """The four tiers, unless the brand has tiers of its own; how many are new."""
    if Tier.objects.exists():
        return 0
    tiers = [
        Tier(code=code, rank=rank, home_level=level, name=name, name_en=english)
        for code, rank, level, name, english in DEFAULT_TIERS
    ]
    return len(Tier.objects.bulk_create(tiers))

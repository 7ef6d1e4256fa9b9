"""The tiers that a brand begins with."""

from ..models import Tier

DEFAULT_TIERS = (
    ("national", 1, "country", "国包", "National"),
    ("provincial", 2, "province", "省包", "Provincial"),
    ("city", 3, "city", "地包", "City"),
    ("outlet", 4, "county", "网点", "Outlet"),
)


def create_default_tiers() -> int:
    """The four tiers, unless the brand has tiers of its own; how many are new."""
    if Tier.objects.exists():
        return 0
    tiers = [
        Tier(code=code, rank=rank, home_level=level, name=name, name_en=english)
        for code, rank, level, name, english in DEFAULT_TIERS
    ]
    return len(Tier.objects.bulk_create(tiers))

"""Records of the channel: people and their roles, regions, tiers, dealers, shops, territories."""

from channels_mgmt.core.models import User
from dealers.choices import Role
from dealers.models import (
    BusinessArea,
    Dealer,
    Grading,
    Grant,
    Placement,
    ProductLine,
    Region,
    Shop,
    Territory,
    Tier,
)

from .common import START, numbers


def make_user(username: str = "", **more) -> User:
    user = User(username=username or f"user{next(numbers)}", **more)
    user.set_unusable_password()
    user.save()
    return user


def make_grant(*, user: User | None = None, role: Role = Role.HEADQUARTERS, **more) -> Grant:
    """A role since 2024; ``region=`` or ``dealer=`` bound it as the role needs."""
    return Grant.objects.create(
        **{"user": user or make_user(), "role": role, "valid_from": START, **more}
    )


def make_region(code: str, parent: Region | None = None, **more) -> Region:
    found = Region.objects.filter(code=code).first()
    levels = ["country", "province", "city", "county"]
    depth = 0 if parent is None else levels.index(parent.level) + 1
    values = {"name": f"区域{code}", "name_en": f"Region {code}", "level": levels[depth]}
    return found or Region.objects.create(code=code, parent=parent, **(values | more))


def make_tier(code: str = "city", **more) -> Tier:
    ranks = {"national": 1, "provincial": 2, "city": 3, "outlet": 4}
    levels = {"national": "country", "provincial": "province", "city": "city"}
    values = {
        "name": code,
        "rank": ranks.get(code, 9),
        "home_level": levels.get(code, "county"),
        **more,
    }
    return Tier.objects.get_or_create(code=code, defaults=values)[0]


def make_dealer(code: str = "", **more) -> Dealer:
    code = code or f"D{next(numbers):05}"
    values = {
        "name": f"经销商{code}",
        "name_en": f"Dealer {code}",
        "tier": more.pop("tier", None) or make_tier(),
        "home_region": more.pop("home_region", None) or make_region("000000"),
        **more,
    }
    return Dealer.objects.create(code=code, **values)


def make_line(code: str = "kitchen", parent: ProductLine | None = None, **more) -> ProductLine:
    found = ProductLine.objects.filter(code=code).first()
    return found or ProductLine.objects.create(code=code, parent=parent, name=code, **more)


def make_shop(code: str = "", **more) -> Shop:
    code = code or f"shop{next(numbers):05}"
    return Shop.objects.create(code=code, **{"name": code, "platform": "tmall", **more})


def make_territory(*, dealer: Dealer | None = None, **more) -> Territory:
    dealer = dealer or make_dealer()
    values = {"region": dealer.home_region, "valid_from": START, **more}
    return Territory.objects.create(dealer=dealer, **values)


def make_placement(*, dealer: Dealer | None = None, **more) -> Placement:
    """Where the dealer stands in its own record, since 2024."""
    dealer = dealer or make_dealer()
    values = {
        "tier": dealer.tier,
        "upstream": dealer.upstream,
        "home_region": dealer.home_region,
        "valid_from": START,
    }
    return Placement.objects.create(dealer=dealer, **(values | more))


def make_grading(*, dealer: Dealer | None = None, **more) -> Grading:
    """Gold since 2024."""
    values = {"grade": "gold", "valid_from": START}
    return Grading.objects.create(dealer=dealer or make_dealer(), **(values | more))


def make_business_area(code: str = "", *, regions: tuple[Region, ...] = (), **more) -> BusinessArea:
    code = code or f"area{next(numbers)}"
    area = BusinessArea.objects.create(code=code, **{"name": f"大区{code}", **more})
    area.regions.set(regions or [make_region("000000")])
    return area

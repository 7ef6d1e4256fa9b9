"""The demo's channel: national, provincial and city dealers, outlets, shops and territories."""

from dataclasses import dataclass, field

from .naming import Namer
from .places import COUNTRY, Place, cities_of, counties_within, places
from .products import EXCLUSIVES, KITCHEN, WATER
from .scales import Scale, stream

TWO_IN_GUANGZHOU = (("HOODS", "STOVES", "STERILISERS"), ("DISHWASHERS", "INTEGRATED", "OVENS"))
GUANGDONG, GUANGZHOU, HANGZHOU = "440000", "440100", "330100"
FIRST_IN_GUANGZHOU = "C440100-1"
START = "2025-01-01"
LAST_MONTH, LEFT = "2025-12", "2026-01-01"  # of the outlet that left


@dataclass(slots=True)
class Dealer:
    """`lines`: those it is granted (none: all). `size`: per cent of a usual dealer of its tier.

    `last_month` is its last one with sales ("2025-12"), where it fell out of the channel.
    """

    code: str
    name: str
    name_en: str
    tier: str
    upstream: str
    region: str
    province: str
    uscc: str
    size: int
    lines: tuple[str, ...] = ()
    exclusive: bool = False
    ecommerce: bool = False
    status: str = "active"
    last_month: str = ""
    counties: tuple[str, ...] = ()
    below: list["Dealer"] = field(default_factory=list)

    @property
    def grade(self) -> str:
        bounds = ((175, "platinum"), (140, "gold"), (100, "silver"))
        return next((grade for bound, grade in bounds if self.size >= bound), "standard")

    @property
    def left(self) -> str:
        """The first day it no longer belonged to the channel; empty for who is still there."""
        return LEFT if self.status == "terminated" else ""

    def sells_in(self, month: str) -> bool:
        return self.status != "applicant" and (not self.last_month or month <= self.last_month)


def build_network(scale: Scale, seed: int) -> list[Dealer]:
    """All dealers, each after its upstream dealer."""
    return _Builder(scale, seed).build()


class _Builder:
    def __init__(self, scale: Scale, seed: int) -> None:
        self.scale = scale
        self.rng = stream(seed, "dealers")
        self.namer = Namer(stream(seed, "names"))
        self.dealers: list[Dealer] = []

    def build(self) -> list[Dealer]:
        country = Place(COUNTRY, "", "country", "华澜", "Hualan")
        national = self._add("N0001", "national", country, None, size=150)
        national.ecommerce = True
        for code in self.scale.provinces:
            self._province(places()[code], national)
        self._fallen_out()
        return self.dealers

    def _province(self, province: Place, national: Dealer) -> None:
        cities = cities_of(province.code, self._city_count(province.code))
        grants = [(KITCHEN,), (WATER,)] if province.code == GUANGDONG else [()]
        heads = [
            self._add(f"P{province.code}-{i}", "provincial", province, national, lines)
            for i, lines in enumerate(grants, start=1)
        ]
        for head in heads:
            head.ecommerce = True
            # Where city dealers have the exclusive right, the province may sell but not alone.
            head.exclusive = not cities or head.lines == (WATER,)
            if not head.exclusive:
                taken = {county.code for city in cities for county in counties_within(city.code)}
                head.counties = tuple(code for code in head.counties if code not in taken)
        for city in cities:
            self._city(city, heads[0])
        if not cities:
            self._outlets(heads[0], self.scale.outlets * 2)

    def _city_count(self, province: str) -> int:
        """One more in Guangdong and Zhejiang, the brand's home market, one less far away."""
        return self.scale.cities + {"440000": 1, "330000": 0, "320000": 0}.get(province, -1)

    def _city(self, city: Place, province: Dealer) -> None:
        if city.code == GUANGZHOU:
            grants = TWO_IN_GUANGZHOU
        else:
            grants = [(KITCHEN,) if province.lines else ()]
        for i, lines in enumerate(grants, start=1):
            dealer = self._add(f"C{city.code}-{i}", "city", city, province, lines)
            dealer.exclusive = True
            dealer.ecommerce = city.code == HANGZHOU or self.rng.random() < 0.4
            self._outlets(dealer, self.scale.outlets)

    def _outlets(self, upstream: Dealer, count: int) -> None:
        for i, code in enumerate(upstream.counties[:count], start=1):
            county = places()[code]
            number = f"S{county.code}-{upstream.code[-1]}"
            outlet = self._add(number, "outlet", county, upstream, upstream.lines)
            outlet.size = outlet.size * 3 // (2 + i)  # the first stands in the centre

    def _add(
        self, code: str, tier: str, place: Place, upstream: Dealer | None,
        lines: tuple[str, ...] = (), size: int = 0,
    ) -> Dealer:  # fmt: skip
        name, name_en = self.namer.name(place.short, place.name_en, tier)
        counties = tuple(c.code for c in counties_within(place.code))
        dealer = Dealer(
            code=code, name=name, name_en=name_en, tier=tier,
            upstream=upstream.code if upstream else "", region=place.code,
            province=upstream.province if upstream and upstream.province else
            (place.code if tier == "provincial" else ""),
            uscc=self.namer.uscc(place.code), size=size or self.rng.randint(45, 190),
            lines=lines, counties=counties or (place.code,),
        )  # fmt: skip
        self.dealers.append(dealer)
        if upstream:
            upstream.below.append(dealer)
        return dealer

    def _fallen_out(self) -> None:
        """Three of the last outlets: one applies, one is suspended, one has gone."""
        outlets = [dealer for dealer in self.dealers if dealer.tier == "outlet"]
        outlets[-1].status = "applicant"
        outlets[-2].status, outlets[-2].last_month = "suspended", "2026-08"
        outlets[-3].status, outlets[-3].last_month = "terminated", LAST_MONTH


def dealer_rows(dealers: list[Dealer]) -> list[dict[str, str]]:
    """As they came into the channel; who is suspended or gone is moved there afterwards."""
    return [
        {
            "code": dealer.code,
            "name": dealer.name,
            "name_en": dealer.name_en,
            "tier": dealer.tier,
            "upstream": dealer.upstream,
            "region": dealer.region,
            "uscc": dealer.uscc,
            "status": "applicant" if dealer.status == "applicant" else "active",
            "ecommerce_team": "true" if dealer.ecommerce else "false",
            "grade": dealer.grade,
        }
        for dealer in dealers
    ]


def territory_rows(dealers: list[Dealer]) -> list[dict[str, str]]:
    """Offline as the dealers are homed; each shop's operator has its platform everywhere."""
    rows = [
        _territory(dealer.code, dealer.region, line, "offline", dealer.exclusive, dealer.left)
        for dealer in dealers
        if dealer.status != "applicant"
        for line in dealer.lines or ("",)
    ]
    return rows + [
        _territory(shop["operator"], COUNTRY, "", shop["platform"], True)
        for shop in shop_rows()
        if shop["operator"]
    ]


def _territory(
    dealer: str, region: str, line: str, channel: str, exclusive: bool, valid_to: str = ""
) -> dict[str, str]:
    return {
        "dealer": dealer,
        "region": region,
        "product_line": line,
        "channel": channel,
        "exclusive": "true" if exclusive else "false",
        "valid_from": START,
        "valid_to": valid_to,
    }


def shop_rows() -> list[dict[str, str]]:
    """The brand's flagship, the national dealer's shop and one of the city dealer of Hangzhou."""
    shops = (
        ("TMALL-LANZAO", "岚灶官方旗舰店", "Lanzao flagship", "tmall", ""),
        ("JD-LANZAO", "岚灶京东专卖店", "Lanzao at JD", "jd", "N0001"),
        ("PDD-LANZAO", "岚灶厨电拼多多店", "Lanzao at Pinduoduo", "pinduoduo", "C330100-1"),
    )
    columns = ("code", "name", "name_en", "platform", "operator")
    return [
        dict(zip(columns, shop, strict=True)) | {"url": f"https://{shop[3]}.lanzao.example/"}
        for shop in shops
    ]


def exclusive_rows() -> list[dict[str, str]]:
    return [
        {"sku": sku, "shop": shop, "valid_from": START, "valid_to": ""}
        for sku, _twin, _retail, shop in EXCLUSIVES
    ]

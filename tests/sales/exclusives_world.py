"""A small brand with exclusives and random sales; and the report over it by plain loops."""

import datetime
import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

from pricing.models import SKU, Exclusive
from pricing.rules.exclusives import Deal, Holder, allowed
from rebates.sales.models import SalesLine
from tests import factories as make

FIRST = datetime.date(2025, 1, 1)
DAYS = 120  # to the end of April
CHANNELS = {"JD": "jd", "PDD": "pinduoduo", "FLAGSHIP": "tmall"}
FEN = Decimal("0.01")


def brand(dealers) -> SimpleNamespace:
    """Three exclusives, two with a twin, in three shops; two plain products."""
    shops = {
        "JD": make.make_shop("JD", platform="jd", operator=dealers.guangzhou),
        "PDD": make.make_shop("PDD", platform="pinduoduo", operator=dealers.hangzhou),
        "FLAGSHIP": make.make_shop("FLAGSHIP", platform="tmall"),
    }
    skus = {code: make.make_sku(code) for code in ("T1", "T2", "P1", "P2")}
    for code, twin in (("E1", "T1"), ("E2", "T2"), ("E3", None)):
        skus[code] = make.make_sku(code, online_exclusive=True, twin=skus.get(twin))
    return SimpleNamespace(shops=shops, skus=skus, dealers=vars(dealers))


def allot(world: SimpleNamespace, rng: random.Random) -> None:
    """Each exclusive to some shops, some from or to a day within the period.

    E3 is online-exclusive no longer, in some worlds.
    """
    world.skus["E3"].online_exclusive = rng.random() < 0.5
    world.skus["E3"].save()
    for code in ("E1", "E2", "E3"):
        for shop in rng.sample(sorted(world.shops), rng.randint(0, 2)):
            start = FIRST + datetime.timedelta(rng.choice((-30, 0, 20, 45)))
            end = rng.choice((None, start + datetime.timedelta(rng.randint(20, 90))))
            make.make_exclusive(
                sku=world.skus[code], shop=world.shops[shop], valid_from=start, valid_to=end
            )


def sell(world: SimpleNamespace, rng: random.Random, lines: int = 240) -> None:
    """Facts of every kind, as they came in before anybody had allotted anything."""
    batch, found = make.make_batch(), []
    names = [*sorted(world.dealers), "guangzhou", "hangzhou"]  # the operators twice
    for number in range(lines):
        kind = rng.choice(("sell_in", "sell_through", "sell_out", "online", "online"))
        shop = rng.choice((None, *sorted(CHANNELS)))
        dealer = world.dealers[rng.choice(names)]
        other = world.dealers[rng.choice(names)]
        quantity = rng.choice((-2, 1, 3, 7))
        channel = CHANNELS[shop] if shop else rng.choice(("offline", "online", "jd", "pinduoduo"))
        if kind == "online" and channel == "offline":
            channel = "online"
        found.append(
            SalesLine(
                date=FIRST + datetime.timedelta(rng.randrange(DAYS)), kind=kind, dealer=dealer,
                counterparty=other if kind == "sell_through" else None, quantity=quantity,
                sku=world.skus[rng.choice(sorted(world.skus))], channel=channel,
                amount=quantity * Decimal(rng.randint(1000, 900_000)).scaleb(-3),
                shop=world.shops.get(shop), region=dealer.home_region, source="t",
                order_number=str(number), line_number="1", batch=batch,
            )
        )  # fmt: skip
    SalesLine.objects.bulk_create(found)


@dataclass
class Plain:
    """What the report should say of lines in [start, end), straight from the definitions."""

    lines: list[SalesLine]
    allotments: list[Exclusive]

    def holders(self, line: SalesLine) -> list[Holder]:
        held = [a for a in self.allotments if a.sku_id == line.sku_id and a.valid_on(line.date)]
        return [Holder(a.shop_id, a.shop.platform, a.shop.operator_id) for a in held]

    def leaked(self) -> set[int]:
        return {line.pk for line in self.lines if line.quantity > 0 and self._leaks(line)}

    def _leaks(self, line: SalesLine) -> bool:
        holders = self.holders(line)
        if not holders:  # between allotments, or after the last one
            begun = [a.valid_from <= line.date for a in self.allotments if a.sku_id == line.sku_id]
            return line.sku.online_exclusive and any(begun)
        buyer = {"sell_in": line.dealer_id, "sell_through": line.counterparty_id}.get(line.kind)
        return not allowed(Deal(line.shop_id, line.channel, buyer), holders)

    def twins_sold(self) -> set[int]:
        found = set()
        for line in self.lines:
            for a in self.allotments:
                twin = a.sku.twin_id == line.sku_id and a.shop_id == line.shop_id
                if twin and a.valid_on(line.date) and line.quantity > 0 and to_consumer(line):
                    found.add(line.pk)
        return found

    def exclusives(self, start: datetime.date, end: datetime.date) -> set[int]:
        """Marked so, or held by some shop on some day from ``start`` on, before ``end``."""
        days = [start + datetime.timedelta(n) for n in range((end - start).days)]
        held = {a.sku_id for a in self.allotments if any(a.valid_on(day) for day in days)}
        return held | set(SKU.objects.filter(online_exclusive=True).values_list("pk", flat=True))

    def share(self, keys: set[int], *, online: bool) -> list[Decimal | None]:
        """Per cent of the pieces and of the amount."""
        pieces, amount = [0, 0], [Decimal(0), Decimal(0)]
        for line in self.lines:
            if to_consumer(line) and not (online and line.channel == "offline"):
                for part in (0, 1) if line.sku_id in keys else (1,):
                    pieces[part] += line.quantity
                    amount[part] += line.amount
        return [percent(*pieces), percent(*amount)]

    def by_shop(self, keys: set[int]) -> dict[str, list]:
        found: dict[str, list] = defaultdict(lambda: [0, Decimal(0), 0, Decimal(0)])
        for line in self.lines:
            if to_consumer(line) and line.shop:
                row = found[line.shop.code]
                row[2] += line.quantity
                row[3] += line.amount
                if line.sku_id in keys:
                    row[0] += line.quantity
                    row[1] += line.amount
        return dict(found)

    def sold(self, sku: int, shop: int | None) -> tuple[int, Decimal]:
        """Online in a shop, or, without one, offline to consumers."""
        wanted = [
            line
            for line in self.lines
            if to_consumer(line) and line.sku_id == sku
            and (line.channel == "offline" if shop is None else line.shop_id == shop)
        ]  # fmt: skip
        return sum(line.quantity for line in wanted), sum((x.amount for x in wanted), Decimal(0))


def to_consumer(line: SalesLine) -> bool:
    return line.kind in ("sell_out", "online")


def percent(part, whole) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(FEN, ROUND_HALF_UP) if whole > 0 else None


def plain(start: datetime.date, end: datetime.date) -> Plain:
    lines = SalesLine.objects.filter(date__gte=start, date__lt=end).select_related("sku", "shop")
    return Plain(list(lines), list(Exclusive.objects.select_related("sku", "shop")))

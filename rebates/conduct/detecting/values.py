"""What the goods of findings are worth, and what makes single serials no case."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from dealers.models import Region, Tier
from pricing.models import Price
from pricing.prices import prices_for
from rebates.sales.models import Serial, SoldSerial

from ..choices import Detector
from ..models import Finding, SerialExemption
from .world import World

CHUNK = 500
PLACES = Decimal("0.0001")


def complete(findings: Collection[Finding], world: World) -> None:
    """Give findings the order, the values and the exemption of what they are about.

    The value at the price of sale: of the line; of a serial, that of a piece of the line on which
    its dealer sold it, else the suggested retail price. At the supply price: the list price that
    the dealer pays on the day; none where there is none.
    """
    findings = list(findings)
    _of_serials([one for one in findings if one.serial_id], world)
    for one in findings:
        goods = world.goods.get(one.sku_id)
        if not one.goods_value and one.quantity and goods and goods.list_price:
            one.goods_value = goods.list_price * one.quantity
    _supply(findings, world)


def _of_serials(findings: list[Finding], world: World) -> None:
    for part in chunks(findings):
        keys = [one.serial_id for one in part]
        units = Serial.objects.in_bulk(keys)
        exempt = dict(SerialExemption.objects.filter(serial__in=keys).values_list("serial", "kind"))
        prices, told = _sold(part, units, world)
        for one in part:
            unit = units[one.serial_id]
            one.reference = one.reference or unit.order_number
            one.goods_value = prices.get((unit.code, one.dealer_id), Decimal(0))
            if exempt.get(unit.pk) and one.no_case != "before_shipment":
                one.no_case = exempt[unit.pk]
            if one.detector == Detector.SERIAL_OUTSIDE and (unit.code, one.dealer_id) in told:
                one.quantity, one.goods_value = 0, Decimal(0)


def _sold(
    findings: list[Finding], units: dict[int, Serial], world: World
) -> tuple[dict[tuple[str, int], Decimal], set[tuple[str, int]]]:
    """By serial and dealer: what a piece was sold at, and of which a line outside is a finding.

    What such a line says already is not counted once more.
    """
    rows = SoldSerial.objects.filter(
        code__in=[unit.code for unit in units.values()],
        line__dealer__in={one.dealer_id for one in findings},
        line__quantity__gt=0,
    )
    found = list(rows.order_by("line__date", "line").values_list(
        "code", "line__dealer", "line", "line__amount", "line__quantity"
    ))  # fmt: skip
    known = Finding.objects.filter(
        detector=Detector.LINE_OUTSIDE, sales_line__in=[row[2] for row in found]
    )
    if world.afresh:
        known = known.filter(day__lt=world.afresh)
    outside = world.lines_outside | set(known.values_list("sales_line", flat=True))
    prices = {(row[0], row[1]): rounded(row[3] / row[4]) for row in found}
    return prices, {(row[0], row[1]) for row in found if row[2] in outside}


def _supply(findings: list[Finding], world: World) -> None:
    if not Price.objects.exists():
        return
    tiers, regions = Tier.objects.in_bulk(), Region.objects.in_bulk()
    by_place: dict[tuple, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.sku_id and one.quantity:
            stood = world.structure.of(one.dealer_id, one.day)
            by_place[stood.tier, stood.home_region, one.day].append(one)
    for (tier, region, day), part in by_place.items():
        skus = list({one.sku_id for one in part})
        found = prices_for(tier=tiers[tier], region=regions[region], day=day, skus=skus)
        for one in part:
            answer = found.get(one.sku_id)
            if answer and answer.offer:
                one.supply_value = rounded(answer.offer.price * one.quantity)


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(PLACES, ROUND_HALF_UP)


def chunks(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    rows = list(findings)
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]

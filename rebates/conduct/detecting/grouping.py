"""Which findings are one case, and which groups are too small for one."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from ..choices import Detector, Grouping, NoCase
from ..models import DetectorSetting, Finding
from .world import World

OPEN = ("", NoCase.THRESHOLD, NoCase.NEIGHBOUR)
"""What further findings of its group may still make a case of."""
BY_PLACE = (Detector.SERIAL_OUTSIDE, Detector.LINE_OUTSIDE)


def group_of(finding: Finding, grouping: str) -> str:
    """What belongs together, for ever. Of one kind of violation, whichever detector saw it."""
    if grouping == Grouping.EACH:
        return finding.key
    head = f"{finding.kind}:{finding.dealer_id}"
    if grouping == Grouping.ORDER and finding.reference:
        return f"{head}:order:{finding.reference}"
    month = grouping == Grouping.DEALER_MONTH
    when = f"{finding.day:%Y-%m}" if month else finding.day.isoformat()
    return f"{head}:{finding.region_id or ''}:{when}"


def grouped(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings that may be cases, by their group."""
    groups: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        if one.no_case in OPEN:
            groups[group_of(one, one.setting.grouping)].append(one)
    return groups


def too_small(group: list[Finding], world: World) -> str:
    """Why a group is no case; "" where it is one. The setting of its first day counts."""
    first = min(group, key=lambda one: (one.day, one.key))
    setting: DetectorSetting = first.setting
    pieces = sum(one.quantity for one in group)
    value = sum((one.goods_value for one in group), Decimal(0))
    if pieces < setting.min_quantity or value < setting.min_value:
        return NoCase.THRESHOLD
    tolerated = setting.neighbour_quantity
    if tolerated and pieces <= tolerated and all(next_door(one, world) for one in group):
        return NoCase.NEIGHBOUR
    return ""


def next_door(finding: Finding, world: World) -> bool:
    """Whether it was found in a region that borders the dealer's home or its territories."""
    goods = world.goods.get(finding.sku_id)
    if finding.detector not in BY_PLACE or goods is None or not finding.region_id:
        return False
    day = finding.day.isoformat()
    found = world.paths[world.stood(finding.region_id, day)]
    own = [world.paths[world.home(finding.dealer_id, finding.day)]]
    own += world.territories.paths_of(finding.dealer_id, goods.path, day)
    return any(
        found.startswith(there)
        and any(mine.startswith(here) or here.startswith(mine) for mine in own)
        for here, there in world.neighbours
    )

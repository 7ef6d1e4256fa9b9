"""Facts at the borders: of dates, territories, codes, lines and channels."""

import datetime
from dataclasses import dataclass, field
from typing import Any


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(f"2026-{text}")


@dataclass(frozen=True)
class Border:
    """A fact of the dealer in Guangzhou. ``held``: its territories; ``rival``: those of another.

    ``verdict``: "none" where nothing is found, "case", or why it is no case.
    """

    name: str
    verdict: str
    at: str = "03-10"
    region: str = "shenzhen"
    line: str = "hoods"
    channel: str = "offline"
    held: tuple[dict[str, Any], ...] = ({"region": "guangzhou"},)
    rival: tuple[dict[str, Any], ...] = ()
    setting: dict[str, Any] = field(default_factory=dict)
    neighbours: tuple[str, str] | None = None
    buffer: str = ""
    since: str = "2025-01-01"  # of the setting
    of_scan: dict[str, Any] = field(default_factory=dict)  # what only a serial has


def held(region: str = "guangzhou", **more: Any) -> tuple[dict[str, Any], ...]:
    return ({"region": region, **more},)


TO_MARCH_10 = held("shenzhen", valid_to=day("03-10"))
ELSEWHERE = held("hangzhou")

BORDERS = [
    # Places
    Border("in the territory", "none", region="guangzhou"),
    Border("in another city", "case"),
    Border("in another province", "case", region="hangzhou"),
    Border("in a county of the territory", "none", region="tianhe"),
    Border("in a city of the territory's province", "none", held=held("guangdong")),
    Border("a county held, its city named: nobody knows", "none", region="guangzhou",
           held=held("tianhe")),
    Border("a county held, another city named", "case", held=held("tianhe")),
    Border("one of two territories", "none", held=(*held(), *held("shenzhen"))),
    Border("no territory, others have one", "case", held=(), rival=ELSEWHERE),
    Border("nobody has a territory", "none", held=()),
    # Days: half-open
    Border("the day before a territory begins", "case", at="03-09",
           held=(*held(), *held("shenzhen", valid_from=day("03-10")))),
    Border("the day a territory begins", "none",
           held=(*held(), *held("shenzhen", valid_from=day("03-10")))),
    Border("the last day of a territory", "none", at="03-09", held=(*held(), *TO_MARCH_10)),
    Border("the first day after a territory", "case", held=(*held(), *TO_MARCH_10)),
    Border("between two stretches of a territory", "case", held=(
        *held(), *TO_MARCH_10, *held("shenzhen", valid_from=day("03-11")))),
    Border("within the days tolerated", "none", at="03-12", setting={"days_tolerated": 3},
           held=(*held(), *TO_MARCH_10)),
    Border("the day after those tolerated", "case", at="03-13", setting={"days_tolerated": 3},
           held=(*held(), *TO_MARCH_10)),
    Border("nobody has a territory any more", "none", held=TO_MARCH_10),
    Border("the day before the period", "none", at="02-20"),
    Border("the first day of the period", "case", at="02-21"),
    Border("the last day of the period", "case", at="03-31"),
    Border("the first day after the period", "none", at="04-01"),
    # Codes that changed on 1 March
    Border("merged into the territory, before", "case", at="02-28", region="old",
           held=held("shenzhen")),
    Border("merged into the territory, since", "none", at="03-01", region="old",
           held=held("shenzhen")),
    Border("a territory that was merged, before", "case", at="02-28", held=held("old")),
    Border("a territory that was merged, since", "none", at="03-01", held=held("old")),
    Border("a territory that was split: either part", "none", region="east", held=held("whole")),
    Border("a part told under the code of the whole", "none", at="02-28", region="west",
           held=held("whole")),
    Border("one part held, the other named", "case", region="east", held=held("west")),
    Border("cut off from the territory", "none", region="cut"),
    Border("a territory granted after the cut", "case", region="cut",
           held=held(valid_from=day("03-02"))),
    # Product lines
    Border("a territory for the line above", "none", held=held("shenzhen", line="kitchen")),
    Border("a territory for the line below", "none", held=held("shenzhen", line="side")),
    Border("… while another holds the line", "case", held=held("shenzhen", line="side"),
           rival=held("hangzhou", line="hoods")),
    Border("a territory for a line beside", "case", rival=ELSEWHERE,
           held=held("shenzhen", line="ovens")),
    Border("a line that nobody has a territory for", "none", line="ovens",
           held=held(line="hoods")),
    Border("a line below one with territories", "case", line="side", held=held(line="hoods")),
    # Channels
    Border("the territory's channel", "none", held=held("shenzhen", channel="offline")),
    Border("online covers a platform", "none", channel="tmall",
           held=held("shenzhen", channel="online")),
    Border("a platform sold online, nobody says where", "none", channel="online",
           held=held("shenzhen", channel="tmall")),
    Border("another platform", "case", channel="jd", rival=held("hangzhou"),
           held=held("shenzhen", channel="tmall")),
    Border("offline with an online territory", "case", rival=held("hangzhou"),
           held=held("shenzhen", channel="online")),
    Border("a channel that nobody has a territory for", "none", channel="tmall",
           held=held(channel="offline")),
    # What is no case
    Border("in a buffer region", "buffer", buffer="shenzhen"),
    Border("in a county of a buffer region", "buffer", buffer="guangdong"),
    Border("beside a buffer region", "case", buffer="hangzhou"),
    Border("next door, as many as tolerated", "neighbour", setting={"neighbour_quantity": 1},
           neighbours=("guangzhou", "shenzhen")),
    Border("next door, the other way round", "neighbour", setting={"neighbour_quantity": 1},
           neighbours=("shenzhen", "guangzhou")),
    Border("next door, nothing tolerated", "case", neighbours=("guangzhou", "shenzhen")),
    Border("not next door", "case", setting={"neighbour_quantity": 1},
           neighbours=("hangzhou", "guangzhou")),
    Border("too few pieces", "threshold", setting={"min_quantity": 2}),
    Border("of too little value", "threshold", setting={"min_value": 101}),
    Border("of just the value", "case", setting={"min_value": 100}),
    Border("no cases from this detector", "switched_off", setting={"makes_cases": False}),
    Border("switched off", "none", setting={"enabled": False}),
    Border("before there was a setting", "none", since="2026-03-11"),
    Border("the first day of the setting", "case", since="2026-03-10"),
    Border("after the setting", "none", setting={"valid_to": day("03-10")}),
]  # fmt: skip

OF_SCANS = [
    Border("a second before midnight", "case", of_scan={"time": (23, 59, 59)}, at="03-31"),
    Border("at midnight", "none", of_scan={"time": (0, 0, 0)}, at="04-01"),
    Border("a second before a territory begins", "case", at="03-09",
           of_scan={"time": (23, 59, 59)},
           held=(*held(), *held("shenzhen", valid_from=day("03-10")))),
    Border("just when a territory begins", "none", of_scan={"time": (0, 0, 0)},
           held=(*held(), *held("shenzhen", valid_from=day("03-10")))),
    Border("before the shipment", "before_shipment", of_scan={"shipped": day("03-11")}),
    Border("on the day of shipment", "case", of_scan={"shipped": day("03-10")}),
    Border("in the warehouse on the day of shipment", "none",
           of_scan={"shipped": day("03-10"), "by": "warehouse"}),
    Border("in a warehouse before", "none",
           of_scan={"shipped": day("03-11"), "by": "warehouse"}),
    Border("in a warehouse since", "case", of_scan={"shipped": day("03-09"), "by": "warehouse"}),
    Border("a gift", "gift", of_scan={"exempt": "gift"}),
    Border("a household that moved", "relocation", of_scan={"exempt": "relocation"}),
    Border("a scan that was an error", "none", of_scan={"withdrawn": True}),
]  # fmt: skip

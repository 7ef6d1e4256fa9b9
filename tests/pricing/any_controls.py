"""Any controls and cases on a small map, for property tests."""

import datetime
from decimal import Decimal

from hypothesis import strategies as st

from pricing.rules.controls import Case, Control

REGIONS = ("", "CN/", "CN/44/", "CN/44/4401/", "CN/33/")
LINES = ("K/", "K/HOOD/", "K/HOOD/SIDE/", "K/STOVE/")
CHANNELS = ("", "offline", "online", "tmall", "jd")
FIRST = datetime.date(2025, 1, 1)
days = st.integers(0, 40).map(lambda n: FIRST + datetime.timedelta(n))


@st.composite
def controls(draw) -> list[Control]:
    return [draw(a_control(key)) for key in range(draw(st.integers(0, 8)))]


@st.composite
def a_control(draw, key: int) -> Control:
    kind = draw(st.sampled_from(["sku", "line", "brand"]))
    start = draw(days)
    length = draw(st.none() | st.integers(1, 30))
    return Control(
        key=key,
        name=f"control {key}",
        sku=draw(st.integers(1, 2)) if kind == "sku" else None,
        line=draw(st.sampled_from(LINES)) if kind == "line" else "",
        brand=draw(st.sampled_from(["A", "B"])) if kind == "brand" else "",
        region=draw(st.sampled_from(REGIONS)),
        channel=draw(st.sampled_from(CHANNELS)),
        valid_from=start,
        valid_to=length and start + datetime.timedelta(length),
        floor=Decimal(draw(st.integers(1, 100))),
        ceiling=None,
        percent=False,
        mode="monitor",
    )


cases = st.builds(
    Case,
    sku=st.integers(1, 2),
    line=st.sampled_from(LINES),
    brand=st.sampled_from(["A", "B", ""]),
    region=st.sampled_from(REGIONS[1:]),
    channel=st.sampled_from(CHANNELS[1:]),
    day=days,
)

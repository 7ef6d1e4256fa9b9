"""A small country whose codes changed on the first of March 2026."""

import datetime
from types import SimpleNamespace

import pytest

from dealers.models import Region
from tests import factories as make

CHANGED = datetime.date(2026, 3, 1)


@pytest.fixture
def land(regions) -> SimpleNamespace:
    """``old`` was merged into Shenzhen, ``whole`` split into ``east`` and ``west``, and ``cut`` was
    cut off from Guangzhou, all on the day ``CHANGED``."""
    gd = regions.guangdong

    def city(code: str, parent: Region = gd, **more) -> Region:
        return make.make_region(code, parent, name=code, level="city", **more)

    old, whole = city("440900", valid_to=CHANGED), city("441100", valid_to=CHANGED)
    east, west = city("441201", valid_from=CHANGED), city("441202", valid_from=CHANGED)
    cut = city("441300", valid_from=CHANGED)
    old.successors.add(regions.shenzhen)
    whole.successors.add(east, west)
    regions.guangzhou.successors.add(cut)
    tianhe = make.make_region("440106", regions.guangzhou, name="天河区", level="county")
    return SimpleNamespace(
        **vars(regions), old=old, whole=whole, east=east, west=west, cut=cut, tianhe=tianhe
    )


@pytest.fixture
def lines(db) -> SimpleNamespace:
    kitchen = make.make_line("kitchen")
    hoods = make.make_line("hoods", kitchen)
    return SimpleNamespace(
        kitchen=kitchen, hoods=hoods, side=make.make_line("side", hoods),
        ovens=make.make_line("ovens", kitchen),
    )  # fmt: skip

"""Where a line was sold, by the regions that stood on its day."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError

from channels_mgmt.core.imports.kinds import Intake
from dealers.imports.dated import add_fault, note
from dealers.region_history import RegionHistory

from .lines import Cells
from .lookups import Seller

Rows = Iterator[tuple[int, list[Any]]]
DATE, DEALER, REGION = (Cells._fields.index(name) for name in ("date", "dealer", "region"))


def sold_where(intake: Intake) -> Rows:
    """The rows with the region that stood on their day; one that cannot be told is a fault.

    A line that names none is sold at its dealer's home, which is followed as far as it is plain.
    """
    history = RegionHistory.load()
    return _placed(intake.rows, intake, history) if history.stages else intake.rows


def _placed(rows: Rows, intake: Intake, history: RegionHistory) -> Rows:
    dated = history.stages
    for row, values in rows:
        region = values[REGION]
        if region is None:
            seller = values[DEALER]
            if seller is not None and seller.home_region in dated and values[DATE] is not None:
                values[DEALER] = at_home(seller, values[DATE], history)
        elif region in dated and values[DATE] is not None:
            values[REGION] = _named(row, values, intake, history)
        yield row, values


def at_home(seller: Seller, day: datetime.date, history: RegionHistory) -> Seller:
    try:
        return seller._replace(home_region=history.on(seller.home_region, day))
    except ValidationError:
        return seller


def _named(row: int, values: list[Any], intake: Intake, history: RegionHistory) -> int:
    """The region of a line that names one; its dealer's home is as good as not named."""
    region, seller = values[REGION], values[DEALER]
    try:
        found = history.on(region, values[DATE])
    except ValidationError as error:
        if seller is None or seller.home_region != region:
            add_fault(intake, row, history.stages[region].code, error)
        return region
    note(intake, row, history.stages[region].code, history.stages[found].code)
    return found

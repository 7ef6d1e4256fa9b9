"""Regions in files are read by their day: a code that has ended is what it became by then."""

import datetime
from collections.abc import Callable, Container, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from channels_mgmt.core.imports.columns import Column
from channels_mgmt.core.imports.kinds import Intake
from channels_mgmt.core.imports.report import Fault

from ..models import Region
from ..region_history import RegionHistory

Rows = Iterator[tuple[int, list[Any]]]
NOTICE = "region_by_day"


def regions_by_day(
    intake: Intake, columns: tuple[Column, ...], day: str, *, lasting: bool = False
) -> Rows:
    """The rows with the region that stood on their day; one that cannot be told is a fault.

    ``lasting`` is for what holds from its day on: a code that only comes later stays as it is.
    """
    history = RegionHistory.load()
    if not history.stages:
        return intake.rows
    names = [column.name for column in columns]
    found = Region.objects.in_bulk(history.stages)
    resolve = history.since if lasting else history.on
    place = names.index("region"), names.index(day)
    return _resolved(intake.rows, place, intake, lambda one, on: found[resolve(one.pk, on)], found)


def _resolved(
    rows: Rows, place: tuple[int, int], intake: Intake, stood: Callable, dated: Container[int]
) -> Rows:
    at, when = place
    for row, values in rows:
        region, day = values[at], values[when]
        if region is not None and day is not None and region.pk in dated:
            try:
                values[at] = stood(region, day_of(day))
            except ValidationError as error:
                add_fault(intake, row, region.code, error)
            else:
                note(intake, row, region.code, values[at].code)
        yield row, values


def day_of(day: datetime.date | datetime.datetime) -> datetime.date:
    """A moment counts by the calendar of the brand."""
    return timezone.localdate(day) if isinstance(day, datetime.datetime) else day


def add_fault(intake: Intake, row: int, code: str, error: ValidationError) -> None:
    fault = Fault(error.code or "invalid", error.messages[0])
    intake.faults.add(row, "region", code, fault)


def note(intake: Intake, row: int, code: str, read_as: str) -> None:
    if code != read_as:
        intake.faults.notices.add(NOTICE, row, "region", code, read_as)

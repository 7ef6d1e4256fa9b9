"""How each detector works on each day: its settings, or one that is tried out."""

import datetime
from collections.abc import Iterable
from typing import Self

from ..models import DetectorSetting

Day = str  # as 2026-03-02: compared as they stand, and quicker than dates


def buffers_of(setting: DetectorSetting) -> tuple[str, ...]:
    """The paths of its buffer regions; one that is tried out may have others than are stored."""
    if setting.pk is None:
        return tuple(getattr(setting, "buffer_paths", ()))
    return tuple(region.path for region in setting.buffer_regions.all())


class Settings:
    """The settings of one detector; of two that hold on a day the one that began later."""

    def __init__(self, settings: Iterable[DetectorSetting]) -> None:
        self.all = sorted(settings, key=lambda one: one.valid_from, reverse=True)
        self.buffers = {id(one): buffers_of(one) for one in self.all}
        self._by_day: dict[Day, DetectorSetting | None] = {}

    @classmethod
    def of(cls, detector: str) -> Self:
        rows = DetectorSetting.objects.filter(detector=detector)
        return cls(rows.prefetch_related("buffer_regions"))

    def on(self, day: Day) -> DetectorSetting | None:
        """The setting of a day; None where the detector looks at nothing on it."""
        if day not in self._by_day:
            date = datetime.date.fromisoformat(day)
            found = next((one for one in self.all if one.valid_on(date)), None)
            self._by_day[day] = found if found and found.enabled else None
        return self._by_day[day]

    def at_work(self, start: datetime.date, end: datetime.date) -> bool:
        """Whether it looks at any day of ``start ≤ day < end``."""
        return any(
            one.enabled and one.valid_from < end and (one.valid_to is None or start < one.valid_to)
            for one in self.all
        )

    def is_buffer(self, setting: DetectorSetting, path: str) -> bool:
        return path.startswith(self.buffers[id(setting)])

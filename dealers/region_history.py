"""Which region stood for a code on a day: codes of GB/T 2260 split and merge over time.

Pure but for ``RegionHistory.load``. A code that never begins nor ends stands for itself on every
day and costs one look into a dictionary.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from channels_mgmt.core.display import listed


@dataclass(frozen=True, slots=True)
class Stage:
    """The time of a code: ``start ≤ day < end``; None is since, or for, ever.

    ``successors`` are what it became where it has ended, and where it stands what was cut off
    from it.
    """

    key: int
    code: str
    name: str = ""
    start: datetime.date | None = None
    end: datetime.date | None = None
    successors: tuple[int, ...] = ()

    def begins_after(self, day: datetime.date) -> bool:
        return self.start is not None and day < self.start

    def has_ended(self, day: datetime.date) -> bool:
        return self.end is not None and self.end <= day

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class RegionHistory:
    """The codes that begin, end, or come of others; ``checked`` links never lead in a circle."""

    def __init__(self, stages: Iterable[Stage]) -> None:
        self.stages: Mapping[int, Stage] = {stage.key: stage for stage in stages}
        self._predecessors: dict[int, list[Stage]] = defaultdict(list)
        for stage in self.stages.values():
            for key in stage.successors:
                self._predecessors[key].append(stage)

    @classmethod
    def load(cls) -> Self:
        """Two queries, whatever the size of the table."""
        from .models import Region

        became: dict[int, list[int]] = defaultdict(list)
        links = Region.successors.through.objects.order_by("to_region__code")
        for old, new in links.values_list("from_region_id", "to_region_id"):
            became[old].append(new)
        linked = {*became, *(key for keys in became.values() for key in keys)}
        dated = Q(valid_from__isnull=False) | Q(valid_to__isnull=False) | Q(pk__in=linked)
        rows = Region.objects.filter(dated).order_by("code")
        return cls(
            Stage(row.pk, row.code, str(row), row.valid_from, row.valid_to, tuple(became[row.pk]))
            for row in rows
        )

    def __contains__(self, key: int) -> bool:
        return key in self.stages

    def on(self, key: int, day: datetime.date) -> int:
        """The region that stood for it on the day; raises ValidationError where that is not one.

        Ended before the day: its only successor, and so on; not begun yet: its only origin.
        """
        stage = self.stages.get(key)
        if stage is None:
            return key
        return self._before(stage, day) if stage.begins_after(day) else self.since(key, day)

    def since(self, key: int, day: datetime.date) -> int:
        """The same for what lasts from a day on: a code that comes later is left as it is."""
        stage = self.stages.get(key)
        while stage is not None and stage.has_ended(day):
            if len(stage.successors) != 1:
                raise ended(stage, day, [self.stages[one] for one in stage.successors])
            key = stage.successors[0]
            stage = self.stages[key]
        return key

    def origins(self, stage: Stage) -> list[Stage]:
        """What it came of: what ended on the day it began, or was cut to make it.

        Not what was merged into it while it stood.
        """
        if stage.start is None:
            return []
        return [one for one in self._predecessors[stage.key] if one.end in (None, stage.start)]

    def _before(self, stage: Stage, day: datetime.date) -> int:
        while stage.begins_after(day):
            origins = self.origins(stage)
            if len(origins) != 1:
                raise not_begun(stage, day, origins)
            stage = origins[0]
        return stage.key

    def faults(self, only: Iterable[int] | None = None) -> Iterator[tuple[Stage, ValidationError]]:
        """What is wrong with the links, of these regions or of all."""
        wanted = None if only is None else set(only)
        for stage in self.stages.values():
            for key in stage.successors:
                if wanted is None or wanted & {stage.key, key}:
                    for error in link_faults(stage, self.stages[key]):
                        yield stage, error


def link_faults(old: Stage, new: Stage) -> Iterator[ValidationError]:
    """A successor stands when the old code ends and outlives it; what is cut off begins later.

    With that ends grow along the links, and starts fall against them: no walk comes back.
    """
    names = {"old": old, "new": new, "end": old.end, "start": new.start}
    if old.key == new.key:
        yield ValidationError(_("%(old)s cannot be its own successor.") % names, "own_successor")
    elif old.end is None:
        if new.start is None or (old.start is not None and new.start <= old.start):
            text = _("%(old)s has not ended. Give the day on which it ends, or, if %(new)s was cut "
                     "off from it, the day on which %(new)s began.")  # fmt: skip
            yield ValidationError(text % names, "successor_of_standing")
    elif new.begins_after(old.end):
        text = _("%(new)s begins on %(start)s, after %(old)s has ended on %(end)s.")
        yield ValidationError(text % names, "successor_too_late")
    elif new.has_ended(old.end):
        text = _("%(new)s has itself ended by %(end)s, when %(old)s ends.")
        yield ValidationError(text % names, "successor_ended")


def ended(stage: Stage, day: datetime.date, successors: list[Stage]) -> ValidationError:
    parts: dict[str, Any] = {"code": stage, "end": stage.end, "day": day}
    if not successors:
        text = _("%(code)s ended on %(end)s: write the region that stood on %(day)s.")
        return ValidationError(text % parts, "region_ended")
    parts["regions"] = listed(map(str, successors))
    text = _("%(code)s was split on %(end)s into %(regions)s: write the one that is meant.")
    return ValidationError(text % parts, "region_split")


def not_begun(stage: Stage, day: datetime.date, origins: list[Stage]) -> ValidationError:
    parts: dict[str, Any] = {"code": stage, "start": stage.start, "day": day}
    if not origins:
        text = _("%(code)s begins on %(start)s: write the region that stood on %(day)s.")
        return ValidationError(text % parts, "region_not_begun")
    parts["regions"] = listed(map(str, origins))
    text = _("%(code)s was made on %(start)s of %(regions)s: write the one that is meant.")
    return ValidationError(text % parts, "region_merged")


def check_stands(region: Any, day: datetime.date) -> None:
    """Refuse a region that had ended by the day; raises ValidationError at ``region``.

    What is chosen by hand is not read as something else: the message names what it became.
    """
    if region.valid_to is None or day < region.valid_to:
        return
    became = [f"{one.code} {one}" for one in region.successors.order_by("code")]
    parts = {"code": f"{region.code} {region}", "end": region.valid_to, "regions": listed(became)}
    if became:
        text = _("%(code)s ended on %(end)s and became %(regions)s: choose that.") % parts
    else:
        text = _("%(code)s ended on %(end)s: choose a region that stands.") % parts
    raise ValidationError({"region": ValidationError(text, "region_ended")})

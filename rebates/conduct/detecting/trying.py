"""Another setting of a detector, to see what it would have found; never saved."""

import datetime
from collections.abc import Mapping
from typing import Any

from ..models import DetectorSetting

TRIED = (
    *("makes_cases", "grouping", "min_quantity", "min_value", "neighbour_quantity"),
    *("days_tolerated", "apart_km"),
)


def tried_setting(
    detector: str, start: datetime.date, values: Mapping[str, Any]
) -> DetectorSetting:
    """The setting that holds on the first day, or a new one, changed as asked, from then on.

    ``values`` are of ``TRIED``, by name, as people write them. Raises ValidationError for one that
    makes no sense.
    """
    now = DetectorSetting.objects.filter(detector=detector).valid_on(start).first()
    setting = now or DetectorSetting(detector=detector)
    setting.buffer_paths = [r.path for r in now.buffer_regions.all()] if now else []
    setting.pk, setting.enabled = None, True
    setting.valid_from, setting.valid_to = start, None
    for name, value in values.items():
        setattr(setting, name, DetectorSetting._meta.get_field(name).to_python(value))
    setting.clean_fields(exclude=["created_by"])
    return setting

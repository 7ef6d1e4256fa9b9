"""Whether facts lie outside the territory of a dealer: asked for each of millions of them."""

from ..models import DetectorSetting
from .settings import Day
from .territories import Interval
from .world import Look


class Outside:
    """What is worked out for one fact is remembered for those that agree with it in all but day."""

    def __init__(self, look: Look) -> None:
        self.world, self.on = look.world, look.settings.on
        self.territories, self.history = self.world.territories, self.world.history
        self.lines = {sku: goods.path for sku, goods in self.world.goods.items()}
        self._held: dict[tuple, tuple[Interval, ...]] = {}

    def by(
        self, dealer: int, sku: int, region: int, channel: str, day: Day
    ) -> DetectorSetting | None:
        """The setting by which it lies outside; None where it does not, or nothing looks at it."""
        setting = self.on(day)
        if setting is None:
            return None
        if region in self.history:
            region = self.world.stood(region, day)
        line = self.lines[sku]
        key = dealer, line, region, channel, setting.days_tolerated
        held = self._held.get(key)
        if held is None:
            path = self.world.paths[region]
            held = self.territories.held(dealer, line, path, channel, setting.days_tolerated)
            self._held[key] = held
        for start, end in held:
            if start <= day < end:
                return None
        return setting if self.territories.regulated(line, channel, day) else None

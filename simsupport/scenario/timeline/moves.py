"""Issues that come on another day of the week than they did (R4), such as when a desk opens on Saturdays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.scenario.lines import Move
from simsupport.scenario.models import Scenario
from simsupport.scenario.weekly import WEEKDAYS

Ticks = NDArray[np.int64]


@dataclass(frozen=True)
class DayMove:
    """From one day to another of the same week (mon to sun), at the same local time; never to or from a holiday."""

    scenario: Scenario
    zone: str
    move: Move

    def concerns(self, ticks: Ticks) -> NDArray[np.bool_]:
        """Whether issues of these ticks may move."""
        day = self.scenario.wall_clock.on_the_wall(ticks, self.zone) // units.DAY
        start = self.scenario.calendar.start
        weekday = (day + start.weekday()) % len(WEEKDAYS)
        holidays = [holiday.toordinal() - start.toordinal() for holiday in self.scenario.calendar.holidays]
        stays = np.isin(day, holidays) | np.isin(day + self._days, holidays)
        found: NDArray[np.bool_] = (weekday == WEEKDAYS.index(self.move.from_)) & ~stays
        return found

    def moved(self, ticks: Ticks) -> Ticks:
        """The same local times on the other day."""
        clock = self.scenario.wall_clock
        return clock.ticks(clock.on_the_wall(ticks, self.zone) + self._days * units.DAY, self.zone)

    @property
    def _days(self) -> int:
        return WEEKDAYS.index(self.move.to) - WEEKDAYS.index(self.move.from_)

"""The business clocks: that of a channel runs while it is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simsupport.kept import once
from simsupport.measures.groups import seen

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.scenario.models import Scenario

Opening = Sequence[tuple[int, int]]  # [start, end) in ticks, in order and apart


class OpeningClocks:
    """Count the ticks within opening intervals, by channel."""

    def __init__(self, openings: Sequence[Opening]) -> None:
        self._openings = openings
        self._first = np.cumsum([0, *map(len, openings)])
        intervals = np.array([interval for opening in openings for interval in opening], np.int64).reshape(-1, 2)
        self._starts, self._lengths = intervals[:, 0].copy(), np.diff(intervals).ravel()
        self._before = np.cumsum(self._lengths) - self._lengths

    def always(self, horizon: int) -> bool:
        """Whether all run from 0 to the horizon without a pause."""
        return all(len(one) == 1 and one[0][0] <= 0 and one[0][1] >= horizon for one in self._openings)

    def elapsed(self, channel: "Array", start: "Array", end: "Array") -> "Array":
        """The ticks from start to end at which each row's channel is open."""
        from simsupport.measures.passes import elapsed

        channel, start, end = seen(channel, np.int32), seen(start, np.int64), seen(end, np.int64)
        return elapsed(channel, start, end, self._first, self._starts, self._lengths, self._before)


@once
def opening_clocks(scenario: "Scenario") -> OpeningClocks:
    """The clocks of a scenario's channels."""
    clock = scenario.wall_clock
    return OpeningClocks([clock.opening(each.open, each.time_zone) for each in scenario.channels.values()])

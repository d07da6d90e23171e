"""The business clock: it runs while a channel is open."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.measures.groups import blockwise
from simsupport.measures.ruler import Ruler

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array


class OpeningClock:
    """Counts the ticks within opening intervals, [start, end) each, in order and apart."""

    def __init__(self, intervals: Sequence[tuple[int, int]]) -> None:
        self.starts = np.array([start for start, _ in intervals], np.int64)
        lengths = np.array([end - start for start, end in intervals], np.int64)
        self.lengths = lengths
        self.before = np.cumsum(lengths) - lengths

    def always(self, horizon: int) -> bool:
        """Whether it runs from 0 to the horizon without a pause."""
        return len(self.starts) == 1 and bool(self.starts[0] <= 0 and self.starts[0] + self.lengths[0] >= horizon)

    def shows(self, ticks: "Array") -> "Array":
        """The ticks of opening before each tick."""
        if not len(self.starts):
            return np.zeros(len(ticks), np.int64)
        return blockwise(self._shows, np.int64, ticks, self._starts.passed(ticks))

    @cached_property
    def _starts(self) -> Ruler:
        return Ruler(self.starts)

    def _shows(self, ticks: "Array", passed: "Array") -> "Array":
        place = np.maximum(passed - 1, 0)
        shown: Array = self.before[place] + np.clip(ticks - self.starts[place], 0, self.lengths[place])
        return shown

    def elapsed(self, start: "Array", end: "Array") -> "Array":
        return self.shows(end) - self.shows(start)

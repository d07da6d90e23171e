"""The business clock: it runs while a channel is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simsupport.measures.formula import Array


class OpeningClock:
    """Counts the ticks within opening intervals, [start, end) each, in order and apart."""

    def __init__(self, intervals: Sequence[tuple[int, int]]) -> None:
        self.starts = np.array([start for start, _ in intervals], np.int64)
        lengths = np.array([end - start for start, end in intervals], np.int64)
        self.lengths = lengths
        self.before = np.cumsum(lengths) - lengths

    def shows(self, ticks: "Array") -> "Array":
        """The ticks of opening before each tick."""
        if not len(self.starts):
            return np.zeros(len(ticks), np.int64)
        place = np.maximum(np.searchsorted(self.starts, ticks, side="right") - 1, 0)
        return self.before[place] + np.clip(ticks - self.starts[place], 0, self.lengths[place])

    def elapsed(self, start: "Array", end: "Array") -> "Array":
        return self.shows(end) - self.shows(start)

"""Where ticks lie among others that ascend: as a binary search, but most often by a table."""

from typing import TYPE_CHECKING

import numpy as np

from simsupport.measures.groups import blockwise

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array

MOST_SLOTS = 1_000_000


class Ruler:
    """Marks, at least one, in ascending order. Where they lie on a grid, a table knows the marks up to each point."""

    def __init__(self, marks: "Array") -> None:
        self.marks = marks
        self._first = int(marks[0])
        self._step = int(np.gcd.reduce(np.diff(marks))) if len(marks) > 1 else 0
        slots = (int(marks[-1]) - self._first) // self._step if self._step else MOST_SLOTS
        self._passed = self._table(slots) if slots < MOST_SLOTS else np.empty(0, np.int32)

    def _table(self, slots: int) -> "Array":
        """How many marks are passed before the first, and at each slot from there to the last."""
        at = (self.marks - self._first) // self._step
        passed = np.zeros(slots + 2, np.int32)
        np.add.at(passed, at + 1, 1)
        return np.cumsum(passed, dtype=np.int32)

    def passed(self, ticks: "Array") -> "Array":
        """How many marks each tick has passed, those that it lies on included."""
        if not len(self._passed):
            return np.searchsorted(self.marks, ticks, side="right")
        return blockwise(self._by_table, np.int32, ticks)

    def may_pass(self, start: "Array", end: "Array") -> "Array":
        """Where a mark may be passed from start to end: surely not within the same slot."""
        if not len(self._passed):
            return self.passed(start) < self.passed(end)
        return np.asarray((start - self._first) // self._step < (end - self._first) // self._step)

    def _by_table(self, ticks: "Array") -> "Array":
        slot = (ticks - self._first) // self._step
        found: Array = self._passed[np.clip(slot, -1, len(self._passed) - 2) + 1]
        return found

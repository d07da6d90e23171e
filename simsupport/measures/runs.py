"""Rows that follow each other and belong together, such as the legs of a contact and the contacts of an issue.

Most runs are a single row. What is asked of a run is then that row's own, and only the longer ones are gone through;
where none is longer nothing is copied at all.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.measures.groups import seen
from simsupport.measures.ranges import ranges

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array, Rows

NEVER = -1
LATE = np.iinfo(np.int64).max  # later than anything


class Runs:
    """Runs of rows: `begins` says of each row whether it is the first of its run."""

    def __init__(self, begins: "Array") -> None:
        self.begins = begins
        self.size = int(np.count_nonzero(begins))
        self.single = self.size == len(begins)

    @classmethod
    def of(cls, *keys: "Array") -> "Runs":
        """Runs of rows in which all keys are the same."""
        begins = np.ones(len(keys[0]), np.bool_)
        np.logical_or.reduce([key[1:] != key[:-1] for key in keys], out=begins[1:])
        return cls(begins)

    @cached_property
    def start(self) -> "Rows":
        """The first row of each run."""
        return slice(None) if self.single else np.flatnonzero(self.begins)

    @property
    def first_row(self) -> "Array":
        """The first row of each run, as a number even where all are single."""
        return np.arange(self.size) if self.single else self.start

    @cached_property
    def place(self) -> "Rows":
        """The run of each row."""
        return slice(None) if self.single else np.cumsum(self.begins, dtype=np.int32) - np.int32(1)

    @cached_property
    def _long(self) -> "tuple[Array, Array, Array]":
        """The runs of several rows: which, all of their rows, and where among these each begins."""
        if self.single:
            return (np.empty(0, np.int64),) * 3
        end = np.append(self.start[1:], len(self.begins))
        run = np.flatnonzero(end - self.start > 1)
        length = (end - self.start)[run]
        return run, ranges(run, self.start[run], end[run])[1], np.cumsum(length) - length

    @cached_property
    def last_row(self) -> "Array":
        """The last row of each run."""
        return np.append(self.first_row[1:], len(self.begins))[: self.size] - 1

    @property
    def several(self) -> "Array":
        """Whether a row is not the only one of its run."""
        alone = self.begins.copy()
        alone[:-1] &= self.begins[1:]
        return ~alone

    def first(self, values: "Array") -> "Array":
        """The value of each run's first row."""
        return values[self.start]

    def last(self, values: "Array") -> "Array":
        """The value of each run's last row."""
        return values if self.single else values[self.last_row]

    def any(self, mask: "Array") -> "Array":
        """Whether the mask holds for any row of the run."""
        return mask if self.single else self.marked(np.flatnonzero(mask))

    def marked(self, rows: "Array") -> "Array":
        """Whether any of these rows is the run's."""
        found = np.zeros(self.size, np.bool_)
        found[self.at(rows)] = True
        return found

    def at(self, rows: "Array") -> "Array":
        """The runs of some rows."""
        return rows if self.single else self.place[rows]

    def spread(self, values: "Array") -> "Array":
        """A value of each run, for each of its rows."""
        return values[self.place]

    def earliest(self, ticks: "Array") -> "Array":
        """The least tick of each run but for those that never were; −1 if all never were."""
        if self.single:
            return ticks
        from simsupport.measures.passes import earliest

        return earliest(seen(self.begins, np.bool_), seen(ticks, np.int64), self.size)

    def greatest(self, values: "Array") -> "Array":
        return self._reduced(np.maximum, values)

    def total(self, values: "Array") -> "Array":
        return self._reduced(np.add, values)

    def _reduced(self, reduce: Any, values: "Array") -> "Array":
        found = self.first(values)
        run, rows, start = self._long
        if len(run):
            found[run] = reduce.reduceat(values[rows], start)
        return found

    def first_where(self, mask: "Array", otherwise: "Array") -> "Array":
        """The first row of each run for which the mask holds; the other ones' rows where it does for none."""
        from simsupport.measures.passes import first_where

        return first_where(seen(self.begins, np.bool_), seen(mask, np.bool_), seen(otherwise, np.int64))

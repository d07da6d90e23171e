"""Rows by their groups: counts, sums, and the rows picked for percentiles.

Times are whole ticks, whose sums are exact in any order; they become seconds or hours afterwards. A million rows don't
fit into the processor's cache, so what takes several steps is done block by block, or in machine code (see `passes`).
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array, Rows

BLOCK = 1 << 14  # rows


def blockwise(function: "Callable[..., Array]", dtype: type, *columns: "Array") -> "Array":
    """A function that goes row by row, block by block."""
    found: Array = np.empty(len(columns[0]), dtype)
    for start in range(0, len(found), BLOCK):
        found[start : start + BLOCK] = function(*(column[start : start + BLOCK] for column in columns))
    return found


def rows_where(function: "Callable[..., Array]", *columns: "Array") -> "Array":
    """The rows for which a function of columns holds, block by block."""
    return np.flatnonzero(blockwise(function, np.bool_, *columns))


class Difference:
    """A column less others, worked out for the rows that are asked for."""

    def __init__(self, whole: "Array", *less: "Array") -> None:
        self._whole = whole
        self._less = less

    def __len__(self) -> int:
        return len(self._whole)

    def __getitem__(self, rows: "Rows") -> "Array":
        found: Array = self._whole[rows]
        for column in self._less:
            found = found - column[rows]
        return found


class Groups(Protocol):
    """The group of each row, out of `size`; there are rows that belong to none."""

    size: int

    @property
    def code(self) -> "Array":
        """Each row's group, −1 for none."""
        ...

    @property
    def inside(self) -> "Array":
        """Whether a row belongs to a group."""
        ...

    def take(self, rows: "Rows") -> "Groups":
        """The groups of some rows."""
        ...

    def counts(self, mask: "Array") -> "Array":
        """How many rows of each group the mask holds for."""
        ...

    def sums(self, values: "Array | Difference", mask: "Array") -> "Array":
        """Each group's sum of the values for which the mask holds."""
        ...

    def picked(self, values: "Array", mask: "Array") -> "Picked":
        """The values for which the mask holds, to be ranked within each group; whole numbers."""
        ...


class Picked(Protocol):
    """Whole numbers by group."""

    counts: "Array"

    def ranked(self, ranks: "Array") -> "Array":
        """The value at a rank, from 0, in each group that has any."""
        ...

    def of(self, group: int) -> "Array":
        """A group's values, in order."""
        ...


class Whole:
    """A single group, over all: in it, or not."""

    size = 1

    def __init__(self, inside: "Array") -> None:
        self.inside = inside

    @property
    def code(self) -> "Array":
        return self.inside.astype(np.int8) - np.int8(1)

    def take(self, rows: "Rows") -> "Whole":
        return Whole(self.inside[rows])

    def counts(self, mask: "Array") -> "Array":
        return np.array([np.count_nonzero(mask & self.inside)], np.float64)

    def sums(self, values: "Array | Difference", mask: "Array") -> "Array":
        total = 0
        for start in range(0, len(values), BLOCK):
            part = slice(start, start + BLOCK)
            total += (values[part] * (mask[part] & self.inside[part])).sum().item()
        return np.array([total], np.float64)

    def picked(self, values: "Array", mask: "Array") -> "PickedWhole":
        return PickedWhole(values[mask & self.inside])


class PickedWhole:
    """The values of the single group, by rank."""

    def __init__(self, values: "Array") -> None:
        self.counts = np.array([len(values)])
        self._values = values
        self._values.sort()  # as quick as to select a rank, and far quicker where many values are the same

    def ranked(self, ranks: "Array") -> "Array":
        found: Array = self._values[ranks]
        return found

    def of(self, group: int) -> "Array":
        return self._values


class Several:
    """A code for each row, from 0; −1 for a row of no group."""

    def __init__(self, code: "Array", size: int) -> None:
        self.code = seen(code, np.int32)
        self.size = size

    @cached_property
    def inside(self) -> "Array":
        return np.asarray(self.code >= 0)

    def take(self, rows: "Rows") -> "Several":
        return Several(self.code[rows], self.size)

    def counts(self, mask: "Array") -> "Array":
        from simsupport.measures.passes import counted

        return counted(self.code, seen(mask, np.bool_), self.size).astype(np.float64)

    def sums(self, values: "Array | Difference", mask: "Array") -> "Array":
        from simsupport.measures.passes import summed

        numbers = values[:]
        number = np.float64 if numbers.dtype.kind == "f" else np.int64
        return summed(self.code, seen(numbers, number), seen(mask, np.bool_), self.size).astype(np.float64)

    def picked(self, values: "Array", mask: "Array") -> "PickedSeveral":
        from simsupport.measures.passes import counted, together

        mask = seen(mask, np.bool_)
        counts = counted(self.code, mask, self.size)
        return PickedSeveral(together(self.code, seen(values, np.int64), mask, counts), counts)


def seen(column: "Array", dtype: type) -> "Array":
    """A column as machine code sees it: of one type, one after the other, and not to be written."""
    found: Array = np.ascontiguousarray(column, dtype).view()
    found.flags.writeable = False
    return found


class PickedSeveral:
    """The values of each group, by rank."""

    def __init__(self, values: "Array", counts: "Array") -> None:
        """`values` are group by group, as many of each as `counts` says, in any order."""
        self.counts = counts
        self._first = np.cumsum(counts) - counts
        self._values = values
        for group in np.flatnonzero(counts > 1).tolist():
            self.of(group).sort()

    def ranked(self, ranks: "Array") -> "Array":
        found: Array = self._values[self._first[self.counts > 0] + ranks]
        return found

    def of(self, group: int) -> "Array":
        found: Array = self._values[self._first[group] :][: self.counts[group]]
        return found

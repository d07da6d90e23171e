"""Rows by their groups: counts, sums, and the rows picked for percentiles.

Times are whole ticks, whose sums are exact in any order; they become seconds or hours afterwards. A million rows don't
fit into the processor's cache, so what takes several steps is done block by block.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from simsupport.measures.formula import Array, Rows

BLOCK = 1 << 14  # rows
_LARGEST = np.iinfo(np.int64).max


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


class Several:
    """A code for each row, from 0; −1 for a row of no group."""

    def __init__(self, code: "Array", size: int) -> None:
        self.code = code
        self.size = size

    @cached_property
    def inside(self) -> "Array":
        return np.asarray(self.code >= 0)

    @cached_property
    def _all(self) -> "Array":
        return np.bincount(self.code + 1, minlength=self.size + 1)

    def take(self, rows: "Rows") -> "Several":
        return Several(self.code[rows], self.size)

    def counts(self, mask: "Array") -> "Array":
        """What most rows have is counted by those that have it not."""
        if 2 * np.count_nonzero(mask) > len(mask):
            return (self._all - np.bincount(self.code[~mask] + 1, minlength=self.size + 1))[1:].astype(np.float64)
        return np.bincount(self.code[mask] + 1, minlength=self.size + 1)[1:].astype(np.float64)

    def sums(self, values: "Array | Difference", mask: "Array") -> "Array":
        if 2 * np.count_nonzero(mask) < len(mask):
            return np.bincount(self.code[mask] + 1, values[mask], self.size + 1)[1:]
        return np.bincount(self.code + 1, values[:] * mask, self.size + 1)[1:]

    def picked(self, values: "Array", mask: "Array") -> "PickedSeveral":
        kept = mask & self.inside
        return PickedSeveral(self.code[kept], values[kept], self.size)


class PickedSeveral:
    """The values in the order of groups and ranks."""

    def __init__(self, code: "Array", values: "Array", size: int) -> None:
        self.counts = np.bincount(code, minlength=size)
        self._first = np.cumsum(self.counts) - self.counts
        self._values = _in_order(code, values, size)

    def ranked(self, ranks: "Array") -> "Array":
        found: Array = self._values[self._first[self.counts > 0] + ranks]
        return found


def _in_order(code: "Array", values: "Array", size: int) -> "Array":
    """Whole numbers by code, then by size: sorted as one number that holds both, if that is not too large."""
    if not len(values):
        return values
    least, span = int(values.min()), int(values.max()) - int(values.min()) + 1
    if span * size > _LARGEST:
        return values[np.lexsort((values, code))]
    both = code * np.int64(span) + (values - least)
    both.sort()
    ranked: Array = both % span + least
    return ranked

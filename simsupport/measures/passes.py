"""Passes over rows by group, in machine code: what takes NumPy several passes takes one here.

`code` is each row's group, −1 for none; `mask` says which rows count.
"""

from typing import TYPE_CHECKING

import numpy as np

from simsupport.compiled import entry

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array


@entry
def counted(code: "Array", mask: "Array", size: int) -> "Array":
    """How many rows of each group count."""
    found = np.zeros(size + 1, np.int64)  # the first are those of no group
    for row in range(len(code)):
        found[code[row] + 1] += mask[row]
    return found[1:]


@entry
def summed(code: "Array", values: "Array", mask: "Array", size: int) -> "Array":
    """Each group's sum of the values that count."""
    found = np.zeros(size + 1, values.dtype)
    for row in range(len(code)):
        if mask[row]:
            found[code[row] + 1] += values[row]
    return found[1:]


@entry
def together(code: "Array", values: "Array", mask: "Array", counts: "Array") -> "Array":
    """The values that count, group by group; `counts` are how many each group has."""
    place = np.cumsum(counts) - counts
    found = np.empty(counts.sum(), values.dtype)
    for row in range(len(code)):
        if mask[row] and code[row] >= 0:
            found[place[code[row]]] = values[row]
            place[code[row]] += 1
    return found

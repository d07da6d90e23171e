"""Whole numbers in a row, for many rows at once."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array


def ranges(rows: "Array", first: "Array", end: "Array") -> tuple["Array", "Array"]:
    """Each row once for each whole number in [first, end), and those numbers."""
    count = np.maximum(end - first, 0)
    offset = np.repeat(np.cumsum(count) - count, count)
    return np.repeat(rows, count), np.repeat(first, count) + np.arange(len(offset)) - offset

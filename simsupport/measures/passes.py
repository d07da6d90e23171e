"""Passes over rows by group, in machine code: what takes NumPy several passes takes one here.

`code` is each row's group, −1 for none; `mask` says which rows count.
"""

from typing import TYPE_CHECKING

import numpy as np

from simsupport.compiled import entry, helper

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array

NEVER = -1  # as in `runs`, which is not compiled


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


@entry
def earliest(begins: "Array", ticks: "Array", size: int) -> "Array":
    """The least tick of each run of rows but for those that never were; −1 if all never were."""
    found, run = np.full(size, NEVER), -1
    for row in range(len(ticks)):
        run += begins[row]
        if ticks[row] != NEVER and (found[run] == NEVER or ticks[row] < found[run]):
            found[run] = ticks[row]
    return found


@entry
def first_where(begins: "Array", mask: "Array", otherwise: "Array") -> "Array":
    """The first row of each run that counts; the other ones' rows where none does."""
    found, run, sought = otherwise.copy(), -1, False
    for row in range(len(mask)):
        run += begins[row]
        sought |= begins[row]
        if sought and mask[row]:
            found[run] = row
            sought = False
    return found


@entry
def elapsed(
    clock: "Array", start: "Array", end: "Array", first: "Array", starts: "Array", lengths: "Array", before: "Array"
) -> "Array":
    """The ticks from start to end at which each row's clock runs.

    The intervals of a clock lie from its `first` to the next one's; `before` are the ticks of all intervals before.
    """
    found = np.empty(len(clock), np.int64)
    for row in range(len(clock)):
        low, high = first[clock[row]], first[clock[row] + 1]
        found[row] = 0
        if low < high:
            found[row] = _shown(end[row], low, high, starts, lengths, before)
            found[row] -= _shown(start[row], low, high, starts, lengths, before)
    return found


@helper
def _shown(tick: int, low: int, high: int, starts: "Array", lengths: "Array", before: "Array") -> int:
    """The ticks for which a clock, and those before it, have run at a tick."""
    place = low
    while high - place > 1:
        middle = (place + high) // 2
        if starts[middle] <= tick:
            place = middle
        else:
            high = middle
    shown: int = before[place] + min(max(tick - starts[place], 0), lengths[place])
    return shown

"""Intervals of time, [start, end) in ticks, in lists in order."""

from bisect import bisect_right

Interval = tuple[int, int]


def join(found: list[Interval], interval: Interval) -> None:
    """Append an interval, or lengthen the last where they touch."""
    if found and interval[0] <= found[-1][1]:
        found[-1] = (found[-1][0], max(found[-1][1], interval[1]))
    else:
        found.append(interval)


def length(intervals: list[Interval]) -> int:
    return sum(end - start for start, end in intervals)


def union(many: list[list[Interval]]) -> list[Interval]:
    """The time that lies in at least one of several lists of intervals."""
    found: list[Interval] = []
    for interval in sorted(interval for intervals in many for interval in intervals):
        join(found, interval)
    return found


def outside(intervals: list[Interval], others: list[Interval]) -> list[Interval]:
    """Those intervals that meet none of the others."""
    found: list[Interval] = []
    place = 0
    for start, end in intervals:
        while place < len(others) and others[place][1] <= start:
            place += 1
        if place == len(others) or others[place][0] >= end:
            found.append((start, end))
    return found


def holds_at(intervals: list[Interval], tick: int) -> bool:
    """Whether a tick lies in one of the intervals."""
    place = bisect_right(intervals, tick, key=lambda interval: interval[0])
    return place > 0 and tick < intervals[place - 1][1]

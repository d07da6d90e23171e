"""Figures counted in a log with NumPy alone: this knows nothing of `simsupport.measures`.

A figure is a pair (numerator, denominator) of one replication; over replications it is the ratio of the sums. Most
count the legs that queue for an agent or are turned away at the door: a contact, a retry, a hand-over. One belongs to
the window in which it queued, or else arrived; its wait lasts until an agent takes it or it ends without one.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simsupport.units import DAY, HOUR
from simsupport.verification.oracles import Figure, System

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.log import Log

Pair = tuple[float, float]
Ticks = NDArray[np.int64]
Mask = NDArray[np.bool_]
Counter = Callable[["Seen", Figure], Pair]

TURNED_AWAY = ["blocked", "balked", "rejected"]
AT_WORK = ["on", "overtime"]


class Seen:
    """A log, and the window from the end of the warm-up until `tail` ticks before the horizon."""

    def __init__(self, log: "Log", tail: int) -> None:
        calendar = log.scenario.calendar
        self.log, self.start, self.end = log, calendar.warm_up, calendar.horizon - tail
        came = (self.ticks("queued") >= 0) | self.where({"outcome": TURNED_AWAY})
        came &= ~self.where({"kind": "approval"})
        self.counts = came & (self.time >= self.start) & (self.time < self.end)
        if (self.counts & self.where({"outcome": "open"})).any():
            raise ValueError(f"{log.scenario.name}: some who are counted have not left by the horizon: a longer tail")

    def ticks(self, column: str) -> Ticks:
        return np.asarray(self.log.legs[column], np.int64)

    @cached_property
    def time(self) -> Ticks:
        """When each leg queued, or else arrived."""
        queued = self.ticks("queued")
        return np.where(queued >= 0, queued, self.ticks("arrived"))

    @cached_property
    def answered(self) -> Mask:
        return self.ticks("started") >= 0

    @cached_property
    def wait(self) -> Ticks:
        """How long each leg waited for an agent; of those that are open, until the horizon."""
        left = np.where(self.answered, self.ticks("started"), self.ticks("talk_ended"))
        return np.asarray(np.where(left < 0, self.log.scenario.calendar.horizon, left) - self.time)

    def where(self, condition: Mapping[str, Any]) -> Mask:
        """The legs that meet all parts of a condition."""
        found = np.ones(len(self.log.legs), np.bool_)
        for column, value in condition.items():
            found &= self._has(column, value)
        return found

    def _has(self, column: str, value: Any) -> Mask:
        if column == "answered":
            return np.asarray(self.answered == value)
        if column == "waits":
            return np.asarray((self.wait > 0) == value)
        return is_one_of(self.log.legs[column], value)

    def chosen(self, figure: Figure) -> Mask:
        """The legs that a figure counts: those of the window and the hours that meet its condition."""
        return self.counts & self._in_hours(self.time, figure) & self.where(figure.of)

    def _in_hours(self, time: Ticks, figure: Figure) -> Mask:
        first, last = figure.hours or (0, 24)
        return np.asarray((time % DAY >= first * HOUR) & (time % DAY < last * HOUR))

    def ended_in_hours(self, figure: Figure) -> Mask:
        """The legs that ended in the window, and in the hours of a figure."""
        ended = self.ticks("talk_ended")
        return (ended >= self.start) & (ended < self.end) & self._in_hours(ended, figure)

    def time_between(self, starts: Ticks, ends: Ticks, figure: Figure) -> int:
        """The time that intervals spend in the window and the hours; those that are open (−1) last beyond it."""
        return int(self.lengths(starts, np.where(ends < 0, self.end, ends), figure).sum())

    def lengths(self, starts: Ticks, ends: Ticks, figure: Figure) -> Ticks:
        """The time that each interval spends in the window and the hours."""
        first, last = (hour * HOUR for hour in figure.hours or (0, 24))

        def counted_until(time: Ticks) -> Ticks:
            """The ticks of the hours before a time of the window."""
            time = np.clip(time, self.start, self.end)
            return np.asarray(time // DAY * (last - first) + np.clip(time % DAY - first, 0, last - first))

        return np.asarray(np.maximum(counted_until(ends) - counted_until(starts), 0))

    def duration(self, figure: Figure) -> int:
        """The time of the window and the hours."""
        return self.time_between(np.array([self.start]), np.array([self.end]), figure)

    def presence(self, figure: Figure) -> int:
        """The agents' time at work."""
        agents = self.log.agents
        there = is_one_of(agents["state"], AT_WORK)
        if "team" in figure.of:
            there &= is_one_of(agents["team"], figure.of["team"])
        spans = agents[there]
        return self.time_between(spans["start"].to_numpy(), spans["end"].to_numpy(), figure)


def is_one_of(column: "pd.Series[Any]", value: Any) -> Mask:
    """Where a column has a value, or one of several."""
    values = value if isinstance(value, list) else [value]
    if column.dtype == "category":
        wanted = np.array([name in values for name in column.cat.categories])
        codes = column.cat.codes.to_numpy()
        return np.asarray((codes >= 0) & wanted[codes])
    return np.asarray(column.isin(values))


def share(chosen: Mask, those: Mask) -> Pair:
    return (chosen & those).sum(), chosen.sum()


def waiting(seen: Seen, figure: Figure) -> Pair:
    return share(seen.chosen(figure), seen.wait > 0)


def ending_as(outcome: str) -> Counter:
    def count(seen: Seen, figure: Figure) -> Pair:
        return share(seen.chosen(figure), seen.where({"outcome": outcome}))

    return count


def answered(seen: Seen, figure: Figure) -> Pair:
    soon = seen.wait <= figure.ticks if figure.within else True
    return share(seen.chosen(figure), seen.answered & soon)


def service_level(seen: Seen, figure: Figure) -> Pair:
    """Answered within a time / (all − gave up within it); who balks gives up at once (R8)."""
    chosen, soon = seen.chosen(figure), seen.wait <= figure.ticks
    gone = seen.where({"outcome": ["abandoned", "balked"]})
    return (chosen & soon & seen.answered).sum(), chosen.sum() - (chosen & soon & gone).sum()


def mean_wait(seen: Seen, figure: Figure) -> Pair:
    chosen = seen.chosen(figure)
    return seen.wait[chosen].sum() / figure.size, chosen.sum()


def mean_talk(seen: Seen, figure: Figure) -> Pair:
    chosen = seen.chosen(figure) & seen.answered
    length = seen.ticks("talk_ended") - seen.ticks("started")
    return length[chosen].sum() / figure.size, chosen.sum()


def mean_time(seen: Seen, figure: Figure) -> Pair:
    """From the contact's arrival to the end of these legs."""
    chosen = seen.chosen(figure)
    return (seen.ticks("talk_ended") - seen.ticks("arrived"))[chosen].sum() / figure.size, chosen.sum()


def time_to_answer(seen: Seen, figure: Figure) -> Pair:
    """From the contact's arrival to these talks, on the line or not."""
    chosen = seen.chosen(figure) & seen.answered
    return (seen.ticks("started") - seen.ticks("arrived"))[chosen].sum() / figure.size, chosen.sum()


def mean_effort(seen: Seen, figure: Figure) -> Pair:
    chosen = seen.chosen(figure) & seen.answered
    return seen.ticks("effort")[chosen].sum() / figure.size, chosen.sum()


def arrivals(seen: Seen, figure: Figure) -> Pair:
    return seen.chosen(figure).sum(), seen.duration(figure) / figure.size


def abandonments_per_arrival(seen: Seen, figure: Figure) -> Pair:
    """Those who give up in the hours, by those who come in them."""
    gone = seen.where({**figure.of, "outcome": "abandoned"}) & seen.ended_in_hours(figure)
    return gone.sum(), seen.chosen(figure).sum()


def occupancy(seen: Seen, figure: Figure) -> Pair:
    """The agents' time with a customer, by their time at work."""
    taken = seen.where(figure.of) & (seen.ticks("agent") >= 0)
    busy = seen.time_between(seen.ticks("started")[taken], seen.ticks("released")[taken], figure)
    return busy, seen.presence(figure)


def mean_queue(seen: Seen, figure: Figure) -> Pair:
    queued = seen.where(figure.of) & (seen.ticks("queued") >= 0)
    since = seen.ticks("queued")[queued]
    return seen.time_between(since, since + seen.wait[queued], figure), seen.duration(figure)


def mean_busy(seen: Seen, figure: Figure) -> Pair:
    talks = seen.where(figure.of) & (seen.ticks("agent") >= 0)
    talked = seen.time_between(seen.ticks("started")[talks], seen.ticks("talk_ended")[talks], figure)
    return talked, seen.duration(figure)


def mean_in_bot(seen: Seen, figure: Figure) -> Pair:
    in_bot = seen.where({**figure.of, "kind": "bot"})
    return (
        seen.time_between(seen.ticks("started")[in_bot], seen.ticks("talk_ended")[in_bot], figure),
        seen.duration(figure),
    )


def mean_in_orbit(seen: Seen, figure: Figure) -> Pair:
    """Between a contact of an issue and the next: legs stand in the order (issue, contact, leg)."""
    issue, contact = seen.ticks("issue"), seen.ticks("contact")
    again = (issue[1:] == issue[:-1]) & (contact[1:] > contact[:-1]) & seen.where(figure.of)[:-1]
    gone, back = seen.ticks("talk_ended")[:-1][again], seen.ticks("arrived")[1:][again]
    return seen.time_between(gone, back, figure), seen.duration(figure)


def time_with(seen: Seen, figure: Figure) -> Pair:
    """The agents' time with so many customers at once, by their time at work."""
    taken = seen.where(figure.of) & (seen.ticks("agent") >= 0)
    agent, started, released = (seen.ticks(name)[taken] for name in ("agent", "started", "released"))
    released = np.where(released < 0, seen.end, released)
    agents, ticks = np.tile(agent, 2), np.concatenate([started, np.maximum(released, started)])
    change = np.repeat([1, -1], len(agent))
    order = np.lexsort((change, ticks, agents))
    load = np.cumsum(change[order])[:-1]  # after the last end of an agent it is 0 again
    lengths = seen.lengths(ticks[order][:-1], ticks[order][1:], figure)
    there = seen.presence(figure)
    if figure.load == 0:
        return there - lengths[load > 0].sum(), there
    return lengths[load == figure.load].sum(), there


def share_of(seen: Seen, figure: Figure) -> Pair:
    return share(seen.chosen(figure), seen.where(figure.are))


def per(seen: Seen, figure: Figure) -> Pair:
    """Those that fit `are`, whatever `of` says, by those that fit `of`; bots and the like count here too."""
    window = (seen.time >= seen.start) & (seen.time < seen.end)
    return (window & seen.where(figure.are)).sum(), (window & seen.where(figure.of)).sum()


COUNTERS: Mapping[str, Counter] = {
    "P(wait)": waiting,
    "P(abandon)": ending_as("abandoned"),
    "P(blocked)": ending_as("blocked"),
    "P(balk)": ending_as("balked"),
    "P(answered)": answered,
    "service level": service_level,
    "mean wait": mean_wait,
    "mean talk": mean_talk,
    "mean time": mean_time,
    "mean time to answer": time_to_answer,
    "mean effort": mean_effort,
    "arrivals": arrivals,
    "abandonments per arrival": abandonments_per_arrival,
    "occupancy": occupancy,
    "mean queue": mean_queue,
    "mean busy": mean_busy,
    "mean in bot": mean_in_bot,
    "mean in orbit": mean_in_orbit,
    "time with": time_with,
    "share": share_of,
    "per": per,
}


def counted(log: "Log", system: System) -> NDArray[np.float64]:
    """The pairs of a replication: a row per figure, and a last one for the luck of the control, if there is one."""
    seen = Seen(log, system.tail)
    measured = _measured(log, [figure for figure in system.figures if figure.measure])
    pairs = [next(measured) if each.measure else COUNTERS[each.figure](seen, each) for each in system.figures]
    if system.control:
        pairs.append((system.control.luck(seen.time, seen.ticks("effort"), seen.counts), 0.0))
    return np.array(pairs, np.float64)


def _measured(log: "Log", figures: Sequence[Figure]) -> Iterator[Pair]:
    """Figures as the measures have them."""
    from simsupport.measures import measure_all

    breakdowns = list(dict.fromkeys(tuple(figure.of) for figure in figures))
    tables = measure_all(log, breakdowns, {figure.measure for figure in figures}) if figures else []
    for figure in figures:
        table = tables[breakdowns.index(tuple(figure.of))]
        row = table[np.logical_and.reduce([table[name] == value for name, value in _keys(figure)])].iloc[0]
        yield row["numerator"], row["denominator"]


def _keys(figure: Figure) -> list[tuple[str, Any]]:
    return [("measure", figure.measure), *figure.of.items()]

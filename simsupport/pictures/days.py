"""A day of a log: its ticks, and its hours along the axis."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simsupport import units
from simsupport.errors import SimsupportError
from simsupport.pictures import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simsupport.log import Log

MARK = 0.55  # inches that an hour takes


class Day(NamedTuple):
    """A local day, as far as the log covers it, in ticks."""

    date: date
    start: int
    end: int

    @property
    def title(self) -> str:
        return f"{self.date:%a} {self.date.isoformat()}"


def day_of(log: "Log", day: "date | str | None") -> Day:
    """A day of the log; without one the first whole one after the warm-up that has an agent on shift, else the first.

    Raises SimsupportError for a day that is not in the log.
    """
    calendar, clock = log.scenario.calendar, log.scenario.wall_clock
    days, midnights = clock.day_starts()
    ends = np.append(midnights[1:], calendar.horizon)
    if day is not None:
        wanted = _read(day)
        if wanted not in days:
            raise SimsupportError(f"{wanted} is not in the log: it goes from {days[0]} to {days[-1]}")
        place = days.index(wanted)
    else:
        shifts = log.agents[log.agents["state"] == "on"]
        starts, stops = shifts["start"].to_numpy(), shifts["end"].to_numpy()
        busy = [bool(((starts < end) & (stops > start)).any()) for start, end in zip(midnights, ends, strict=True)]
        later = midnights >= calendar.warm_up
        place = next((n for n in range(len(days)) if busy[n] and later[n]), int(np.argmax(busy)) if any(busy) else 0)
    return Day(days[place], max(int(midnights[place]), 0), min(int(ends[place]), calendar.horizon))


def _read(day: "date | str") -> date:
    try:
        return date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        raise SimsupportError(f"'{day}' is not a day, as in 2026-03-02") from None


def hours(ax: "Axes", log: "Log", first: int, last: int) -> None:
    """Marks at full hours by the calendar's clock, from a tick to another."""
    clock = log.scenario.wall_clock
    ticks = np.arange(first - first % units.HOUR, last + 1, units.HOUR)
    most = max(look.width_of(ax) / MARK, 1)
    step = next((step for step in (1, 2, 3, 4, 6, 12) if len(ticks) / step <= most), 24)
    local = [clock.local(int(tick)) for tick in ticks]
    shown = [(tick, time) for tick, time in zip(ticks, local, strict=True) if time.hour % step == 0 and tick >= first]
    ax.set_xticks([tick for tick, _ in shown], [f"{time:%H:%M}" for _, time in shown])
    ax.set_xlim(first, last)


def presence(log: "Log", day: Day) -> tuple[int, int]:
    """From when to when on a day any agent is there, to full hours; the whole day if nobody is."""
    agents = log.agents[(log.agents["state"] != "off") & (log.agents["state"] != "absent")]
    here = agents[(agents["start"] < day.end) & (agents["end"] > day.start)]
    if not len(here):
        return day.start, day.end
    first = max(int(here["start"].min()), day.start) - day.start
    last = min(int(here["end"].max()), day.end) - day.start
    return day.start + first // units.HOUR * units.HOUR, min(day.start - -last // units.HOUR * units.HOUR, day.end)

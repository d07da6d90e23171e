"""The queue through a day: how many contacts wait, from moment to moment."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from simsupport import units
from simsupport.pictures import look
from simsupport.pictures.days import Day, day_of, hours

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simsupport.log import Log
    from simsupport.measures.arrays import Array


def queue_day(log: "Log", ax: "Axes", day: "date | str | None" = None) -> "Axes":
    """Steps of how many contacts wait for a human, those of each channel upon the others.

    `day` is one of the log's (2026-03-02), by default the first after the warm-up with anybody at work. A contact that
    was promised to be called back waits too. Raises SimsupportError for a day that is not in the log.
    """
    chosen = day_of(log, day)
    channels, spans = _waits(log)
    counts = {name: _counts(*spans[name], chosen) for name in channels}
    moments = np.unique(np.concatenate([[chosen.start, chosen.end], *(ticks for ticks, _ in counts.values())]))
    levels = [_at(*counts[name], moments) for name in channels]
    if not any(level.any() for level in levels):
        return look.nothing(ax, f"nobody waits on {chosen.title}")
    there = [place for place, level in enumerate(levels) if level.any()]
    for place, top in zip(there, np.cumsum([levels[place] for place in there], axis=0), strict=True):
        ax.fill_between(moments, top - levels[place], top, step="post", color=look.colour(place), linewidth=0)
    hours(ax, log, chosen.start, chosen.end)
    ax.set_ylim(bottom=0)
    ax.locator_params(axis="y", integer=True, min_n_ticks=1)
    ax.set_ylabel("waiting (contacts)")
    ax.set_xlabel(f"time on {chosen.title}")
    look.plain(ax)
    shown = look.names(channels[place] for place in there)
    look.legend(ax, [look.patch(look.colour(place)) for place in there][::-1], shown[::-1])
    return ax


def _waits(log: "Log") -> "tuple[list[str], dict[str, tuple[Array, Array]]]":
    """From when to when contacts wait in queues, by channel."""
    from simsupport.measures.facts import Facts

    facts = Facts(log, units.WEEK)
    legs, channels = facts.legs, facts.values["channel"]
    of = legs.names["channel"]
    rows = {name: legs.waits & (of == place) for place, name in enumerate(channels)}
    return channels, {name: (legs.queued[mine], legs.waited_until[mine]) for name, mine in rows.items()}


def _counts(start: "Array", end: "Array", day: Day) -> "tuple[Array, Array]":
    """The ticks of a day at which the number that wait changes, and that number from then on."""
    here = (start < day.end) & (end > day.start) & (end > start)
    begins, ends = np.maximum(start[here], day.start), end[here]
    ticks = np.concatenate([begins, ends])
    steps = np.repeat([1, -1], [len(begins), len(ends)])
    moments, place = np.unique(ticks, return_inverse=True)
    level = np.cumsum(np.bincount(place, steps, len(moments))) if len(moments) else np.zeros(0)
    inside = moments < day.end
    return moments[inside], level[inside]


def _at(moments: "Array", level: "Array", ticks: "Array") -> "Array":
    """The number at each tick."""
    found: Array = np.concatenate([[0.0], level])[np.searchsorted(moments, ticks, side="right")]
    return found

"""The backlog through the week, on both clocks: all hours, or only those at which the desk is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from simsupport import units
from simsupport.errors import SimsupportError
from simsupport.pictures import look, tables
from simsupport.scenario.weekly import WEEKDAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from simsupport.measures.arrays import Array
    from simsupport.scenario.models import Scenario

BY = ("day_of_week", "hour")
_HOURS = 24


def backlog(
    table: "pd.DataFrame",
    ax: "Axes",
    clock: Literal["calendar", "business"] = "calendar",
    opening: "Scenario | Sequence[Scenario]" = (),
    measure: str = "backlog",
) -> "Axes":
    """A line for each scenario, in a band as wide as its intervals, at the ends of the hours of the week.

    `table` is a summary by day_of_week and hour. On the business clock closed hours are left out: those at which no
    channel of `opening`, a scenario or several, is open; channels that never close do not count, if others do. Raises
    SimsupportError for another table, or a clock without scenario.
    """
    unit = tables.unit_of(measure)
    rows = tables.of_measure(table, measure, BY)
    if "scenario" not in rows.columns:
        rows = rows.assign(scenario="")
    value = tables.value_of(table)
    drawn = _hours(clock, opening)
    if not len(drawn) or not rows[value].notna().any():
        why = (
            f"there is no {measure.replace('_', ' ')} at any hour of the week"
            if len(drawn)
            else "the desk is never open"
        )
        return look.nothing(ax, why)
    scale = look.scale_of(unit, rows[value])
    lines, names = [], [str(name) for name in rows["scenario"].drop_duplicates()]
    for place, name in enumerate(names):
        own = rows[rows["scenario"] == name]
        lines.append(_line(ax, own, value, drawn, place, scale.factor))
    _days(ax, drawn, "hours of the week" if clock == "calendar" else "opening hours of the week")
    ax.set_ylabel(look.label_of(measure, scale))
    ax.set_ylim(bottom=0)
    look.plain(ax)
    if len(names) > 1:
        look.legend(ax, lines, look.names(names))
    return ax


def _hours(clock: str, opening: "Scenario | Sequence[Scenario]") -> "Array":
    """The hours of the week that are drawn, from Monday midnight."""
    if clock not in ("calendar", "business"):
        raise SimsupportError(f"'{clock}' is not a clock: there are calendar and business")
    if clock == "calendar":
        return np.arange(len(WEEKDAYS) * _HOURS)
    from simsupport.scenario.models import Scenario

    scenarios = [opening] if isinstance(opening, Scenario) else list(opening)
    if not scenarios:
        raise SimsupportError("the business clock goes by the hours of a scenario: name it, as in opening=scenario")
    return np.flatnonzero(np.logical_or.reduce([open_hours(scenario) for scenario in scenarios]))


def open_hours(scenario: "Scenario") -> "Array":
    """Whether any channel that closes is open, for a part of it at least, for each hour of the week without holidays.

    Where no channel ever closes the desk is always open.
    """
    found = np.zeros((len(WEEKDAYS), _HOURS), np.bool_)
    close = [channel.open for channel in scenario.channels.values() if channel.open != "always"]
    if not close:
        return np.ones(found.size, np.bool_)
    for weekly in close:
        for row, day in enumerate(WEEKDAYS):
            for start, end in weekly.get(day, ()):
                hours = np.arange(start // units.HOUR, -(-end // units.HOUR))
                found[(row + hours // _HOURS) % len(WEEKDAYS), hours % _HOURS] = True  # a night ends the day after
    return found.ravel()


def _line(
    ax: "Axes", rows: "pd.DataFrame", value: str, drawn: "Array", place: int, factor: float
) -> object:  # fmt: skip
    """One scenario: each hour's value stands where that hour ends."""
    ends = np.arange(1, len(drawn) + 1)
    of = {name: tables.of_week(rows, name).to_numpy(float).ravel()[drawn] * factor
          for name in (value, "low", "high") if name in rows.columns}  # fmt: skip
    if "low" in of:
        ax.fill_between(ends, np.maximum(of["low"], 0), of["high"], color=look.colour(place), alpha=0.2, linewidth=0)
    return ax.plot(ends, of[value], color=look.colour(place), linestyle=look.line(place), linewidth=1.6)[0]


def _days(ax: "Axes", drawn: "Array", what: str) -> None:
    """Days stand in the middle of their hours; lines where they begin."""
    day = drawn // _HOURS
    firsts = np.flatnonzero(np.diff(day, prepend=-1))
    ends = np.append(firsts[1:], len(drawn))
    ax.set_xlim(0, len(drawn))
    ax.set_xticks(firsts, [])
    ax.set_xticks((firsts + ends) / 2, _day_names(day[firsts]), minor=True)
    ax.tick_params(axis="x", which="minor", length=0)
    for first in firsts[1:]:
        ax.axvline(first, color=look.GREY, linewidth=0.6, zorder=0)
    ax.set_xlabel(f"{what}, from the calendar's midnight")


def _day_names(days: "Array") -> list[str]:
    return [WEEKDAYS[int(day)].capitalize() for day in days]

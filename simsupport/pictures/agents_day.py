"""A day of the agents, as a Gantt chart: who is there, what they are at, and on which channel."""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.pictures import look
from simsupport.pictures.days import Day, day_of, hours, presence

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from simsupport.log import Log

    Bars = list[tuple[float, float, float, float]]  # left, bottom, width, height

STATES = {
    "on": "#E3E3E3", "overtime": "#C9BFD8", "overrun": "#C9BFD8", "break": "#FFFFFF", "meeting": "#9A9A9A",
    "training": "#6E6E6E", "standby": "#F3EFC6", "absent": "#FFFFFF",
}  # fmt: skip
_WORDS = {"on": "on shift, idle", "overrun": "overtime", "absent": "absent"}
_HATCHED = {"break": "///", "absent": "xxx"}
HEIGHT = 0.8  # of a row
WRAP = 0.45  # how strong the colour is after the talk


def agents_day(log: "Log", ax: "Axes", day: "date | str | None" = None, most: int = 40) -> "Axes":
    """A row for each agent who is scheduled that day; contacts at once lie one below the other.

    `day` is one of the log's (2026-03-02), by default the first after the warm-up with anybody at work; `most` is how
    many agents are drawn, the same share of each team. Raises SimsupportError for a day that is not in the log.
    """
    chosen = day_of(log, day)
    spans = log.agents[(log.agents["start"] < chosen.end) & (log.agents["end"] > chosen.start)]
    spans = spans[spans["state"] != "off"]
    everyone = spans.drop_duplicates("agent").sort_values(["team", "agent"], kind="stable")
    if not len(everyone):
        return look.nothing(ax, f"nobody is scheduled on {chosen.title}")
    drawn = everyone.iloc[np.unique(np.linspace(0, len(everyone) - 1, min(most, len(everyone))).round().astype(int))]
    rows = {agent: row for row, agent in enumerate(drawn["agent"])}
    first, last = presence(log, chosen)
    states = _states(ax, spans[spans["agent"].isin(rows)], rows, first, last)
    channels = _legs(ax, log, rows, chosen)
    hours(ax, log, first, last)
    _rows(ax, drawn)
    left_out = f"; {len(drawn)} of {len(everyone)} agents" if len(drawn) < len(everyone) else ""
    ax.set_xlabel(f"time on {chosen.title}{left_out}")
    look.legend(ax, [*states.values(), *channels.values()], [*states, *channels])
    return ax


def _states(ax: "Axes", spans: "pd.DataFrame", rows: dict[int, int], first: int, last: int) -> dict[str, Any]:
    """What each agent is scheduled for; returns what stands for each in the legend."""
    shown: dict[str, Any] = {}
    for state, colour in STATES.items():
        mine = spans[spans["state"] == state]
        bars: Bars = [
            (max(start, first), rows[agent] - HEIGHT / 2, min(end, last) - max(start, first), HEIGHT)
            for agent, start, end in zip(mine["agent"], mine["start"], mine["end"], strict=True)
        ]
        style = {"hatch": _HATCHED[state], "edgecolor": "#B0B0B0"} if state in _HATCHED else {}
        if bars:
            _fill(ax, bars, facecolor=colour, linewidth=0, zorder=1, **style)
            shown.setdefault(_WORDS.get(state, state), look.patch(colour, linewidth=0, **style))
    return shown


def _legs(ax: "Axes", log: "Log", rows: dict[int, int], day: Day) -> dict[str, Any]:
    """What each agent works at: the talk in its channel's colour, what comes after it paler."""
    legs = log.legs[log.legs["agent"].isin(rows) & (log.legs["started"] >= 0)]
    horizon = log.scenario.calendar.horizon
    freed = legs["released"].where(legs["released"] >= 0, horizon)
    legs = legs.assign(freed=freed, talked=legs["talk_ended"].where(legs["talk_ended"] >= 0, freed))
    legs = legs[(legs["started"] < day.end) & (legs["freed"] > day.start)]
    legs = _laned(legs)
    shown: dict[str, Any] = {}
    wraps = False
    for place, channel in enumerate(log.scenario.channels):
        mine = legs[legs["channel"] == channel]
        if len(mine):
            _fill(ax, _bars(mine, rows, "started", "talked"), facecolor=look.colour(place), linewidth=0, zorder=2)
            after = _bars(mine, rows, "talked", "freed")
            wraps |= bool(after)
            _fill(ax, after, facecolor=look.colour(place), alpha=WRAP, linewidth=0, zorder=2)
            shown[look.names([channel])[0]] = look.patch(look.colour(place))
    if wraps:
        shown["after the talk: paler"] = look.patch("none")
    return shown


def _laned(legs: "pd.DataFrame") -> "pd.DataFrame":
    """The legs with a lane each, so that those of an agent at the same time lie apart, and how many lanes there are."""
    legs = legs.sort_values(["agent", "started"], kind="stable")
    lanes, free, owner = [], [0], None
    for agent, start, end in zip(legs["agent"], legs["started"], legs["freed"], strict=True):
        free, owner = ([0], agent) if agent != owner else (free, owner)
        lane = next((place for place, tick in enumerate(free) if tick <= start), len(free))
        free[lane:lane + 1] = [end]  # fmt: skip
        lanes.append(lane)
    legs = legs.assign(lane=np.array(lanes, np.int64))
    return legs.assign(lanes=legs.groupby("agent")["lane"].transform("max") + 1)


def _bars(legs: "pd.DataFrame", rows: dict[int, int], start: str, end: str) -> "Bars":
    columns = (legs[name] for name in ("agent", "lane", "lanes", start, end))
    return [
        (left, rows[agent] - HEIGHT / 2 + lane * HEIGHT / lanes, right - left, HEIGHT / lanes)
        for agent, lane, lanes, left, right in zip(*columns, strict=True) if right > left
    ]  # fmt: skip


def _fill(ax: "Axes", bars: "Bars", **style: Any) -> None:
    from matplotlib.collections import PolyCollection

    corners = [[(x, y), (x + width, y), (x + width, y + height), (x, y + height)] for x, y, width, height in bars]
    ax.add_collection(PolyCollection(corners, **style), autolim=False)


def _rows(ax: "Axes", drawn: "pd.DataFrame") -> None:
    """A team stands at its first agent; a line parts it from the one above."""
    teams = drawn["team"].astype(str).tolist()
    firsts = [row for row, team in enumerate(teams) if row == 0 or team != teams[row - 1]]
    ends = [*firsts[1:], len(teams)]
    middles = [(first + end - 1) / 2 for first, end in zip(firsts, ends, strict=True)]
    ax.set_yticks(middles, look.names((teams[row] for row in firsts), 24))
    ax.set_ylim(len(teams) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    for row in firsts[1:]:
        ax.axhline(row - 0.5, color=look.GREY, linewidth=0.6)
    ax.set_ylabel(f"agents ({len(teams)})")
    look.plain(ax, "x")

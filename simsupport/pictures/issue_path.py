"""The path of one issue: from hand to hand, through channels and teams, in time."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simsupport import units
from simsupport.errors import SimsupportError
from simsupport.pictures import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simsupport.log import Log
    from simsupport.measures.arrays import Array

SHORTEST = 20 * units.SECOND  # what lasts that long is twice as wide as nothing
MOST_LEGS = 24
HEIGHT = 0.34
WORDS = 0.85  # inches
RAISED = 30  # points by which every second text in a lane stands higher where there is no room
ENDS = {"solved": "solved", "abandoned": "gives up", "balked": "leaves at once", "blocked": "finds no free line",
        "rejected": "is turned away", "cleared": "is sent away", "escalated": "escalated", "transferred": "transferred",
        "unresolved": "not solved", "contained": "settled", "handed_over": "handed over", "open": "still open",
        "closed": "closed", "gone_quiet": "hears no more", "callback": "to be called back"}  # fmt: skip


class Step(NamedTuple):
    """A leg as it is drawn: where, and when it waits, is talked about, and worked up."""

    lane: str
    kind: str
    channel: str
    came: int
    started: int
    talked: int
    freed: int
    outcome: str


def issue_path(log: "Log", ax: "Axes", issue: int) -> "Axes":
    """A lane for each team (or bot) that the issue comes to: waiting as a dashed line, work as a bar.

    Time is stretched where much happens: a stretch is as wide as the logarithm of its length, and the clock stands
    below. Raises SimsupportError for an issue that is not in the log.
    """
    legs = log.legs[log.legs["issue"] == issue]
    if not len(legs):
        known = int(log.legs["issue"].max()) if len(log.legs) else -1
        raise SimsupportError(f"issue {issue} is not in the log: they go from 0 to {known}" if known >= 0
                              else f"issue {issue} is not in the log: it has none")  # fmt: skip
    steps = [_step(row, log.scenario.calendar.horizon) for row in legs.iloc[:MOST_LEGS].to_dict("records")]
    steps = [step for step in steps if step.came != -1]
    if not steps:
        return look.nothing(ax, f"nothing of issue {issue} has happened yet")
    moments = np.unique([tick for step in steps for tick in step[3:7]])
    begins = np.searchsorted(moments, [step.came for step in steps])
    places = _spread(np.log2(1 + np.diff(moments) / SHORTEST), begins, ax)
    lanes = list(dict.fromkeys(step.lane for step in steps))
    channels = list(dict.fromkeys(step.channel for step in steps))
    crowded, raised = len(steps) * WORDS > look.width_of(ax), 0
    for number, step in enumerate(steps):
        colour = look.colour(list(log.scenario.channels).index(step.channel))
        raised = RAISED if crowded and not raised and number and steps[number - 1].lane == step.lane else 0
        _draw(ax, step, lanes.index(step.lane), np.interp(step[3:7], moments, places), colour, raised)
        if number:
            _handed_on(ax, steps[number - 1], step, lanes, moments, places)
    _axes(ax, log, lanes, moments, places)
    left_out = f", its first {MOST_LEGS} legs of {len(legs)}" if len(legs) > MOST_LEGS else ""
    ax.set_xlabel(f"issue {issue}{left_out}; long stretches are shortened")
    fields = [look.patch(look.colour(list(log.scenario.channels).index(name))) for name in channels]
    waits = ax.plot([], [], color=look.GREY, linestyle=(0, (2, 1.5)), linewidth=1.5)[0]
    look.legend(ax, [*fields, waits], [*look.names(channels), "waits"])
    return ax


def _spread(widths: "Array", begins: "Array", ax: "Axes") -> "Array":
    """Places along the axis for stretches of these widths, with room for words between the begins of two legs."""
    room = WORDS / look.width_of(ax)
    wide = widths.copy()
    total = max(float(widths.sum()), 1.0) / max(1 - room * len(begins), 0.25)
    for before, after in pairwise(np.unique(begins)):
        lacking = room * total - wide[before:after].sum()
        wide[before:after] += max(lacking, 0) / (after - before)
    return np.concatenate([[0], np.cumsum(wide)])


def _step(row: dict[Any, Any], horizon: int) -> Step:
    """What did not happen lasts no time; what is open lasts until the horizon."""
    came = row["queued"] if row["queued"] != -1 else row["arrived"] if row["leg"] == 0 else row["talk_ended"]
    came = max(came, row["created"]) if came != -1 else row["started"]
    open_end = horizon if row["outcome"] == "open" else came
    started = row["started"] if row["started"] != -1 else (row["talk_ended"] if row["talk_ended"] != -1 else open_end)
    talked = row["talk_ended"] if row["talk_ended"] != -1 else max(started, open_end)
    freed = row["released"] if row["released"] != -1 else talked
    team = row["team"] if isinstance(row["team"], str) else "–"
    lane = {"bot": "bot", "deflected": "self-service"}.get(row["kind"], team)
    return Step(lane, row["kind"], row["channel"], came, started, talked, freed, row["outcome"])


def _draw(ax: "Axes", step: Step, lane: int, at: "Array", colour: str, raised: float) -> None:
    """The wait, the talk, the work after it, and in words what comes of it."""
    came, started, talked, freed = at
    ax.plot([came, started], [lane, lane], color=look.GREY, linestyle=(0, (2, 1.5)), linewidth=1.5, zorder=2)
    ax.plot(came, lane, "o", color=colour, markersize=5, zorder=4)
    ax.barh(lane, talked - started, HEIGHT, left=started, color=colour, zorder=3)
    ax.barh(lane, freed - talked, HEIGHT, left=talked, color=colour, alpha=0.45, zorder=3)
    words = ENDS.get(step.outcome, step.outcome.replace("_", " "))
    wait, talk = _length(step.started - step.came), _length(step.talked - step.started)
    texts = [step.kind.replace("_", " "), *([f"waits {wait}"] if wait else []), *([f"talk {talk}"] if talk else []),
             words]  # fmt: skip
    ax.annotate("\n".join(texts), ((came + freed) / 2, lane - HEIGHT / 2), (0, 3 + raised), textcoords="offset points",
                ha="center", va="bottom", fontsize=7, zorder=5,
                bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.5})  # fmt: skip


def _length(ticks: int) -> str:
    from simsupport import formats

    return formats.duration(ticks / units.SECOND) if ticks > 0 else ""


def _handed_on(
    ax: "Axes", before: Step, step: Step, lanes: list[str], moments: "Array", places: "Array"
) -> None:  # fmt: skip
    """An arrow from a leg to the next."""
    left, right = np.interp([before.talked, step.came], moments, places)
    ax.annotate("", (right, lanes.index(step.lane)), (left, lanes.index(before.lane)), zorder=1,
                arrowprops={"arrowstyle": "-|>", "color": look.GREY, "linewidth": 0.9})  # fmt: skip


def _axes(ax: "Axes", log: "Log", lanes: list[str], moments: "Array", places: "Array") -> None:
    """Lanes from top to bottom; the clock where things happen, as far as there is room."""
    ax.set_yticks(range(len(lanes)), look.names(lanes, 20))
    ax.set_ylim(len(lanes) - 0.5, -0.95)
    width = max(float(places[-1]), 1.0)
    ax.set_xlim(-0.06 * width, 1.06 * width)
    kept = [0]
    for number in range(1, len(places)):
        if places[number] - places[kept[-1]] >= width / 9:
            kept.append(number)
    clock = log.scenario.wall_clock
    ax.set_xticks(places[kept], [f"{clock.local(int(moments[number])):%a %d %b\n%H:%M:%S}" for number in kept],
                  fontsize=look.SMALL)  # fmt: skip
    look.plain(ax, "x")

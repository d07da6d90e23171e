"""Waiting as a distribution: which share of the contacts is answered within a time."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from simsupport import units
from simsupport.errors import SimsupportError, nearest
from simsupport.pictures import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simsupport.log import Log
    from simsupport.measures.arrays import Array

POINTS = 400  # of a curve
LEAST = 1.0  # seconds, where the axis begins
_TICKS = {1: "1 s", 10: "10 s", 60: "1 min", 600: "10 min", 3600: "1 h", 4 * 3600: "4 h", 86400: "1 d",
          4 * 86400: "4 d", 14 * 86400: "2 wk", 56 * 86400: "8 wk"}  # fmt: skip


def waiting(logs: "Log | Iterable[Log]", ax: "Axes", channel: str | None = None) -> "Axes":
    """A curve for each scenario: the share of contacts offered that a human answers within each time.

    Several logs of a scenario are taken together. Where a curve ends below 100% the rest was never answered, or not
    before the end; `channel` looks at one only, and shows its target. Contacts of the warm-up are left out. Raises
    SimsupportError for a channel that no scenario has.
    """
    from simsupport.log import Log

    given = [logs] if isinstance(logs, Log) else list(logs)
    _check(given, channel)
    found: dict[str, list[tuple[Array, int]]] = {}
    for log in given:
        found.setdefault(log.scenario.name, []).append(_answers(log, channel))
    offered = {name: sum(number for _, number in parts) for name, parts in found.items()}
    if not any(offered.values()):
        return look.nothing(ax, "no contact was offered" + (f" on {channel}" if channel else ""))
    lines = []
    for place, (name, parts) in enumerate(found.items()):
        seconds = np.sort(np.concatenate([waits for waits, _ in parts]))
        lines.append(_curve(ax, seconds, offered[name], place))
    _targets(ax, given, channel)
    _axes(ax, channel)
    if len(found) > 1:
        look.legend(ax, lines, look.names(found))
    return ax


def _check(logs: "list[Log]", channel: str | None) -> None:
    known = dict.fromkeys(name for log in logs for name in log.scenario.channels)
    if channel is not None and channel not in known:
        raise SimsupportError(f"'{channel}' is not a channel{nearest(channel, known)}")


def _answers(log: "Log", channel: str | None) -> "tuple[Array, int]":
    """The waits of answered contacts in seconds, and how many were offered."""
    from simsupport.measures.facts import Facts

    facts = Facts(log, units.WEEK)
    contacts = facts.contacts
    mine = contacts.offered & (contacts.arrived >= log.scenario.calendar.warm_up)
    if channel is not None:
        names = facts.values["channel"]
        mine &= contacts.channel == (names.index(channel) if channel in names else -1)
    return contacts.wait[mine & contacts.answered] / units.SECOND, int(mine.sum())


def _curve(ax: "Axes", seconds: "Array", offered: int, place: int) -> object:
    """A step up at each answer, as far as they can be told apart."""
    ranks = np.arange(len(seconds))
    if len(seconds) > POINTS:
        ranks = np.unique(np.rint(np.linspace(0, len(seconds) - 1, POINTS)).astype(np.int64))
    x = np.concatenate([[LEAST / 2], np.maximum(seconds[ranks], LEAST / 2)])
    y = np.concatenate([[0], ranks + 1]) / max(offered, 1) * 100
    style = {"color": look.colour(place), "linestyle": look.line(place), "linewidth": 1.6}
    return ax.step(np.append(x, 1e9), np.append(y, y[-1]), where="post", **style)[0]


def _targets(ax: "Axes", logs: "list[Log]", channel: str | None) -> None:
    """What a channel promises, where all scenarios promise the same by the calendar's clock."""
    of = {log.scenario.channels[channel].target for log in logs if channel in log.scenario.channels} if channel else ()
    target = next(iter(of)) if len(of) == 1 else None
    if target is not None and target.clock == "calendar":
        ax.axvline(target.within / units.SECOND, color=look.GREY, linewidth=1, linestyle=(0, (4, 3)))
        ax.axhline(target.share * 100, color=look.GREY, linewidth=1, linestyle=(0, (4, 3)))
        ax.annotate("promised", (target.within / units.SECOND, 0), (3, 4), textcoords="offset points",
                    fontsize=look.SMALL, color=look.GREY)  # fmt: skip


def _axes(ax: "Axes", channel: str | None) -> None:
    times = [np.asarray(line.get_xdata()) for line in ax.lines]
    longest = max((float(each[-2]) for each in times if len(each) > 2), default=LEAST)
    ax.set_xscale("log")
    ax.set_xlim(LEAST, max(2 * longest, 60))
    shown = {second: text for second, text in _TICKS.items() if second <= max(2 * longest, 60)}
    ax.set_xticks(list(shown), list(shown.values()))
    ax.minorticks_off()
    ax.set_ylim(0, 102)
    ax.set_xlabel("time waited, by the calendar's clock (logarithmic)")
    of = f" on {look.names([channel], 28)[0]}" if channel else ""
    ax.set_ylabel(f"answered within it\n(% of contacts{of})")
    look.plain(ax, "both")

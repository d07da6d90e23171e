"""Options side by side: a figure of each with its interval; or how each keeps a target."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simsupport.errors import SimsupportError, nearest
from simsupport.pictures import look, tables

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from simsupport.targets import Verdict

MARKS = {"met": ("o", look.BLUE), "undecided": ("D", look.ORANGE), "missed": ("X", look.VERMILION)}


class Dot(NamedTuple):
    """A figure of an option, with its interval, and what that means for a target."""

    name: str
    mean: float
    low: float
    high: float
    outcome: str = ""


def options(table: "pd.DataFrame", ax: "Axes", measure: str = "service_level") -> "Axes":
    """A dot for each scenario of a summary over all, in a line as long as its interval.

    Raises SimsupportError for another table.
    """
    unit = tables.unit_of(measure)
    rows = tables.of_measure(table, measure, ["scenario", "low", "high"])
    columns = (rows[name].tolist() for name in ("scenario", "mean", "low", "high"))
    dots = [Dot(str(name), *numbers) for name, *numbers in zip(*columns, strict=True)]
    if not any(dot.mean == dot.mean for dot in dots):
        return look.nothing(ax, f"there is no {measure.replace('_', ' ')} of any scenario")
    return _drawn(ax, dots, measure, unit)


def promises(verdicts: "Sequence[Verdict]", ax: "Axes", target: str | None = None) -> "Axes":
    """How each scenario keeps a target: the share, its interval, the promise as a line, met, missed or undecided.

    `verdicts` are those of `simsupport.targets.verdicts`; `target` names one if there are several. Raises
    SimsupportError for one that there is not.
    """
    there = list(dict.fromkeys(verdict.target for verdict in verdicts))
    if target is not None and target not in there:
        raise SimsupportError(f"'{target}' is not a target{nearest(target, there)}")
    if target is None and len(there) > 1:
        raise SimsupportError(f"there are {len(there)} targets: name one of them, as in target='{there[0]}'")
    mine = [verdict for verdict in verdicts if target in (None, verdict.target)]
    dots = [Dot(one.scenario, one.mean, one.low, one.high, one.outcome) for one in mine]
    if not any(dot.mean == dot.mean for dot in dots):
        return look.nothing(ax, "no scenario has a figure for the target" if mine else "there is no target")
    _drawn(ax, dots, mine[0].target, "1")
    for promised in sorted({verdict.promised for verdict in mine}):
        ax.axvline(100 * promised, color=look.BLACK, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    word = "at most" if mine[0].at_most else "at least"
    shares = sorted({f"{verdict.promised:.0%}" for verdict in mine})
    known = [outcome for outcome in MARKS if any(dot.outcome == outcome for dot in dots)]
    promise = ax.plot([], [], color=look.BLACK, linewidth=1, linestyle=(0, (4, 3)))[0]
    marks = [ax.plot([], [], MARKS[outcome][0], color=MARKS[outcome][1])[0] for outcome in known]
    look.legend(ax, [promise, *marks], [f"promised: {word} {' or '.join(shares)}", *known])
    return ax


def _drawn(ax: "Axes", dots: Sequence[Dot], measure: str, unit: str) -> "Axes":
    """Dots and intervals, the first on top; without a figure there is a word in its place."""
    scale = look.scale_of(unit, (bound for dot in dots for bound in (dot.mean, dot.low, dot.high)))
    for place, dot in enumerate(dots):
        mark, colour = MARKS.get(dot.outcome, ("o", look.BLUE))
        if dot.mean != dot.mean:
            ax.annotate("no figure", (0, place), xycoords=("axes fraction", "data"), xytext=(4, 0),
                        textcoords="offset points", va="center", color=look.GREY, fontsize=look.SMALL)  # fmt: skip
            continue
        half = (dot.high - dot.low) / 2 * scale.factor
        ax.errorbar(dot.mean * scale.factor, place, xerr=None if np.isnan(half) else half, fmt=mark, color=colour,
                    markersize=7, capsize=3, linewidth=2, zorder=3)  # fmt: skip
    longest = look.LONGEST_NAME if len(dots) <= 20 else 24
    labels = look.names((dot.name for dot in dots), longest)
    ax.set_yticks(range(len(dots)), labels, fontsize=None if len(dots) <= 20 else look.SMALL)
    ax.set_ylim(len(dots) - 0.5, -0.5)
    ax.margins(x=0.08)
    intervals = any(dot.low == dot.low for dot in dots)
    ax.set_xlabel(look.shown(look.label_of(measure, scale)) + (", with intervals" if intervals else ""))
    look.plain(ax, "x")
    return ax

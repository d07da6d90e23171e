"""A tornado: what a figure, or a decision, comes to if one assumption at a time is off."""

from typing import TYPE_CHECKING, Any

import numpy as np

from simsupport.errors import SimsupportError, nearest
from simsupport.pictures import look, tables

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

COLUMNS = ("scenario", "base", "measure", "unit", "assumption", "side", "varied", "unvaried", "unvaried_low",
           "unvaried_high", "effect", "effect_low", "effect_high", "decision")  # fmt: skip
SIDES = {"less": look.SKY, "more": look.ORANGE}
MARKS = {"turns": ("✗", "turns the decision"), "open": ("?", "leaves it open"), "decided": ("✓", "decides it")}
WORDS = 1.0  # inches for the value tried, on either side


def tornado(
    table: "pd.DataFrame", ax: "Axes", measure: str | None = None, scenario: str | None = None, most: int = 12
) -> "Axes":  # fmt: skip
    """Bars from the figure as stated to the one with an assumption less, and more; those that move it most on top.

    `table` is that of `simsupport.sensitivity`; `measure` and `scenario` name one if it has several. Beside the bars
    stand the values tried, and what becomes of the decision where that changes. Raises SimsupportError for another
    table.
    """
    tables.check_columns(table, COLUMNS)
    rows = tables.of_scenario(_of_measure(table, measure), scenario)
    if not rows["effect"].notna().any():
        return look.nothing(ax, "no assumption was varied" if not len(rows) else "no variant has a figure")
    names = list(dict.fromkeys(rows["assumption"]))
    shown = names[:most]
    rows = rows[rows["assumption"].isin(shown)]
    first = rows.iloc[0]
    scale = look.scale_of(first["unit"], [*rows["effect"].abs(), abs(first["unvaried"])])
    for row in rows.itertuples(index=False):
        _bar(ax, row, shown.index(row.assumption), first["unvaried"], scale)
    ax.axvline(first["unvaried"] * scale.factor, color=look.BLACK, linewidth=1)
    if first["base"] is not None:
        ax.axvline(0, color=look.BLACK, linewidth=1, linestyle=(0, (2, 2)))
    _labels(ax, shown, len(names), first, scale)
    _legend(ax, {str(row.decision) for row in rows.itertuples(index=False) if _changed(row)})
    return ax


def _of_measure(table: "pd.DataFrame", measure: str | None) -> "pd.DataFrame":
    there = list(dict.fromkeys(table["measure"]))
    if measure is None and len(there) > 1:
        raise SimsupportError(f"the table has {len(there)} measures: name one of them, as in measure='{there[0]}'")
    if measure is not None and measure not in there:
        raise SimsupportError(f"'{measure}' is not a measure of the table{nearest(measure, there)}")
    return table if measure is None else table[table["measure"] == measure]


def _bar(ax: "Axes", row: Any, place: int, unvaried: float, scale: look.Scale) -> None:
    """One side of an assumption: its bar, its interval, the value tried, and a changed decision."""
    if row.effect != row.effect:
        return
    offset = -0.2 if row.side == "less" else 0.2
    effect, zero = row.effect * scale.factor, unvaried * scale.factor
    ax.barh(place + offset, effect, 0.36, left=zero, color=SIDES[row.side], zorder=2)
    half = (row.effect_high - row.effect_low) / 2 * scale.factor
    if not np.isnan(half):
        ax.errorbar(zero + effect, place + offset, xerr=half, color=look.BLACK, linewidth=1, capsize=2, zorder=3)
    right = effect >= 0
    reach = zero + effect + (1 if right else -1) * (0 if np.isnan(half) else half)
    decision = f" {MARKS[row.decision][0]}" if _changed(row) else ""
    ax.annotate(look.shown(f"{look.names([row.varied], 16)[0]}{decision}"), (reach, place + offset),
                ((4 if right else -4), 0), textcoords="offset points", va="center", ha="left" if right else "right",
                fontsize=7, fontweight="bold" if row.decision == "turns" else None)  # fmt: skip


def _changed(row: Any) -> bool:
    """Whether the decision is another one than without the variation."""
    was_open = row.unvaried_low <= 0 <= row.unvaried_high
    return row.decision in MARKS and not (row.decision == "open" and was_open)


def _labels(ax: "Axes", shown: list[str], number: int, first: Any, scale: look.Scale) -> None:
    texts = [look.wrapped(name, 30) for name in look.names(shown, 56)]
    ax.set_yticks(range(len(shown)), texts, fontsize=look.SMALL)
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.margins(x=WORDS / look.width_of(ax))
    what = look.label_of(first["measure"], scale)
    if first["base"] is not None:
        unit = "points" if scale.unit == "%" else scale.unit
        option, base = look.names([first["scenario"], first["base"]], 28)
        what = f"{look.label_of(first['measure'], look.Scale(1, unit))}: {option} less {base}"
    rest = f"\n{number - len(shown)} more assumptions move it less" if number > len(shown) else ""
    ax.set_xlabel("\n".join([look.wrapped(what, 60), *rest.split("\n")[1:]]))
    look.plain(ax, "x")


def _legend(ax: "Axes", changes: set[str]) -> None:
    """What colours mean, and the marks that there are."""
    marks = [f"{mark} {words}" for decision, (mark, words) in MARKS.items() if decision in changes]
    handles = [*map(look.patch, SIDES.values()), *[look.patch("none", linewidth=0)] * len(marks)]
    look.legend(ax, handles, [*SIDES, *marks], "the assumption is")

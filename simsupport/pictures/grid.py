"""A heat map: values in rows and columns, each a coloured field with its number, if there is room for it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simsupport.pictures import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

    from simsupport.measures.arrays import Array

COLOURS = "cividis"
DIGIT, EDGE = 0.056, 0.06  # inches that a digit, and what is around a number, take
NOT_THERE = "#F4F4F4"
DARK = 0.179  # luminance, below which white text has the greater contrast


def heat_map(
    ax: "Axes", values: "Array", rows: Sequence[str], columns: Sequence[str], measure: str, unit: str
) -> "Axes":  # fmt: skip
    """Values in rows (the first on top) and columns; what is not there is pale, with a dot."""
    scale = look.scale_of(unit, values.ravel())
    shown = values * scale.factor
    top = 100.0 if scale.unit == "%" else float(np.nanmax(shown)) or 1.0
    mesh = ax.pcolormesh(np.ma.masked_invalid(shown), cmap=COLOURS, vmin=0, vmax=top, edgecolor="white", linewidth=0.6)
    ax.set_facecolor(NOT_THERE)
    ax.invert_yaxis()
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    _hours(ax, columns)
    width = look.width_of(ax) / len(columns)
    bar = ax.figure.colorbar(mesh, ax=ax, pad=0.02, shrink=0.9)
    bar.set_label(look.label_of(measure, scale))
    bar.outline.set_visible(False)
    _numbers(ax, shown, mesh, width)
    return ax


def _hours(ax: "Axes", columns: Sequence[str]) -> None:
    """Hours stand where they begin."""
    ax.set_xticks(np.arange(0, len(columns) + 1, 3), [*columns[::3], "24"])
    ax.set_xlabel("hour of the day")


def _numbers(ax: "Axes", shown: "Array", mesh: "QuadMesh", width: float) -> None:
    """The number of each field, if so many inches suffice, dark on light or light on dark; a dot for none."""
    digits = max((len(f"{value:.0f}") for value in shown[np.isfinite(shown)]), default=1)
    fits = width >= DIGIT * digits + EDGE
    for row, column in np.ndindex(*shown.shape):
        value = shown[row, column]
        if not np.isfinite(value):
            ax.text(column + 0.5, row + 0.5, "·", ha="center", va="center", color=look.FAINT, fontsize=7)
        elif fits:
            colour = "white" if _luminance(mesh.to_rgba(value)) < DARK else "black"
            ax.text(column + 0.5, row + 0.5, f"{value:.0f}", ha="center", va="center", fontsize=6.5, color=colour)


def _luminance(colour: "Array | Sequence[float]") -> float:
    """The relative luminance of a colour in sRGB (Web Content Accessibility Guidelines 2.2)."""
    parts = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3])
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))

"""What pictures share: colours, names as text, scales of units, legends, and the words where there is nothing to draw.

Colours are those of Okabe and Ito (2008), which people with any kind of colour blindness can tell apart; where they do
not suffice, lines are dashed too.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from simsupport import formats

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, BLACK = COLOURS = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000",
)  # fmt: skip
LINES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
DARK, GREY, FAINT, PALE = "#444444", "#707076", "#AAAAAA", "#E8E8E8"  # of lines and words; none is a heat map's
SMALL = 8.0  # points
LONGEST_NAME = 32  # signs
_MISSING = "□"


class Scale(NamedTuple):
    """By what values are multiplied to be shown, and what they are then."""

    factor: float
    unit: str


def scale_of(unit: str, values: Iterable[float]) -> Scale:
    """How values of a unit are shown: shares as percents, times in the unit that suits the greatest of them."""
    if unit == "1":
        return Scale(100, "%")
    if unit != "s":
        return Scale(1, unit)
    found = np.abs(np.array(list(values), float))
    greatest = float(np.nanmax(found, initial=0)) if len(found) else 0.0
    steps = ((3 * formats.DAY, formats.DAY, "days"), (3 * formats.HOUR, formats.HOUR, "hours"),
             (3 * formats.MINUTE, formats.MINUTE, "minutes"))  # fmt: skip
    return next((Scale(1 / size, name) for least, size, name in steps if greatest >= least), Scale(1, "seconds"))


def label_of(measure: str, scale: Scale) -> str:
    """A measure and its unit, for an axis."""
    return f"{formats.words(measure)} ({scale.unit})"


def colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def line(place: int) -> Any:
    """Solid for the first eight, dashed for the next."""
    return LINES[place // len(COLOURS) % len(LINES)]


def names(texts: Iterable[str], longest: int = LONGEST_NAME) -> list[str]:
    """Names as they are shown: cut where they are long, yet each different; no sign of them steers matplotlib."""
    found: list[str] = []
    for text in texts:
        short = _cut(text, longest)
        numbered = (f"{_cut(text, longest - 4)} ({number})" for number in range(2, len(found) + 3))
        found.append(short if short not in found else next(each for each in numbered if each not in found))
    return [shown(each) for each in found]


def _cut(text: str, longest: int) -> str:
    """A name in one line, without its middle where it is long: names differ at their ends too."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    tail = longest // 3
    return f"{line[: longest - tail - 1].rstrip()}…{line[-tail:].lstrip()}"


def wrapped(text: str, width: int) -> str:
    """A name in lines, broken after a dot, a dash or a space."""
    lines = [""]
    for part in re.findall(r"[^.\s/-]*[.\s/-]?", text):
        if lines[-1] and len(lines[-1]) + len(part.rstrip()) > width:
            lines.append("")
        lines[-1] += part
    return "\n".join(line.strip() for line in lines)


def shown(text: str) -> str:
    """A text without signs that mean something to matplotlib, and with a box for those that its font lacks.

    Where an SVG's text stays text (`svg.fonttype`), the reader's fonts have them.
    """
    from matplotlib import rcParams

    every = rcParams["svg.fonttype"] == "none"
    plain = "".join(sign if every or sign == "\n" or ord(sign) in _known() else _MISSING
                    for sign in text if sign.isprintable() or sign == "\n")  # fmt: skip
    plain = plain.replace("$", r"\$")
    return f" {plain}" if plain.startswith("_") else plain  # legends leave out what begins so


def _known() -> Any:
    """The signs that the font in use has."""
    from matplotlib.font_manager import FontProperties, findfont

    return _signs_of(findfont(FontProperties()))


@lru_cache(maxsize=8)
def _signs_of(font: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(font).get_charmap())


def nothing(ax: "Axes", why: str) -> "Axes":
    """Say why there is nothing to draw."""
    ax.set_axis_off()
    text = "\n".join(wrap(f"Nothing to draw: {why}.", 48, break_on_hyphens=False))
    ax.text(0.5, 0.5, shown(text), ha="center", va="center", color=GREY, transform=ax.transAxes)
    return ax


def plain(ax: "Axes", grid: Literal["x", "y", "both"] = "y") -> None:
    """No frame but the axes, and light lines to read values by."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis=grid, color=PALE, linewidth=0.8)
    ax.set_axisbelow(True)


def width_of(ax: "Axes") -> float:
    """About how many inches an axis is wide, as labels and legends take the most of what is beside it."""
    figure = ax.get_figure(root=True)
    assert figure is not None, "an ax stands in a figure"
    return float(ax.get_position().width * figure.get_figwidth())


def legend(ax: "Axes", handles: Sequence[Any], texts: Sequence[str], title: str | None = None) -> None:
    """Beside the picture, where it hides nothing and nothing hides it; texts are shown already."""
    ax.legend(handles, texts, title=title, loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0,
              frameon=False, fontsize=SMALL, title_fontsize=SMALL, alignment="left")  # fmt: skip


def patch(colour: str, **style: Any) -> Any:
    """A coloured field for a legend."""
    from matplotlib.patches import Patch

    return Patch(facecolor=colour, **style)

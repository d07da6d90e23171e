"""A figure as SVG whose bytes depend on nothing but what it shows."""

from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def svg(figure: "Figure") -> str:
    """The figure as an SVG: without date, and with the same marks inside each time."""
    from matplotlib import rc_context

    text = StringIO()
    with rc_context({"svg.hashsalt": "simsupport"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()

"""Pictures for a page: inline SVG whose marks clash with no other's, in the page's colours, light or dark."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from markupsafe import Markup

from simsupport.pictures import grid, look
from simsupport.report.blocks import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 7.4  # inches: on a phone, and on paper, its text is not too small to be read
INK = "#010101"  # what has no colour of its own; black text on a coloured field stays black
COLOURS = {
    INK: "currentColor", "#000000": "currentColor", "#ffffff": "var(--paper)", look.PALE.lower(): "var(--line)",
    grid.NOT_THERE.lower(): "var(--nothing)",
    **{colour.lower(): "var(--quiet)" for colour in (look.DARK, look.GREY, look.FAINT)},
}  # fmt: skip
_STYLE = {
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
    **dict.fromkeys(("axes.facecolor", "figure.facecolor", "savefig.facecolor"), "none"),
    "svg.fonttype": "none",  # text stays text: it can be read aloud, and searched, and has any sign
}
_DROPPED = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", re.DOTALL)
_COLOUR = re.compile("|".join(COLOURS))


def picture(
    key: str, title: str, caption: Markup, draw: "Callable[[Axes], object]", height: float, width: float = WIDTH
) -> Picture:
    """What `draw` draws into an ax of so many inches; `key` is the picture's alone, `caption` says what it shows."""
    from matplotlib.figure import Figure

    from simsupport.pictures import svg

    with _plain_style():
        figure = Figure((width, height), layout="constrained")
        draw(figure.subplots())
        text = svg(figure)
    return Picture(title, inline(text, key, title, str(caption.striptags())), caption)


@contextmanager
def _plain_style() -> Iterator[None]:
    """The page's style, whatever the user's is; signs that matplotlib's font lacks are in the reader's."""
    import warnings

    from matplotlib import style

    with style.context(["default", _STYLE]), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        yield


def inline(text: str, key: str, title: str, description: str) -> Markup:
    """An SVG of matplotlib as part of a page, with its title and description."""
    text = _DROPPED.sub("", text).strip()
    text = re.sub(r"<[^>]*>", lambda tag: _coloured(tag[0]), text)
    text = _own_marks(text, key)
    text = _shortened(text)
    head = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    assert head, "matplotlib writes a viewBox"
    start = Markup(
        '<svg viewBox="0 0 {0} {1}" role="img" aria-labelledby="{2}-title {2}-words">'
        '<title id="{2}-title">{3}</title><desc id="{2}-words">{4}</desc>'
    ).format(head[1], head[2], key, title, description)
    return start + Markup(text[text.index(">", text.index("<svg")) + 1 :])


def _coloured(tag: str) -> str:
    """White text stands on a coloured field, and stays white."""
    if tag.startswith("<text") and "fill: #ffffff" in tag:
        return tag
    return _COLOUR.sub(lambda found: COLOURS[found[0]], tag)


def _shortened(text: str) -> str:
    """Without the blanks, and the digits, that nobody sees; the font is the page's."""
    text = re.sub(r" font-family: [^;]*;| transform=\"rotate\(-0 [^)]*\)\"", "", text)
    text = re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), text)
    return re.sub(r"\s+", " ", text).replace("> <", "><").replace(' "', '"')


def _own_marks(text: str, key: str) -> str:
    """The marks that are referred to are this picture's alone; others go."""
    used = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))

    def marked(found: "re.Match[str]") -> str:
        return f' id="{key}-{found[1]}"' if found[1] in used else ""

    text = re.sub(r' id="([^"]+)"', marked, text)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{key}-", text)

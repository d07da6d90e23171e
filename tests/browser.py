"""A browser looks at a page as its readers do, and tells what can't be read, reached or trusted.

`faults` is empty for a page that is valid, asks nothing of the network, shows all its text, whole and without overlaps,
at a desk and on a phone, in light and dark and in print, and can be used by keyboard and by a screen reader.
"""

import base64
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import Element

import html5lib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor
from playwright.sync_api import Browser, Page, sync_playwright

FACTS = (Path(__file__).parent / "browser.js").read_text(encoding="utf-8")
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync"]
HEIGHT = 800
STRIP = 8000  # pixels of height that are taken at once: beyond 16,384 pictures repeat themselves
PAPER = 688  # pixels of an A4 page between margins of 14 mm
MOST_STOPS = 100  # of the keyboard: what follows is made of the same parts
LEAST_SIZE = 8.0  # pixels: two thirds of a picture's text at a desk
NAMED = {"image", "img", "table", "region", "link", "button", "heading", "DisclosureTriangle", "graphics-document"}


@dataclass(frozen=True)
class View:
    """How a page is looked at; where `pixels` is false without what takes long on a page of a hundred thousand lines:
    whether pictures are empty, and contrast.
    """

    width: int
    scheme: Literal["light", "dark"]
    scripts: bool = True
    media: Literal["screen", "print"] = "screen"
    pixels: bool = True

    def __str__(self) -> str:
        return f"{self.media} {self.width} {self.scheme}"


VIEWS = (View(1280, "light"), View(390, "dark", scripts=False), View(PAPER, "dark", media="print"))


@dataclass(frozen=True, eq=False)
class Text:
    """A line of text: corners clockwise from the top left, [4, 2]; the boxes that clip it, from the innermost."""

    words: str
    where: str
    corners: NDArray[np.float64]
    clips: list[dict[str, Any]]
    colour: NDArray[np.float64]
    size: float
    bold: bool
    waits: bool

    @property
    def box(self) -> NDArray[np.float64]:
        return np.concatenate([self.corners.min(axis=0), self.corners.max(axis=0)])

    @property
    def scrollers(self) -> list[list[float]]:
        return [clip["box"] for clip in self.clips if clip["kind"] == "scroll"]

    def __str__(self) -> str:
        return f"“{self.words[:40]}” ({self.where})"


def executable() -> str:
    """Debian's chromium; without it the tests of pages fail, as a page that nobody looked at is not tested."""
    found = shutil.which("chromium")
    assert found, "chromium is missing, which the tests of the report need: apt-get install chromium"
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser with an empty profile of its own; asyncio is unusable in this thread while it is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=QUIET, chromium_sandbox=False)
        try:
            yield browser
        finally:
            browser.close()


def faults(browser: Browser, page: Path, views: tuple[View, ...] = VIEWS, pictures: Path | None = None) -> list[str]:
    """All that is wrong with a page, in words; its screenshots go to the folder `pictures`."""
    found = written(page.read_text(encoding="utf-8"))
    for view in views:
        with looking(browser, page, view) as (seen, complaints):
            told = [*looked_at(seen, view, pictures), *complaints]
        found += [f"{view}: {fault}" for fault in dict.fromkeys(told)]
    return found


@contextmanager
def looking(browser: Browser, path: Path, view: View) -> Iterator[tuple[Page, list[str]]]:
    """The page, and what it asks of the network and complains of while it is open."""
    size = {"width": view.width, "height": HEIGHT}
    context = browser.new_context(
        viewport=size, reduced_motion="reduce", java_script_enabled=view.scripts, offline=True
    )
    page, complaints, address = context.new_page(), [], path.resolve().as_uri()
    page.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type in LOUD else None)
    page.on("dialog", lambda opened: (complaints.append(f"dialog: {opened.message}"), opened.dismiss()))
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on("request", lambda asked: complaints.append(f"asks for {asked.url}") if asked.url != address else None)
    try:
        page.emulate_media(media=view.media, color_scheme=view.scheme)
        page.goto(address)
        yield page, complaints
    finally:
        context.close()


LOUD = ("error", "warning")


def facts(page: Page, name: str) -> Any:
    """What a function of browser.js finds; as text, which playwright carries a hundred times faster than objects."""
    return json.loads(page.evaluate(f"JSON.stringify({FACTS}.{name}() ?? null)"))


def looked_at(page: Page, view: View, pictures: Path | None) -> list[str]:
    if view.media == "print":
        return [*printed(page, view), *readable(page, view, pictures)]
    closed = laid_out(page, view, texts(page))
    facts(page, "openAll")
    by_keyboard = reached(page) if view.scripts else []
    opened = readable(page, view, pictures) if view.pixels else laid_out(page, view, texts(page))
    return [*closed, *unnamed(page), *by_keyboard, *opened]


# What is written


def written(source: str) -> list[str]:
    """What a strict parser refuses, and what is missing in what it understood."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(source)
    refused = [
        f"line {line}, column {column}: {html5lib.constants.E[code] % data}"
        for (line, column), code, data in parser.errors
    ]
    return [f"HTML: {fault}" for fault in (*refused, *unstructured(tree))]


def unstructured(tree: Element) -> Iterator[str]:
    """What a screen reader finds its way by, and what refers to nothing."""
    if not tree.get("lang"):
        yield "no language"
    if not (tree.findtext("head/title") or "").strip():
        yield "no title"
    if len(tree.findall(".//main")) != 1:
        yield f"{len(tree.findall('.//main'))} main parts"
    yield from headings(tree)
    yield from tables(tree)
    yield from references(tree)


def headings(tree: Element) -> Iterator[str]:
    levels = [(int(one.tag[1]), "".join(one.itertext()).strip()) for one in tree.iter() if one.tag in HEADINGS]
    if [level for level, _ in levels].count(1) != 1:
        yield f"{[level for level, _ in levels].count(1)} headings of the first level"
    for (above, _), (level, words) in pairwise([(0, ""), *levels]):
        if level > above + 1:
            yield f"“{words}” is a heading of level {level} below one of level {above}"


HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def tables(tree: Element) -> Iterator[str]:
    for table in tree.iter("table"):
        caption = table.find("caption")
        name = "".join(caption.itertext()).strip() if caption is not None else ""
        heads = list(table.iter("th"))
        if not name:
            yield f"a table without caption: {' '.join(''.join(table.itertext()).split())[:40]}"
        if not heads or any(head.get("scope") not in SCOPES for head in heads):
            yield f"table “{name}” has heads without scope, or none"


SCOPES = ("col", "row", "colgroup", "rowgroup")


def references(tree: Element) -> Iterator[str]:
    names = Counter(one.get("id") for one in tree.iter() if one.get("id") is not None)
    yield from (f"id {name} stands {count} times" for name, count in names.items() if count > 1)
    for one in tree.iter():
        for key, value in one.attrib.items():
            for name in referred(str(key).rpartition("}")[2], value):
                if name not in names:
                    yield f"{key} of {str(one.tag).rpartition('}')[2]} refers to #{name}, which is not there"


def referred(key: str, value: str) -> list[str]:
    if key in ("href", "xlink:href"):
        return [value[1:]] if len(value) > 1 and value.startswith("#") else []
    if key in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"):
        return value.split()
    return re.findall(r"url\([\"']?#([^\"')]+)", value)


# What is said to a screen reader, and reached by keyboard


def unnamed(page: Page) -> list[str]:
    """Pictures, tables, regions, links and heads for which Chromium finds no accessible name."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(
        node["role"]["value"]
        for node in nodes
        if not node.get("ignored") and node["role"]["value"] in NAMED and not node.get("name", {}).get("value")
    )
    silent = page.locator("svg:not([role=img]):not([aria-hidden=true])")
    nested = silent.evaluate_all("all => all.filter(one => !one.ownerSVGElement && !one.closest('[role=img]')).length")
    return [f"{count} {role} without a name" for role, count in roles.items()] + (
        [f"{nested} svg that are neither role=img nor aria-hidden"] if nested else []
    )


def reached(page: Page) -> list[str]:
    """What Tab does not reach, or reaches without showing it; the first stop leads past the head of the page."""
    stops = facts(page, "stops")
    found = [] if stops and stops[0]["goal"] else ["the first stop of Tab is no link into the page"]
    visits: dict[int, dict[str, Any]] = {}
    for _ in range(min(len(stops), MOST_STOPS)):
        page.keyboard.press("Tab")
        visit = facts(page, "focused")
        if visit["at"] in visits:
            break
        visits[visit["at"]] = visit
    for at, stop in enumerate(stops[:MOST_STOPS]):
        name = f"“{stop['words']}” ({stop['where']})"
        if at not in visits:
            found.append(f"Tab does not reach {name}")
        elif not (visits[at]["seen"] and visits[at]["marked"]):
            found.append(f"the focus does not show on {name}")
    facts(page, "release")
    return found + sealed(page)


def sealed(page: Page) -> list[str]:
    """Not every browser gives the focus to what scrolls by itself, and none knows what to call it."""
    return [
        f"{one['where']} scrolls, but has no tabindex, role or name"
        for one in facts(page, "regions")
        if one["tabindex"] != "0" or one["role"] not in ("region", "group") or not one["named"]
    ]


# Where texts stand


def texts(page: Page) -> list[Text]:
    return [as_text(one) for one in facts(page, "texts")]


def as_text(fact: dict[str, Any]) -> Text:
    corners = shrunk(np.array(fact["corners"]), ink=fact["ink"])
    colour = np.append(rgba(fact["colour"])[:3], rgba(fact["colour"])[3] * fact["opacity"])
    return Text(fact["words"], fact["where"], corners, fact["clips"], colour, fact["size"], fact["bold"], fact["waits"])


def shrunk(corners: NDArray[np.float64], ink: bool) -> NDArray[np.float64]:
    """Without what may overlap: a pixel of what is drawn; of a line its outer eighths, the room for accents.

    A font's box is some 1.17 times its size, so lines that are closer than 0.88 of their size overlap.
    """
    across, down = corners[1] - corners[0], corners[3] - corners[0]
    width, height = np.hypot(*across), np.hypot(*down)
    aside = across * min(1 / max(width, 1e-9), 0.25)
    below = down * (min(1 / max(height, 1e-9), 0.25) if ink else 0.125)
    return corners + np.array([aside + below, below - aside, -aside - below, aside - below])


def laid_out(page: Page, view: View, found: list[Text]) -> list[str]:
    """Texts that overlap, are cut off or too small, and a page that is wider than its window."""
    window = facts(page, "page")
    told = [f"the page is {window['scrolled']} px wide"] if window["scrolled"] > window["width"] else []
    told += [f"{text} is cut off" for text in found if not text.waits and cut_off(text, window["width"], view)]
    told += [f"“{one['words'][:40]}” ({one['where']}) is cut off" for one in facts(page, "cut")]
    told += small(found)
    told += [f"{text} is escaped twice" for text in found if re.search(r"&(lt|gt|quot|#\w+);", text.words)]
    return told + [f"{first} overlaps {second}" for first, second in overlaps(found)]


def small(found: list[Text]) -> list[str]:
    """The smallest text of each place that has any which is too small."""
    sizes: dict[str, list[Text]] = {}
    for text in found:
        if text.size < LEAST_SIZE:
            sizes.setdefault(text.where, []).append(text)
    smallest = [(min(texts, key=lambda text: text.size), len(texts)) for texts in sizes.values()]
    return [f"{text} is {text.size:.1f} px small, one of {count}" for text, count in smallest]


def cut_off(text: Text, width: float, view: View) -> bool:
    """Outside of a box that does not scroll, or of the window; paper scrolls nowhere."""
    box = text.box
    for clip in text.clips:
        hidden = box != within(box, clip["box"], slack=0.5)
        if clip["kind"] == "scroll" and view.media == "screen":
            box = within(box, clip["box"])
            if box[0] >= box[2] or box[1] >= box[3]:
                return False
        elif hidden.any():
            return True
    return bool(box[0] < -0.5 or box[1] < -0.5 or box[2] > width + 0.5)


def within(box: NDArray[np.float64], clip: list[float], slack: float = 0.0) -> NDArray[np.float64]:
    left, top, right, bottom = clip
    low = np.maximum(box[:2], [left - slack, top - slack])
    return np.concatenate([low, np.minimum(box[2:], [right + slack, bottom + slack])])


def overlaps(found: list[Text]) -> Iterator[tuple[Text, Text]]:
    """Pairs of texts that stand upon each other: those near each other from top to bottom, then by their corners."""
    ordered = sorted((text for text in found if not text.waits), key=lambda text: text.box[1])
    boxes = np.array([text.box for text in ordered]).reshape(-1, 4)
    for at, text in enumerate(ordered):
        last = int(np.searchsorted(boxes[:, 1], boxes[at, 3]))
        near = boxes[at + 1 : last]
        for step in np.flatnonzero(
            (near[:, 0] < boxes[at, 2]) & (near[:, 2] > boxes[at, 0]) & (near[:, 3] > text.box[1])
        ):
            other = ordered[at + 1 + int(step)]
            if seen_together(text, other) and not apart(text.corners, other.corners) and not same(text, other):
                yield text, other


def seen_together(first: Text, second: Text) -> bool:
    """What is scrolled away overlaps nothing outside of the box that scrolls."""
    if first.scrollers == second.scrollers:
        return True
    boxes = [first.box, second.box]
    for at, text in enumerate((first, second)):
        for clip in text.scrollers:
            boxes[at] = within(boxes[at], clip)
    shared = within(boxes[0], boxes[1].tolist())
    return bool(shared[0] < shared[2] and shared[1] < shared[3])


def same(first: Text, second: Text) -> bool:
    """A text drawn twice at the same place: with a rim, or as far as there is room for it."""
    return first.words == second.words and bool(np.abs(first.corners[0] - second.corners[0]).max() < 3)


def apart(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    """Whether a line lies between two rectangles: along one of their sides."""
    for corners in (first, second):
        for side in (corners[1] - corners[0], corners[3] - corners[0]):
            one, other = first @ side, second @ side
            if one.max() <= other.min() or other.max() <= one.min():
                return True
    return False


# What is seen


def readable(page: Page, view: View, pictures: Path | None) -> list[str]:
    """The layout, and what pixels tell: emptiness and contrast."""
    found = texts(page)
    shown = screenshot(page)
    facts(page, "hideTexts")
    ground = screenshot(page)
    if pictures:
        Image.fromarray(shown).save(pictures / f"{view.media}-{view.width}-{view.scheme}.png")
    faint = [f"{text} has a contrast of {contrast:.2f}" for text, contrast in contrasts(found, ground)]
    return laid_out(page, view, found) + blank(shown) + empty(facts(page, "pictures"), shown) + faint


def screenshot(page: Page) -> NDArray[np.uint8]:
    """The whole page as pixels [height, width, 3]; twice as fast as playwright's."""
    window, session = facts(page, "page"), page.context.new_cdp_session(page)
    strips = []
    for top in range(0, window["height"], STRIP):
        clip = {"x": 0, "y": top, "width": window["width"], "height": min(STRIP, window["height"] - top), "scale": 1}
        how = {"clip": clip, "captureBeyondViewport": True, "optimizeForSpeed": True}
        taken = base64.b64decode(session.send("Page.captureScreenshot", how)["data"])
        strips.append(np.asarray(Image.open(BytesIO(taken)).convert("RGB")))
    return np.concatenate(strips)


def blank(shown: NDArray[np.uint8]) -> list[str]:
    """A page, or a whole window of it, in which nothing is to be seen."""
    marked = np.flatnonzero((shown != shown[:, :1]).any(axis=(1, 2)))
    edges = np.concatenate([[-1], marked, [len(shown)]])
    at = int(np.argmax(np.diff(edges)))
    gap = int(np.diff(edges)[at]) - 1
    if not len(marked) or (gap > HEIGHT and len(shown) > 2 * HEIGHT):
        return [f"nothing is to be seen in {gap} px from {edges[at] + 1} px on"]
    return []


def empty(pictures: list[dict[str, Any]], shown: NDArray[np.uint8]) -> list[str]:
    """Pictures in which every pixel is the same."""
    return [
        f"the picture {one['where']} is empty"
        for one in pictures
        if (cut := area(shown, one["box"])).size and (cut == cut[:1, :1]).all()
    ]


def area(shown: NDArray[Any], box: Any) -> NDArray[Any]:
    left, top, right, bottom = (max(round(float(edge)), 0) for edge in box)
    return shown[top : max(bottom, top + 1), left : max(right, left + 1)]


def contrasts(found: list[Text], ground: NDArray[np.uint8]) -> Iterator[tuple[Text, float]]:
    """Texts with less contrast than WCAG's level AA, 4.5 or 3 for large ones, to nine tenths of what is behind them."""
    for text in found:
        behind = area(ground, seen(text)).reshape(-1, 3)
        if len(behind) and not text.waits:
            large = text.size >= 24 or (text.bold and text.size >= 56 / 3)
            contrast = float(np.percentile(contrast_to(text.colour, behind), 10))
            if contrast < (3 if large else 4.5) - 0.01:
                yield text, contrast


def seen(text: Text) -> NDArray[np.float64]:
    """The box of a text as far as it is not scrolled away; empty if all of it is."""
    box = text.box
    for clip in text.scrollers:
        box = within(box, clip)
    return box if box[0] < box[2] and box[1] < box[3] else np.full(4, 1e9)


def contrast_to(colour: NDArray[np.float64], behind: NDArray[np.uint8]) -> NDArray[np.float64]:
    """WCAG 2.2's contrast of a colour (red, green, blue, opacity from 0 to 1) to each of some pixels."""
    opacity = colour[3]
    mixed = np.rint(colour[:3] * 255 * opacity + behind * (1 - opacity)).astype(np.uint8)
    one, other = luminance(mixed), luminance(behind)
    lighter: NDArray[np.float64] = np.maximum(one, other) + 0.05
    return lighter / (np.minimum(one, other) + 0.05)


def luminance(colours: NDArray[np.uint8]) -> NDArray[np.float64]:
    total: NDArray[np.float64] = LINEAR[colours] @ np.array([0.2126, 0.7152, 0.0722])
    return total


_PARTS = np.arange(256) / 255
LINEAR = np.where(_PARTS <= 0.04045, _PARTS / 12.92, ((_PARTS + 0.055) / 1.055) ** 2.4)


def rgba(colour: str) -> NDArray[np.float64]:
    """A computed colour as parts from 0 to 1."""
    numbers = [float(part) for part in re.findall(r"[\d.]+", colour.removeprefix("color(srgb"))]
    scale = 1 if colour.startswith("color(srgb") else 255
    if not numbers:
        numbers = list(ImageColor.getrgb(colour))
    return np.array([*(part / scale for part in numbers[:3]), numbers[3] if len(numbers) > 3 else 1.0])


# What is printed


def printed(page: Page, view: View) -> list[str]:
    """On paper nothing is closed or dark, and there is at least a sheet of it."""
    ground = rgba(facts(page, "page")["ground"])
    told = [f"“{one['words']}” ({one['where']}) is closed, and does not say so" for one in facts(page, "closed")]
    if ground[3] > 0 and luminance(np.rint(ground[:3] * 255).astype(np.uint8)) < 0.9:
        told.append("the ground is dark")
    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    return told if sheets else [*told, "there is no sheet"]

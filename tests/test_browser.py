"""The tests of pages in a browser can fail: each fault of a page is told, and a page without any passes."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import browser
import numpy as np
import pytest
from browser import PAPER, VIEWS, View, chromium, contrast_to, faults, rgba, written
from matplotlib import rc_context
from matplotlib.figure import Figure
from playwright.sync_api import Browser

STYLE = """
body {margin: 8px; font: 16px/1.4 sans-serif; background: Canvas; color: CanvasText; color-scheme: light dark}
a.skip {position: absolute; left: -999px} a.skip:focus {left: 8px}
.scroll {overflow-x: auto} .scroll div {width: 2000px}
.line, .dots, .box {width: 4em; overflow: hidden} .line, .dots {white-space: nowrap} .dots {text-overflow: ellipsis}
.box {height: 1.3em}
@media print {body {color-scheme: light}}
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Desk</title><style>{style}</style></head>
<body>
<a class="skip" href="#desk">Skip to the desk</a>
<main id="desk"><h1>Desk</h1>
<p>People call all day long and wait to be answered.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Wide"><div>Long</div></div>
<table><caption>Calls</caption><tr><th scope="col">day</th></tr><tr><td>Monday</td></tr></table>
{part}
</main></body></html>
"""
WIDE, NARROW, DARK, PRINT = (
    View(1280, "light"),
    View(390, "light"),
    View(390, "dark"),
    View(PAPER, "dark", media="print"),
)
PICTURE = '<svg role="img" aria-label="Calls" width="300" height="60"><path d="M0,50 H300" stroke="gray"/>{}</svg>'


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def told(chrome: Browser, folder: Path, source: str, *views: View) -> list[str]:
    page = folder / "page.html"
    page.write_text(source, encoding="utf-8")
    return [fault.replace("main#desk > ", "") for fault in faults(chrome, page, views)]


def test_a_page_without_fault_passes_in_every_view(chrome: Browser, tmp_path: Path) -> None:
    part = (
        "<details><summary>More</summary><p>Hidden at first.</p></details>"
        "<style>@media print {details::details-content {content-visibility: visible}}</style>"
        + PICTURE.format('<text x="20" y="30" fill="gray" style="fill: CanvasText" transform="rotate(-8)">Calls</text>')
    )
    assert told(chrome, tmp_path, PAGE.format(style=STYLE, part=part), *VIEWS) == []


SEEN = [
    (WIDE, '<p>Below</p><p style="margin-top: -32px">Over</p>', "“Below” (p) overlaps “Over” (p)"),
    (WIDE, '<p style="line-height: 0.7; width: 1em">so so</p>', "“so so” (p) overlaps “so so” (p)"),
    (
        WIDE,
        PICTURE.format('<text x="9" y="30">early</text><text x="20" y="30">late</text>'),
        "“early” (svg > text) overlaps “late” (svg > text)",
    ),
    (WIDE, PICTURE.format('<text x="280" y="30">outside</text>'), "“outside” (svg > text) is cut off"),
    (WIDE, '<p class="line">Monday to Friday</p>', "“Monday to Friday” (p.line) is cut off"),
    (WIDE, '<p class="dots">Monday to Friday</p>', "“Monday to Friday” (p.dots) is cut off"),
    (WIDE, '<p class="box">Monday to Friday</p>', "“Monday to Friday” (p.box) is cut off"),
    (WIDE, '<p style="margin-left: -80px">Left</p>', "“Left” (p) is cut off"),
    (
        NARROW,
        '<p style="white-space: nowrap">' + "Monday " * 20 + "</p>",
        "“Monday Monday Monday Monday Monday Monda” (p) is cut off",
    ),
    (NARROW, '<hr style="width: 1500px">', "the page is 1550 px wide"),
    (
        NARROW,
        '<svg role="img" aria-label="A" width="37" viewBox="0 0 370 100"><text y="50">tiny</text></svg>',
        "“tiny” (svg > text) is 1.6 px small, one of 1",
    ),
    (WIDE, "<p>&amp;lt;b&amp;gt;</p>", "“&lt;b&gt;” (p) is escaped twice"),
    (WIDE, "<script>alert('ours')</script>", "dialog: ours"),
    (WIDE, "<script>console.error('broken')</script>", "console: broken"),
    (WIDE, "<script>console.warn('old')</script>", "console: old"),
    (WIDE, "<script>missing()</script>", "script: missing is not defined"),
    (WIDE, '<img alt="Logo" src="http://desk.invalid/logo.png">', "asks for http://desk.invalid/logo.png"),
    (WIDE, "", "console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED"),
    (WIDE, '<p style="color: #888">Faint</p>', "“Faint” (p) has a contrast of 3.54"),
    (WIDE, '<p style="opacity: 0.5">Veiled</p>', "“Veiled” (p) has a contrast of 3.95"),
    (DARK, '<p style="color: #333">Dark on dark</p>', "“Dark on dark” (p) has a contrast of 1.48"),
    (
        WIDE,
        PICTURE.format('<rect width="300" height="60" fill="navy"/><text x="9" y="30">On navy</text>'),
        "“On navy” (svg > text) has a contrast of 1.31",
    ),
    (WIDE, '<svg role="img" aria-label="Nothing" width="30"></svg>', "the picture svg is empty"),
    (
        WIDE,
        '<svg width="30" height="60"><path d="M0,50 H300" stroke="gray"/></svg>',
        "1 svg that are neither role=img nor aria-hidden",
    ),
    (
        WIDE,
        '<svg role="img" width="30" height="60"><path d="M0,50 H300" stroke="gray"/></svg>',
        "2 image without a name",
    ),
    (
        WIDE,
        '<div class="scroll"><div>Out of reach</div></div>',
        "div.scroll scrolls, but has no tabindex, role or name",
    ),
    (
        WIDE,
        '<div class="scroll" tabindex="-1" role="group" aria-label="b"><div>Far</div></div>',
        "Tab does not reach “Far” (div.scroll)",
    ),
    (WIDE, '<a href="#desk" style="outline: none">Silent</a>', "the focus does not show on “Silent” (a)"),
    (
        WIDE,
        '<details><summary>More</summary><p style="color: #999">Faint inside</p></details>',
        "“Faint inside” (p) has a contrast of 2.85",
    ),
    (
        PRINT,
        "<details><summary>More</summary><p>Hidden.</p></details>",
        "“More” (details) is closed, and does not say so",
    ),
    (PRINT, '<div class="scroll"><span style="margin-left: 800px">Off</span></div>', "“Off” (span) is cut off"),
    (
        PRINT,
        "<style>@media print {hr {background: url(http://desk.invalid/a.png)}}</style><hr>",
        "asks for http://desk.invalid/a.png",
    ),
    (PRINT, "", "console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED"),
    (PRINT, "<style>@media print {body {background: #222; color: white}}</style>", "the ground is dark"),
]


@pytest.fixture(scope="module")
def seen(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> dict[View, list[str]]:
    """What is told of one page for each view, which has all faults of that view."""
    parts: dict[View, str] = {}
    for view, part, _ in SEEN:
        parts[view] = parts.get(view, "") + f"<section style='padding: 40px'>{part}</section>\n"
    folder = tmp_path_factory.mktemp("seen")
    return {view: told(chrome, folder, PAGE.format(style=STYLE, part=part), view) for view, part in parts.items()}


@pytest.mark.parametrize(("view", "fault"), [(view, fault) for view, _, fault in SEEN])
def test_a_fault_that_is_seen_is_told(seen: dict[View, list[str]], view: View, fault: str) -> None:
    assert f"{view}: {fault}" in seen[view]


def test_nothing_else_is_told(seen: dict[View, list[str]]) -> None:
    known = {f"{view}: {fault}" for view, _, fault in SEEN}
    assert [one for found in seen.values() for one in found if one not in known] == []


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<p><div>Block in a paragraph</div></p>", "line 17, column 38: Unexpected end tag (p). Ignored."),
        ('<p class="a" class="b">Twice</p>', "line 17, column 19: Dropped duplicate attribute on tag."),
        ('<p id="desk">Twice</p>', "id desk stands 2 times"),
        ('<p aria-labelledby="a">Nowhere</p>', "aria-labelledby of p refers to #a, which is not there"),
        ('<svg><use href="#glyph"/></svg>', "href of use refers to #glyph, which is not there"),
        ('<svg><g clip-path="url(#edge)"/></svg>', "clip-path of g refers to #edge, which is not there"),
        ("<h1>Second</h1>", "2 headings of the first level"),
        ("<h3>Deep</h3>", "“Deep” is a heading of level 3 below one of level 1"),
        ('<table><tr><th scope="col">day</th></tr></table>', "a table without caption: day"),
        ("<table><caption>Days</caption><tr><th>A</th></tr></table>", "table “Days” has heads without scope, or none"),
        ("</main><main>Another", "2 main parts"),
    ],
)
def test_a_fault_that_is_written_is_told(part: str, fault: str) -> None:
    assert written(PAGE.format(style=STYLE, part=part)) == [f"HTML: {fault}"]


def test_a_page_needs_a_language_a_title_and_something_to_be_seen(chrome: Browser, tmp_path: Path) -> None:
    source = "<!DOCTYPE html><html><head><title></title></head><body><main></main></body></html>"
    assert told(chrome, tmp_path, source, WIDE) == [
        "HTML: no language",
        "HTML: no title",
        "HTML: 0 headings of the first level",
        "screen 1280 light: the first stop of Tab is no link into the page",
        "screen 1280 light: nothing is to be seen in 800 px from 0 px on",
    ]


@pytest.mark.parametrize("kind", [pytest.param("none", marks=pytest.mark.slow), "path"])
@pytest.mark.parametrize(
    ("places", "fault"),
    [
        ([(0.3, 0.5), (0.6, 0.5)], None),
        ([(0.3, 0.5), (0.32, 0.5)], "“Monday”"),
        ([(0.3, 0.5), (0.98, 0.5)], "“Tuesday”"),
    ],
)
def test_texts_of_matplotlib_are_read_however_they_are_drawn(
    chrome: Browser, tmp_path: Path, kind: str, places: list[tuple[float, float]], fault: str | None
) -> None:
    figure = Figure((6, 2))
    for (left, up), words in zip(places, ("Monday", "Tuesday"), strict=True):
        figure.text(left, up, words, size=12, rotation=30)
    text = StringIO()
    with rc_context({"svg.fonttype": kind, "svg.hashsalt": "a"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    drawn = text.getvalue()[text.getvalue().index("<svg") :].replace("<svg", '<svg role="img" aria-label="Days"', 1)
    found = told(chrome, tmp_path, PAGE.format(style=STYLE, part=drawn), WIDE)
    assert [one for one in found if "Unexpected" not in one] == [] if fault is None else fault in str(found)


def test_contrast_is_that_of_wcag() -> None:
    behind = np.array([[255, 255, 255], [0, 0, 0], [119, 119, 119]], dtype=np.uint8)
    assert contrast_to(rgba("rgb(0, 0, 0)"), behind) == pytest.approx([21, 1, 4.69], abs=0.01)
    assert contrast_to(rgba("rgba(0, 0, 0, 0.5)"), behind) == pytest.approx([3.95, 1, 2.46], abs=0.01)
    assert rgba("color(srgb 1 0.5 0 / 0.25)") == pytest.approx([1, 0.5, 0, 0.25])


def test_without_chromium_the_tests_fail_and_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(AssertionError, match="apt-get install chromium"):
        browser.executable()

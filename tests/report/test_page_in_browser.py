"""Pages of a report as a browser shows them: of two options, of one, of a hundred, and of names that may break them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import View, chromium, faults
from click.testing import CliRunner
from playwright.sync_api import Browser

from simsupport.cli import commands

DESK = """
name: {name}
description: {description}
calendar: {{start: 2026-03-02, duration: 2 d}}
channels:
  phone: {{kind: live, open: {{mon-fri: "09:00-12:00"}}, target: {{share: 80%, within: 20 s}}}}
  {written}: {{kind: deferred, target: {{share: 90%, within: 4 h}}}}
topics:
  {topic}:
    talk: {{exponential: 4 min}}
    patience: {{phone: {{exponential: 3 min}}}}
    returns: {{probability: 50%, after: 2 h}}
demand:
  - {{topic: {topic}, channel: phone, rate: 10 / h}}
  - {{topic: {topic}, channel: {written}, rate: 2 / h}}
teams:
  {team}:
    shifts: {{day: {{days: mon-fri, hours: "09:00-12:00", agents: 2}}}}
    skills: {{{topic}: {{resolves: 70%}}}}
    escalates_to: lead
    cost: {{hour: 30}}
  lead: {{agents: 1, skills: {{{topic}: {{}}}}, cost: {{hour: 45}}}}
"""
OPTION = "name: {name}\nextends: 000.yaml\nchanges: {{teams.lead.agents: {agents}}}\n"
PLAIN = {"description": "As it is.", "written": "email", "topic": "call", "team": "desk"}
HOSTILE = {
    "description": '</section><script>alert("x")</script> <i>As it is</i> & "so" ' + "x" * 300,
    "written": '<email> & "post" 📧',
    "topic": "שאלה <b>",
    "team": "צוות \"desk\" & <co> 'x' 🙂",
}
NAMES = [
    '</td><script>alert("x")</script> <b>"quoted" & \'single\' &amp; {{ 7 * 7 }}</b>',
    "שולחן העבודה הראשון (2) – سطح المكتب",
    "Wide" * 50,
    "🙂 two words " * 16,
]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def report(folder: Path, names: list[str], words: dict[str, str], *options: str) -> Path:
    """The page of a base and of options with more and more leads."""
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in {"name": names[0], **words}.items()}
    (folder / "000.yaml").write_text(DESK.format(**quoted), encoding="utf-8")
    for at, name in enumerate(names[1:], start=1):
        text = OPTION.format(name=json.dumps(name, ensure_ascii=False), agents=1 + at)
        (folder / f"{at:03}.yaml").write_text(text, encoding="utf-8")
    page = folder / "page.html"
    asked = ["report", str(folder), "--out", str(page), "-n", "2", "--workers", "1", *options]
    result = CliRunner().invoke(commands, asked, prog_name="simsupport")
    assert result.exit_code == 0, result.stderr
    return page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("names", "words", "options"),
    [
        (["As it is", "Two leads"], PLAIN, ["--only", "topics.*.talk"]),
        (["As it is"], PLAIN, ["--assumptions", "0%"]),
        (NAMES, HOSTILE, ["--only", "topics.*.talk"]),
    ],
    ids=["two options", "one", "names"],
)
def test_it_has_no_fault(
    chrome: Browser, tmp_path: Path, names: list[str], words: dict[str, str], options: list[str]
) -> None:
    assert faults(chrome, report(tmp_path, names, words, *options), pictures=tmp_path) == []
    assert len(list(tmp_path.glob("*.png"))) == 3


@pytest.mark.slow
def test_a_page_of_a_hundred_options_has_no_fault(chrome: Browser, tmp_path: Path) -> None:
    """On a phone, where there is least room for so many; all else of a page is the same as with a few."""
    page = report(tmp_path, [f"Option {number}" for number in range(100)], PLAIN, "--assumptions", "0%")
    assert faults(chrome, page, (View(390, "light", scripts=False, pixels=False),)) == []

"""The whole page: valid, in one file, with every question in its order, and the same each time."""

import re
from collections.abc import Callable
from pathlib import Path

import html5lib
import pytest

import simsupport as ss
from simsupport.report import Evidence, page, with_logs, write
from simsupport.scenario.models import Scenario

pytestmark = pytest.mark.slow  # a dozen pictures each
KEYS = ["answer", "options", "week", "waiting", "backlog", "busy", "flow", "assumptions", "differences", "method"]
HOSTILE = ("<script>alert(1)</script> & </svg></style>]]>", '🙂 "quoted" {{ 7 * 7 }} $x_1$ שלום ' + "x" * 200)
SPACE = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def text(whole: Evidence) -> str:
    return page(whole)


def test_it_is_valid_and_answers_in_order(text: str) -> None:
    tree = html5lib.HTMLParser(strict=True).parse(text)
    sections = [each.get("id") for each in tree.iter(f"{SPACE}section")]
    assert sections == KEYS
    marks = re.findall(r' id="([^"]+)"', text)
    assert len(marks) == len(set(marks))
    pointed = set(re.findall(r'(?:url\(#|href="#|labelledby=")([^")]+)', text))
    assert {mark for each in pointed for mark in each.split()} <= set(marks)
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}svg"))) == 14


def test_it_needs_no_other_file(text: str) -> None:
    assert not re.findall(r'(?:src|href)="(?!#|data:)[^"]*"|@import|url\((?!#)', text)
    assert "<script" not in text
    assert len(text) < 600_000


def test_it_has_the_figures_that_compare_has(text: str, whole: Evidence) -> None:
    row = re.search(r'<tr><th scope="row" dir="auto">Together</th>(.*?)</tr>', text)
    assert row
    assert re.findall(r"<td[^>]*>(.*?)</td>", row[1])[-1] == "750 ± 1"
    assert "simsupport report desk --out page.html" in text
    assert "3 replications of each scenario, seed 1, fast engine" in text


def test_the_same_evidence_gives_the_same_bytes(text: str, whole: Evidence, tmp_path: Path) -> None:
    again = Evidence(whole.results, whole.level, whole.command, whole.logs, whole.tried)
    write(tmp_path / "page.html", again)
    assert (tmp_path / "page.html").read_bytes() == text.encode()


def test_names_are_text_wherever_they_stand(
    desk: tuple[Scenario, Scenario], evidence_of: Callable[..., Evidence]
) -> None:
    pair = [one.model_copy(update={"name": name, "description": name}) for one, name in zip(desk, HOSTILE, strict=True)]
    text = page(with_logs(evidence_of(*pair)), title=HOSTILE[0])
    tree = html5lib.HTMLParser(strict=True).parse(text)
    assert not list(tree.iter(f"{SPACE}script"))
    found = [each.text for each in tree.iter(f"{SPACE}bdi")]
    assert set(HOSTILE) <= set(found)
    (title,) = tree.iter(f"{SPACE}h1")
    assert title.text == HOSTILE[0]


def test_a_scenario_alone_without_targets_or_assumptions(evidence_of: Callable[..., Evidence]) -> None:
    text = page(with_logs(evidence_of(ss.load("scenarios/basics/mm1.yaml"), replications=1)))
    html5lib.HTMLParser(strict=True).parse(text)
    assert "option" not in re.sub(r"<style>.*?</style>|<[^>]*>", "", text, flags=re.DOTALL)


def test_the_example_of_the_docs_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    example = re.search(r"```python\n(.*?)```", (root / "docs/report.md").read_text(encoding="utf-8"), re.DOTALL)
    assert example
    code = (
        example[1]
        .replace("replications=5", "replications=1")
        .replace('f"scenarios/weekend/', f'f"{root}/scenarios/nights/')
    )
    monkeypatch.chdir(tmp_path)
    exec(code.replace('"skeleton"', '"on-call"'), {})
    assert "<title>Weekend coverage</title>" in (tmp_path / "page.html").read_text(encoding="utf-8")

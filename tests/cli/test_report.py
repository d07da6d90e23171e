"""`simsupport report`: what is wrong is told before anything is simulated; what is written is there in whole."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from simsupport import whole_files
from simsupport.cli import report

FEW = ("-n", "2", "--workers", "1", "--assumptions", "0%")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("desk", "--out", "{tmp}"), "Error: the page '{tmp}' can't be written: it is a folder"),
        (("desk", "--out", "{tmp}/no/page.html"),
         "Error: the page '{tmp}/no/page.html' can't be written: there is no folder '{tmp}/no'"),
        (("{tmp}", "--out", "{tmp}/page.html"),
         "Error: there is no scenario in the folder '{tmp}': it has no file .yaml or .yml"),
        (("desk", "--out", "{tmp}/page.html", "--only", "topics.cal.talk.phone"),
         "Error: no assumption matches 'topics.cal.talk.phone'; did you mean 'topics.call.talk.phone'?"),
        (("desk", "--out", "{tmp}/page.html", "--assumptions", "a lot"), "--assumptions a lot: "),
        (("desk",), "Missing option '--out'"),
    ],
)  # fmt: skip
def test_bad_input_is_told_before_anything_is_simulated(
    words: tuple[str, ...], message: str, invoke: Callable[..., Result], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was simulated")

    monkeypatch.setattr("simsupport.cli.experiments.perform", never)
    result = invoke("report", *(word.format(tmp=tmp_path) for word in words))
    assert result.exit_code == 2, result.stderr
    assert message.format(tmp=tmp_path) in result.stderr
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_not_be_written(
    invoke: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(whole_files, "try_to_write", refuse)
    result = invoke("report", "desk", "--out", f"{tmp_path}/page.html")
    assert result.exit_code == 2
    assert result.stderr == f"Error: the page '{tmp_path}/page.html' can't be written: Permission denied\n"


@pytest.mark.slow
def test_the_page_is_written_and_a_missed_target_ends_with_3(invoke: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    result = invoke("report", "desk", "--out", str(out), "--require-targets", "--title", "A & B", *FEW)
    assert result.exit_code == 3
    assert f"written: {out}" in result.stderr
    assert "missed: Alone, phone first response" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    text = out.read_text(encoding="utf-8")
    assert "<title>A &amp; B</title>" in text
    given = "--title &#39;A &amp; B&#39; --assumptions 0% --replications 2 --require-targets"
    assert f"<code>simsupport report desk {given} --out page.html</code>" in text


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_what_was_there(
    invoke: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "page.html"
    out.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "write", full)
    monkeypatch.setattr("simsupport.report.page", lambda *_: "after")  # what is in it makes no difference
    result = invoke("report", "desk/alone.yaml", "--out", str(out), *FEW)
    assert result.exit_code == 1
    assert f"Error: the page '{out}' can't be written: No space left on device" in result.stderr
    assert out.read_text() == "before"


@pytest.mark.parametrize(
    ("flag", "value", "words"),
    [
        ("--only", ("a", "b"), ["--only", "a", "--only", "b"]),
        ("--precision", {"cost": 0.5}, ["--precision", "cost=0.5"]),
        ("--force", True, ["--force"]),
        ("--seed", 7, ["--seed", "7"]),
    ],
)
def test_options_as_they_are_typed(flag: str, value: object, words: list[str]) -> None:
    assert report._written(flag, value) == words
    assert shlex.split(shlex.join(words)) == words

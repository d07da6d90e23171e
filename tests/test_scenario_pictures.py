"""The pictures of scenarios/README.md: one for each family, small, and drawn by the command that is named there."""

import re
from pathlib import Path

import pytest

from scenarios.pictures.__main__ import FAMILIES, HERE, draw, main

SCENARIOS = HERE.parent
README = (SCENARIOS / "README.md").read_text(encoding="utf-8")


def words(picture: str) -> list[str]:
    """All that is written in a picture: names, numbers, and the ticks of its axes."""
    return re.findall(r"<text[^>]*>([^<]+)</text>", picture)


def test_every_family_has_a_line_and_a_picture() -> None:
    folders = {path.parent.name for path in SCENARIOS.glob("*/*.yaml")}
    alone = {path.stem for path in SCENARIOS.glob("*.yaml")}
    assert set(FAMILIES) == folders | alone
    shown = re.findall(r"^## .+\n\n([A-Z].+[.])\n\n!\[(.{30,})\]\(pictures/(.+)\.svg\)$", README, flags=re.MULTILINE)
    assert [name for _, _, name in shown] == list(FAMILIES)
    assert {path.stem for path in HERE.glob("*.svg")} == set(FAMILIES)
    assert sum(path.stat().st_size for path in HERE.glob("*.svg")) < 300_000


@pytest.mark.slow
@pytest.mark.parametrize("family", ["triage", "ownership"])
def test_the_picture_is_that_of_the_scenarios_as_they_are(family: str) -> None:
    """Its names, numbers and ticks are those of the file; lines are left to the versions of the drawing library."""
    assert words(draw(family)) == words((HERE / f"{family}.svg").read_text(encoding="utf-8"))


def test_the_command_draws_what_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["pictures", "nights", "--to", str(tmp_path)])
    main()
    drawn = (tmp_path / "nights.svg").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["nights.svg"]
    assert {"none", "on-call", "night-shift", "within an hour (%)"} <= set(words(drawn))
    assert draw("nights") == drawn


def test_a_family_that_there_is_not(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["pictures", "night"])
    with pytest.raises(SystemExit, match="2"):
        main()
    assert "there is no picture of night: choose from basics, bank-1999" in capsys.readouterr().err

"""From paths to scenarios."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from simsupport.cli import inputs
from simsupport.cli.endings import Ending
from simsupport.scenario.files import yaml_file

BASE = (Path(__file__).parent / "desk" / "alone.yaml").read_text(encoding="utf-8")
OTHER = "name: {name}\nextends: {base}\nchanges: {{teams.desk.shifts.day.agents: 2}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the base is the last in the alphabet, with what is no scenario beside it."""
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "desks"
    (made / "data").mkdir(parents=True)
    (made / "z-base.yaml").write_text(BASE, encoding="utf-8")
    (made / "b.yaml").write_text(OTHER.format(name="B", base="z-base.yaml"), encoding="utf-8")
    (made / "a.yml").write_text(OTHER.format(name="A", base="b.yaml"), encoding="utf-8")
    (made / "volumes.csv").write_text("1,2", encoding="utf-8")
    return made


def test_the_base_of_a_folder_comes_first(folder: Path) -> None:
    assert inputs.with_base(["desks"]) == [Path("desks/z-base.yaml"), Path("desks/a.yml"), Path("desks/b.yaml")]


def test_a_file_stands_once(folder: Path) -> None:
    assert inputs.files(["desks/b.yaml", "desks"]) == [
        Path("desks/b.yaml"), Path("desks/z-base.yaml"), Path("desks/a.yml"),
    ]  # fmt: skip


def test_a_folder_without_a_base_can_be_run_but_not_compared(folder: Path) -> None:
    (folder / "lonely.yaml").write_text(BASE.replace("Alone", "Lonely"), encoding="utf-8")
    assert [path.name for path in inputs.files(["desks"])] == ["a.yml", "b.yaml", "lonely.yaml", "z-base.yaml"]
    with pytest.raises(Ending, match=r"no scenario in 'desks' is the base .* \(a.yml, b.yaml, lonely.yaml, z-base"):
        inputs.with_base(["desks"])
    assert inputs.with_base(["desks/b.yaml", "desks"])[0] == Path("desks/b.yaml")


def test_a_circle_is_no_base(folder: Path) -> None:
    (folder / "z-base.yaml").write_text(OTHER.format(name="Z", base="a.yml"), encoding="utf-8")
    assert inputs.files(["desks"])  # what is wrong with it is told when it is loaded


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["run", "desk/alon.yaml"], "there is no file or folder 'desk/alon.yaml'; did you mean 'alone.yaml'?"),
        (["run", "nowhere/alone.yaml"], "there is no file or folder 'nowhere/alone.yaml'"),
        (["show", "expected"], "there is no scenario in the folder 'expected': it has no file .yaml or .yml"),
        (["compare", "desk/alone.yaml"], "'Alone' is alone: name at least one more scenario to compare it with"),
        (["compare", "desk/alone.yaml", "desk/alone.yaml"], "'Alone' is alone: name at least one more"),
        (["trace", "desk"], "'desk' has 2 scenarios: name one of them"),
        (["run", "desk", "--set", "name=Twin"], "two scenarios are called 'Twin': desk/alone.yaml and desk/together"),
        (["run", "desk", "--set", "teams.desk"], "'teams.desk' is not a change: write PATH=VALUE"),
        (["run", "desk/alone.yaml", "--set", "teams.dsk.people=3"], "did you mean 'desk'?"),
        (["run", "desk/alone.yaml", "--by", "chanel"], "'chanel' is not a dimension; did you mean 'channel'?"),
        (["trace", "desk/alone.yaml", "--follow", "1000"], "there is no issue 1000: there are 67, counted from 0"),
    ],
)
def test_what_cannot_be_used_is_refused(words: list[str], message: str, invoke: Callable[..., Result]) -> None:
    result = invoke(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr


def test_all_that_is_wrong_with_all_scenarios_comes_at_once(folder: Path, invoke: Callable[..., Result]) -> None:
    (folder / "b.yaml").write_text("extends: z-base.yaml\nchanges: {teams.dsk.agents: 2}\n", encoding="utf-8")
    (folder / "z-base.yaml").write_text(BASE.replace("topic: call", "topic: cal"), encoding="utf-8")
    for command in ("run", "check", "compare"):
        result = invoke(command, str(folder))
        assert result.exit_code == 2
        assert result.stdout == ""
        assert (
            f"{folder}/z-base.yaml:17:12 demand[0].topic: 'cal' is not a topic; did you mean 'call'?" in result.stderr
        )
        assert f"{folder}/b.yaml:2:11 " in result.stderr
        assert len(result.stderr.splitlines()) == len(set(result.stderr.splitlines()))


def test_changes_reach_every_scenario(invoke: Callable[..., Result]) -> None:
    result = invoke("show", "desk", "--set", "calendar.duration=2 d", "--set", "teams.lead.cost.hour=50")
    assert result.exit_code == 0
    assert result.stdout.count("Time: 2 d, Mon 2026-03-02 to Tue 2026-03-03 (UTC)") == 2
    assert result.stdout.count("50.00") == 2


def test_what_is_odd_is_said_once(invoke: Callable[..., Result]) -> None:
    result = invoke("run", "desk", "-n", "1", "--workers", "1", "--set", "demand.call/phone.volume=3000 issues / week")
    assert result.exit_code == 0
    warnings = result.stderr.splitlines()
    assert all(line.startswith("warning: desk/") for line in warnings)
    assert len(warnings) == len({line.split(" ", 2)[2] for line in warnings}) > 0


TALK = "name: {name}\ninitiatives: {{{initiative}: {{effects: {{talk: {talk}}}}}}}\n"


@pytest.fixture
def initiatives(tmp_path: Path) -> list[str]:
    """The words that ask for two initiatives."""
    (tmp_path / "a.yaml").write_text(TALK.format(name="A", initiative="a", talk="-20%"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(TALK.format(name="B", initiative="b", talk="+20%"), encoding="utf-8")
    return ["--with", f"{tmp_path}/a.yaml", "--with", f"{tmp_path}/b.yaml"]


def names(result: Result) -> list[str]:
    """The scenarios of a table of data, in order."""
    assert result.exit_code == 0, result.stderr
    rows = list(csv.DictReader(result.stdout.splitlines()))
    return list(dict.fromkeys(row["scenario"] for row in rows))


ONCE = ["-n", "1", "--workers", "1", "--csv"]


def test_initiatives_reach_every_scenario(invoke: Callable[..., Result], initiatives: list[str]) -> None:
    assert names(invoke("run", "desk", *initiatives, *ONCE)) == ["Alone + A + B", "Together + A + B"]
    assert names(invoke("compare", "desk", *initiatives, *ONCE)) == ["Together + A + B"]  # from the base with both
    shown = invoke("show", "desk/alone.yaml", *initiatives, "--resolved")
    assert yaml_file.parse(shown.stdout).plain()["initiatives"].keys() == {"a", "b"}
    checked = invoke("check", "desk/alone.yaml", *initiatives)
    assert checked.stdout == f"desk/alone.yaml with {initiatives[1]}, {initiatives[3]}: no errors, no warnings\n"
    assert "talk 3 m 12 s (R12)" in invoke("trace", "desk/alone.yaml", *initiatives[:2], "--first", "1").stdout
    assert "talk 4 m 00 s (R12)" in invoke("trace", "desk/alone.yaml", "--first", "1").stdout


def test_a_base_alone_is_compared_with_each_initiative(invoke: Callable[..., Result], initiatives: list[str]) -> None:
    result = invoke("compare", "desk/alone.yaml", *initiatives, "-n", "1", "--workers", "1", "--json")
    found = json.loads(result.stdout)
    assert found["base"] == "Alone"
    options = dict.fromkeys(row["scenario"] for row in found["differences"])
    assert list(options) == ["Alone + A", "Alone + B", "Alone + A + B"]
    one = names(invoke("compare", "desk/alone.yaml", *initiatives[:2], *ONCE))
    assert one == ["Alone + A"]


def test_initiatives_that_exclude_each_other_are_compared_each_alone(
    invoke: Callable[..., Result], initiatives: list[str], tmp_path: Path
) -> None:
    (tmp_path / "b.yaml").write_text(TALK.format(name="B", initiative="a", talk="+20%"), encoding="utf-8")
    result = invoke("compare", "desk/alone.yaml", *initiatives, *ONCE)
    assert names(result) == ["Alone + A", "Alone + B"]
    clash = f"{tmp_path}/b.yaml:2:15 initiatives.a: {tmp_path}/a.yaml has an initiative 'a' too: only one of them may"
    assert result.stderr == f"warning: they can't be compared all together: {clash}\n"
    refused = invoke("run", "desk", *initiatives)
    assert (refused.exit_code, refused.stderr) == (2, f"{clash}\n")


def test_two_initiatives_of_one_name(invoke: Callable[..., Result], initiatives: list[str], tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(TALK.format(name="A", initiative="b", talk="+20%"), encoding="utf-8")
    result = invoke("compare", "desk/alone.yaml", *initiatives)
    assert result.exit_code == 2
    who = f"desk/alone.yaml with {tmp_path}/a.yaml and desk/alone.yaml with {tmp_path}/b.yaml"
    assert result.stderr == (f"Error: two scenarios are called 'Alone + A': {who}; give one of them another name\n")


def test_what_is_wrong_with_an_initiative_is_told_for_each_scenario(
    invoke: Callable[..., Result], initiatives: list[str], tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text("initiatives: {a: {for: {topics: [cal]}}}\n", encoding="utf-8")
    result = invoke("check", "desk", *initiatives)
    place = f"{tmp_path}/a.yaml:1:34 initiatives.a.for.topics[0]"
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"{place}: 'cal' is not a topic; did you mean 'call'? (added to desk/{name}.yaml)"
        for name in ("alone", "together")
    ]

"""`simsupport sweep` on the command line: data beside text, and what is refused."""

import json
from collections.abc import Callable
from io import StringIO

import pandas as pd
import pytest
from click.testing import Result

from simsupport.cli.sweep_tables import bar

AGENTS = "teams.desk.shifts.day.agents"
GRID = ("sweep", "desk/alone.yaml", "--vary", f"{AGENTS}=1,3", "-n", "2", "--workers", "1")
ASSUMED = ("sweep", "desk/alone.yaml", "--assumptions", "20%", "-n", "2", "--workers", "1")


def test_data_of_a_grid(invoke: Callable[..., Result]) -> None:
    words = (*GRID, "--measure", "offered", "--measure", "cost")
    made = json.loads(invoke(*words, "--json").stdout)
    assert made["varied"] == [AGENTS]
    assert [(row["scenario"], row[AGENTS], row["measure"], row["replications"]) for row in made["rows"]] == [
        ("Alone: agents=1", 1, "offered", 2),
        ("Alone: agents=1", 1, "cost", 2),
        ("Alone: agents=3", 3, "offered", 2),
        ("Alone: agents=3", 3, "cost", 2),
    ]
    assert {(row[AGENTS], row["target"]) for row in made["targets"]} == {
        (number, target)
        for number in (1, 3)
        for target in ("phone first response", "email first response", "solved", "lost calls")
    }
    table = pd.read_csv(StringIO(invoke(*words, "--csv").stdout))
    assert table.columns.tolist()[:4] == ["scenario", AGENTS, "measure", "unit"]
    assert table["mean"].tolist() == pytest.approx([row["mean"] for row in made["rows"]])


def test_all_measures_where_none_is_named(invoke: Callable[..., Result]) -> None:
    rows = json.loads(invoke(*GRID, "--json", "--by", "channel").stdout)["rows"]
    assert len({row["measure"] for row in rows}) > 50
    assert {(row[AGENTS], row["channel"]) for row in rows} == {
        (number, channel) for number in (1, 3) for channel in (None, "phone", "email")
    }


def test_a_group_has_a_row_of_its_own(invoke: Callable[..., Result]) -> None:
    lines = invoke(*GRID, "--by", "channel", "--measure", "offered").stdout.splitlines()
    assert lines[0] == f"Alone, with {AGENTS} varied"
    assert [line.split("  ")[0] for line in lines[4:8]] == ["1, phone", "1, email", "3, phone", "3, email"]


def test_data_of_assumptions(invoke: Callable[..., Result]) -> None:
    made = json.loads(invoke(*ASSUMED, "--measure", "cost", "--only", "demand*", "--json").stdout)
    assert made["assumptions"] == 0.2
    assert [(row["assumption"], row["side"], row["varied"], row["base"]) for row in made["rows"]] == [
        ("demand.call/phone.volume", "less", "240 / week", None),
        ("demand.call/phone.volume", "more", "360 / week", None),
    ]
    table = pd.read_csv(StringIO(invoke(*ASSUMED, "--measure", "cost", "--only", "demand*", "--csv").stdout))
    assert table["effect"].tolist() == pytest.approx([row["effect"] for row in made["rows"]])


def test_initiatives_are_options_as_for_compare(invoke: Callable[..., Result], tmp_path: object) -> None:
    file = f"{tmp_path}/quicker.yaml"
    with open(file, "w") as out:
        out.write("initiatives: {quicker: {effects: {talk: -10%}}}\n")
    words = ("--with", file, "--only", "initiatives*", "--measure", "occupancy", "--json")
    rows = json.loads(invoke(*ASSUMED, *words).stdout)["rows"]
    assert {(row["base"], row["scenario"]) for row in rows} == {("Alone", "Alone + quicker")}
    assert {(row["assumption"], row["varied"]) for row in rows} == {
        ("initiatives.quicker.effects.talk", "x0.92"),
        ("initiatives.quicker.effects.talk", "x0.88"),
    }


def test_a_store_keeps_a_sweep(invoke: Callable[..., Result], tmp_path: object) -> None:
    first = invoke(*GRID, "--store", f"{tmp_path}/kept")
    assert first.exit_code == 0
    assert invoke(*GRID, "--store", f"{tmp_path}/kept").stdout == first.stdout
    assumed = (*ASSUMED, "--only", "demand*")
    stored = invoke(*assumed, "--store", f"{tmp_path}/others")
    assert stored.stdout == invoke(*assumed, "--store", f"{tmp_path}/others").stdout == invoke(*assumed).stdout


def test_required_targets(invoke: Callable[..., Result]) -> None:
    result = invoke(*GRID, "--require-targets")
    assert result.exit_code == 3
    assert "missed: Alone: agents=1, lost calls: " in result.stderr
    alone = invoke(*ASSUMED, "--require-targets", "--only", "demand*")
    assert alone.exit_code == 3
    assert all(line.split(", ")[0].endswith(": Alone") for line in alone.stderr.splitlines())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "give --vary PATH=VALUES or --assumptions SHARE, one of them"),
        (["--vary", "a=1", "--assumptions", "20%"], "give --vary PATH=VALUES or --assumptions SHARE, one of them"),
        (["--vary", "teams"], "--vary teams: a path and its values are due, as in teams.desk.agents=4,5,6"),
        (
            ["--vary", f"{AGENTS}=1", "--vary", f"{AGENTS}=2"],
            f"--vary {AGENTS}=2: values of {AGENTS} were given before",
        ),
        (["--vary", f"{AGENTS}=1..2000"], "2,000 combinations are more than 1,000: vary less, or force them (--force)"),
        (["--vary", f"{AGENTS}=1", "--only", "x"], "--only and --together go with --assumptions"),
        (["--vary", f"{AGENTS}=1", "--measure", "offerd"], "'offerd' is not a measure; did you mean 'offered'?"),
        (["--assumptions", "20"], "--assumptions 20: '20' has no unit: a share is written in percent, such as '5%'"),
        (
            ["--assumptions", "20%", "--by", "hour"],
            "--by does not go with --assumptions, which look at figures over all",
        ),
        (["--assumptions", "20%", "--only", "topics.call.tlak*"], "no assumption matches 'topics.call.tlak*'"),
        (["desk", "--vary", f"{AGENTS}=1"], "--vary is about a single scenario: name one of desk/alone.yaml, desk/t"),
    ],
)
def test_what_is_refused(words: list[str], message: str, invoke: Callable[..., Result]) -> None:
    paths = [] if words[:1] == ["desk"] else ["desk/alone.yaml"]
    result = invoke("sweep", *paths, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Error: {message}" in result.stderr


def test_what_is_wrong_with_combinations_is_told_once(invoke: Callable[..., Result]) -> None:
    result = invoke(
        "sweep", "desk/alone.yaml", "--vary", "teams.dsk.agents=1,2", "--vary", "topics.call.talk.phone=4 min,5 min"
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "teams.dsk.agents: there is no such path: 'teams' has no 'dsk'; did you mean 'desk'?\n"


NOBODY = ("--set", "demand.call/phone.volume=0 / week", "-n", "2", "--workers", "1")


def test_a_dash_has_its_reason(invoke: Callable[..., Result]) -> None:
    """Nobody calls, so no figure is there, no target judged, and no assumption turns one."""
    grid = invoke("sweep", "desk/alone.yaml", "--vary", f"{AGENTS}=1,2", "--measure", "offered", *NOBODY).stdout
    assert grid.count("\n–: no target applied to anything that was due; no contact was offered\n") == 1
    assumed = invoke("sweep", "desk/alone.yaml", "--assumptions", "20%", "--only", "topics.*.talk*", *NOBODY).stdout
    assert "–: no contact was due on a channel with a target\n" in assumed
    assert "targets" not in assumed


def test_a_side_that_cannot_be_has_its_reason(invoke: Callable[..., Result]) -> None:
    full = ("--set", "topics.call.retries.probability=100%", "--only", "topics.call.retries.probability")
    assert "\n–: it can't be moved to that side\n" in invoke(*ASSUMED, *full, "--measure", "fcr").stdout


@pytest.mark.parametrize(
    ("less", "more", "expected"),
    [
        (1.0, -0.5, "    ++++|--------"),
        (-1.0, 1.0, "--------|++++++++"),
        (1.0, 0.5, "        |++++----"),
        (0.0, 0.0, "        |        "),
    ],
)
def test_a_bar_runs_from_the_middle(less: float, more: float, expected: str) -> None:
    assert bar(less, more, 1.0) == expected

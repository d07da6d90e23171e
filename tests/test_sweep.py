"""Grids of what-ifs: values and ranges, every combination read on its own, and results that know their values."""

import numpy as np
import pandas as pd
import pytest

import simsupport as ss
from simsupport.errors import ScenarioError, SimsupportError
from simsupport.sweep import LONGEST_NAME, grid, shortened, values

DESK = """
name: Desk
calendar: {duration: 4 h}
channels: {phone: {kind: live, target: {share: 80%, within: 20 s}}}
topics: {call: {talk: {exponential: 5 min}, patience: {exponential: 2 min}}}
demand: [{topic: call, channel: phone, rate: 20 / h}]
teams: {desk: {agents: 2, skills: {call: {}}}}
"""
AGENTS, TALK = "teams.desk.agents", "topics.call.talk.exponential"


@pytest.fixture
def desk(tmp_path):
    path = tmp_path / "desk.yaml"
    path.write_text(DESK)
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4, 5,6", [4, 5, 6]),
        ("4 min,6 min", ["4 min", "6 min"]),
        ("80%,x1.2,+10%", ["80%", "x1.2", "+10%"]),
        ("null,60", [None, 60]),
        ("always, {mon-fri: '08:00-18:00'}", ["always", {"mon-fri": "08:00-18:00"}]),
        ("1..4", [1, 2, 3, 4]),
        ("10..20/5", [10, 15, 20]),
        ("10..20/4", [10, 14, 18]),
        ("0.1..0.3/0.1", [0.1, 0.2, 0.3]),
        ("-1..1", [-1, 0, 1]),
        ("4..6 min", ["4 min", "5 min", "6 min"]),
        ("60..80/10%", ["60%", "70%", "80%"]),
        ("8..12/2 / min", ["8 / min", "10 / min", "12 / min"]),
        ("8..9 issues / week", ["8 issues / week", "9 issues / week"]),
        ("1..2, 9", [1, 2, 9]),
    ],
)
def test_values_of_a_text(text, expected):
    assert values("a.path", text) == expected


def test_values_of_a_list_may_hold_ranges():
    assert values("a.path", [1, "4..5 min"]) == [1, "4 min", "5 min"]


def test_values_of_numpy_are_plain_ones():
    found = values("a.path", np.arange(2, 4))
    assert found == [2, 3]
    assert {type(value) for value in found} == {int}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "a.path: there is no value to vary it over"),
        ([], "a.path: there is no value to vary it over"),
        ("5,4..6", "a.path: 5 stands there twice"),
        ([5, "5"], "a.path: 5 stands there twice"),
        ("9..5", "a.path: '9..5' does not rise: write the smaller end first, and a step above 0"),
        ("5..9/0", "a.path: '5..9/0' does not rise: write the smaller end first, and a step above 0"),
        ("0.1..0.5", "a.path: '0.1..0.5' needs a step, as in 0.1..0.5/0.1"),
        ("4 min..6 min", "a.path: '4 min..6 min' is not a range: write 10..20, 10..20/2 or 4..8/2 min"),
        ("1..1000000000", "a.path: '1..1000000000' has 1,000,000,000 values, more than 100,000"),
    ],
)
def test_values_that_are_none(given, message):
    with pytest.raises(SimsupportError) as error:
        values("a.path", given)
    assert str(error.value) == message


def test_the_last_path_varies_fastest_and_every_scenario_has_its_values(desk):
    found = grid(desk, {AGENTS: [2, 3], TALK: ["4 min", "6 min"]})
    assert found.table.to_numpy().tolist() == [
        ["Desk: agents=2, exponential=4 min", 2, "4 min"],
        ["Desk: agents=2, exponential=6 min", 2, "6 min"],
        ["Desk: agents=3, exponential=4 min", 3, "4 min"],
        ["Desk: agents=3, exponential=6 min", 3, "6 min"],
    ]
    assert found.table.columns.tolist() == ["scenario", AGENTS, TALK]
    assert found.table[AGENTS].dtype.kind == "i"
    assert [scenario.teams["desk"].agents for scenario in found.scenarios] == [2, 2, 3, 3]
    alone = ss.load(desk, changes={AGENTS: 3, TALK: "6 min"})
    assert found.scenarios[3] == alone.model_copy(update={"name": found.scenarios[3].name})


def test_changes_and_initiatives_hold_for_all(desk):
    more = {"initiatives": {"rush": {"effects": {"demand": "x2"}}}}
    found = grid(desk, {AGENTS: [2, 3]}, changes={TALK: "1 min"}, initiatives=[more])
    for scenario in found.scenarios:
        assert scenario.topics["call"].talk["any"].mean == 60e6
        assert scenario.initiatives["rush"].effects.demand == 2


def test_all_that_is_wrong_is_told_once(desk):
    with pytest.raises(ScenarioError) as error:
        grid(desk, {AGENTS: ["two", "three", 4], "teams.dsk.agents": [1, 2]})
    problems = str(error.value).splitlines()
    assert problems == [
        "teams.dsk.agents: there is no such path: 'teams' has no 'dsk'; did you mean 'desk'?",
        "teams.desk.agents: 'two' is not a whole number from 0 to 1,000,000",
        "teams.desk.agents: 'three' is not a whole number from 0 to 1,000,000",
    ]


def test_absurd_grids_are_refused_before_anything_is_read(tmp_path):
    nowhere = tmp_path / "nowhere.yaml"
    with pytest.raises(SimsupportError, match=r"^10,000 combinations are more than 1,000: vary less"):
        grid(nowhere, {AGENTS: "1..100", TALK: "1..100 s"})
    with pytest.raises(ScenarioError, match="there is no such file"):
        grid(nowhere, {AGENTS: "1..1001"}, force=True)
    with pytest.raises(SimsupportError, match="nothing varies"):
        grid(nowhere, {})


def test_names_that_are_too_long_stay_apart(desk):
    long = "x" * 190
    found = grid(desk, {"topics.call.hard": [{"share": "10%"}, {"share": "20%"}]}, changes={"name": long})
    names = [scenario.name for scenario in found.scenarios]
    assert len(set(names)) == 2
    assert max(map(len, names)) <= LONGEST_NAME


def test_paths_are_shortened_as_far_as_they_stay_apart():
    assert shortened(["teams.desk.agents", "topics.call.talk"]) == ["agents", "talk"]
    assert shortened(["teams.desk.agents", "teams.back.agents"]) == ["desk.agents", "back.agents"]


def test_a_sweep_is_a_run_with_the_values_beside(desk):
    swept = ss.sweep(desk, {AGENTS: "1..3"}, 3, by=["channel"], names=["offered", "service_level"], workers=1)
    scenarios = grid(desk, {AGENTS: [1, 2, 3]}).scenarios
    plain = ss.run(scenarios, 3, by=["channel"], names=["offered", "service_level"], workers=1)
    for found, expected in (
        (swept.figures, plain.figures),
        (swept.summary("channel"), plain.summary("channel")),
        (swept.summary(level=0.8), plain.summary(level=0.8)),
    ):
        assert found.columns[:2].tolist() == ["scenario", AGENTS]
        pd.testing.assert_frame_equal(found.drop(columns=AGENTS), expected)
        assert found.groupby("scenario")[AGENTS].unique().map(list).to_dict() == {
            "Desk: agents=1": [1], "Desk: agents=2": [2], "Desk: agents=3": [3],
        }  # fmt: skip
    pd.testing.assert_frame_equal(ss.compare(swept), ss.compare(plain))


def test_all_combinations_meet_the_same_customers(desk):
    swept = ss.sweep(desk, {AGENTS: [1, 9]}, 4, names=["offered", "abandonment_rate"], workers=1)
    values_of = swept.figures.pivot_table(index="replication", columns=["measure", AGENTS], values="value")
    assert values_of["offered"][1].tolist() == values_of["offered"][9].tolist()
    assert (values_of["abandonment_rate"][1] > values_of["abandonment_rate"][9]).all()

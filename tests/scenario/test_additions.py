"""What is added to a scenario (R22): files of initiatives and changes, in any order."""

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from simsupport import units
from simsupport.errors import ScenarioError
from simsupport.scenario import check, from_mapping, load, resolved
from simsupport.scenario.fields import Moment

DESK = Path(__file__).parents[1] / "invalid/base/desk.yaml"
TRAINING = """\
name: Training
description: Everybody learns.
initiatives:
  training: {starts: 1 week, ramp: 2 weeks, effects: {unsolved: -10%}, away: {team: frontline, hours: 40}, cost: 4000}
"""
BOT = """\
description: A bot for billing.
initiatives:
  bot: {cost: 6000}
changes:
  automation.bot.chat: {takes: 90 s, contains: {billing: 50%}}
  topics.chatter: {talk: 1 min}
  topics.chatter.talk: 2 min
  demand.chatter: {topic: chatter, channel: chat, rate: 1 / h}
  teams.weekend.skills.chatter: {}
"""
HEADS = """\
name: More heads
changes:
  teams.specialists.agents: 5
  demand.billing/phone.volume: 600 issues / week
  demand.night: {topic: technical, channel: email, rate: 1 / h}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {"training": TRAINING, "bot": BOT, "heads": HEADS}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "desk.yaml").write_text(DESK.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def refused(*added: Any, **more: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load("desk.yaml", initiatives=added, **more)
    return str(caught.value).splitlines()


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def test_initiatives_and_changes_are_added(folder: Path) -> None:
    scenario = load("desk.yaml", initiatives=["bot.yaml", Path("training.yaml")])
    training = scenario.initiatives["training"]
    assert list(scenario.initiatives) == ["training", "bot"]
    assert (training.starts, training.ramp) == (Moment(None, units.WEEK), 2 * units.WEEK)
    assert (training.effects.unsolved, training.cost) == (0.9, 4000)
    assert scenario.automation.bot["chat"].contains == {"billing": 0.5}
    assert scenario.topics["chatter"].talk["any"].mean == 2 * units.MINUTE  # one change after the other
    assert [line.name for line in scenario.demand] == ["billing/phone", "technical/email", "chatter"]
    assert load("desk.yaml").initiatives == {}


def test_the_scenario_is_called_after_what_is_added(folder: Path) -> None:
    scenario = load("desk.yaml", initiatives=["training.yaml", "bot.yaml"])
    assert scenario.name == "Desk + Training + bot"  # a file without a name is called as it is stored
    assert scenario.description == "Training: Everybody learns.\n\nbot: A bot for billing."
    assert load("desk.yaml", {"name": "Twin"}, ["training.yaml"]).name == "Twin"
    long = write("long.yaml", f"name: {'x' * 300}\n{TRAINING.partition(chr(10))[2]}")
    assert load("desk.yaml", initiatives=[long]).name == f"Desk + {'x' * 192}…"


def test_the_order_of_files_has_no_meaning(folder: Path) -> None:
    more = write("more.yaml", "changes: {demand.day: {topic: billing, channel: chat, rate: 1 / h}}\n")
    files = ["training.yaml", "bot.yaml", "heads.yaml", more]
    forms = [load("desk.yaml", initiatives=order) for order in permutations(files)]
    assert all(form == forms[0] and resolved(form) == resolved(forms[0]) for form in forms)
    assert list(forms[0].topics) == ["billing", "technical", "chatter"]


def test_the_order_of_mappings_has_no_meaning() -> None:
    added = [
        {"initiatives": {"a": {"effects": {"talk": "-5%"}}}, "changes": {"teams.specialists.agents": 5}},
        {"initiatives": {"b": {"effects": {"talk": "-5%"}}}, "description": "B"},
        {"changes": {"demand.x": {"topic": "billing", "channel": "chat", "rate": "1 / h"}}},
        {"changes": {"demand.y": {"topic": "billing", "channel": "chat", "rate": "1 / h"}}},
    ]
    forms = [load(DESK, initiatives=order) for order in permutations(added)]
    assert all(resolved(form) == resolved(forms[0]) for form in forms)
    assert forms[0].name == "Desk + a + b + changes + changes"


def test_changes_from_outside_come_last(folder: Path) -> None:
    changes = {"initiatives.training.ramp": "1 d", "teams.specialists.agents": 9}
    scenario = load("desk.yaml", changes, ["heads.yaml", "training.yaml"])
    assert scenario.initiatives["training"].ramp == units.DAY
    assert scenario.teams["specialists"].agents == 9


def test_a_variant_may_have_initiatives_of_its_own(folder: Path) -> None:
    write("taught.yaml", f"extends: desk.yaml\nchanges:\n  initiatives.training: {{cost: 1}}\n  {'x' * 0}")
    write("dearer.yaml", "extends: taught.yaml\nchanges: {initiatives.training.cost: 2, initiatives.bot: {cost: 3}}\n")
    scenario = load("dearer.yaml")
    assert {name: one.cost for name, one in scenario.initiatives.items()} == {"training": 2, "bot": 3}
    with pytest.raises(ScenarioError) as caught:
        load("dearer.yaml", initiatives=["training.yaml"])
    assert str(caught.value) == (
        "training.yaml:4:3 initiatives: the scenario has an initiative 'training' itself (taught.yaml:3)"
    )


def test_a_mapping_is_added_to_a_mapping(folder: Path) -> None:
    mapping = {"extends": "desk.yaml", "changes": {}}
    added = {"name": "Coaching", "initiatives": {"coaching": {"effects": {"talk": "-5%"}}}}
    scenario = from_mapping(mapping, folder, initiatives=[added, "training.yaml"])
    assert scenario.name == "scenario + Coaching + Training"
    assert set(scenario.initiatives) == {"coaching", "training"}


def test_a_file_is_looked_for_beside_the_one_that_names_it(folder: Path) -> None:
    (folder / "far").mkdir()
    rows = "".join(f"{hour:02}:00,{hour}\n" for hour in range(24))
    write("far/week.csv", f"time,mon\n{rows}")
    profile = write("far/week.yaml", "changes: {profiles.office: {file: week.csv}}\n")
    assert load("desk.yaml", initiatives=[profile]).profiles["office"]["mon"][:3] == (0, 1, 2)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("initiatives: {x: {}}", "initiatives: {x: {}}", "b.yaml:1:15 initiatives.x: a.yaml has an initiative 'x' too"),
        ("changes: {a.b: 1}", "changes: {a.b: 2}", "b.yaml:1:11 a.b: a.yaml changes 'a.b' too"),
        ("changes: {teams.weekend: {manner: 1}}", "changes: {teams.weekend.manner: 2}",
         "b.yaml:1:11 teams.weekend.manner: a.yaml changes 'teams.weekend' too"),
        ("initiatives: {x: {}}", "changes: {initiatives.x.cost: 2}",
         "b.yaml:1:11 initiatives.x.cost: a.yaml has an initiative 'x' too"),
        ("changes: {demand.technical/email.rate: 1 / h}", "changes: {'demand[1].rate': 2 / h}",
         "b.yaml:1:11 demand[1].rate: a.yaml changes 'demand.technical/email.rate' too"),
        ("changes: {demand.0: null}", "changes: {demand.1.rate: 2 / h}",  # the second would be the first
         "b.yaml:1:11 demand[1].rate: a.yaml changes 'demand.0' too"),
        ("changes: {demand.1.channel: chat}", "changes: {demand.technical/email.rate: 2 / h}",  # called otherwise
         "b.yaml:1:11 demand[1].rate: a.yaml changes 'demand.1.channel' too"),
        ("changes: {demand.new: {topic: billing}}", "changes: {demand.new.channel: chat}",
         "b.yaml:1:11 demand.new.channel: a.yaml changes 'demand.new' too"),
    ],
)  # fmt: skip
def test_two_files_that_say_something_of_one_thing(folder: Path, one: str, other: str, message: str) -> None:
    write("a.yaml", f"{one}\n")
    write("b.yaml", f"{other}\n")
    assert refused("a.yaml", "b.yaml") == refused("b.yaml", "a.yaml") == [f"{message}: only one of them may"]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", [": what is added to a scenario is a mapping with initiatives, changes or both"]),
        ("- a\n", [":1:1: what is added to a scenario is a mapping with initiatives, changes or both"]),
        ("name: A\n", [":1:1: there is nothing to add: give initiatives, or changes"]),
        ("initiatives: {}\nchanges: {}\n", [":1:1: there is nothing to add: give initiatives, or changes"]),
        ("initatives: {}\nprofiles: {}\n", [
            ":1:1: unknown key 'initatives'; did you mean 'initiatives'?",
            ":2:1: 'profiles' belongs to a scenario: move it into changes",
        ]),
        ("extends: desk.yaml\nchanges: {teams.weekend.manner: 1}\n", [
            ":1:1: this is a scenario: what is added to one has only name, description, initiatives, changes",
        ]),
        ("name: 5\ndescription:\ninitiatives: [x]\n", [
            ":1:7 name: a text is due, not '5'",
            ":2:1 description: 'description' has no value: leave the key out",
            ":3:14 initiatives: a mapping from names to initiatives is due",
        ]),
        ('name: "a\\tb"\ninitiatives: {x: {}}\n', [":1:7 name: a name is printable text in one line"]),
        ("name: ' '\ninitiatives: {x: {}}\n", [":1:7 name: a name is printable text in one line"]),
        ("changes: [a]\n", [":1:1 changes: a mapping from paths to values is due"]),
        ("initiatives: {x: {}\n", [":2:1: this is not valid YAML: a comma or a closing brace is missing"]),
    ],
)  # fmt: skip
def test_what_cannot_be_added(folder: Path, text: str, messages: list[str]) -> None:
    assert refused(write("a.yaml", text)) == [f"a.yaml{message}" for message in messages]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("initiatives: {x: {for: {topics: [biling]}}}", ":1:34 initiatives.x.for.topics[0]: 'biling' is not a topic; "
         "did you mean 'billing'?"),
        ("initiatives: {x: }", ":1:15 initiatives: 'x' has no value: write {}, or leave the key out"),
        ("initiatives: {v1.2: {}}", ":1:15 initiatives: 'v1.2' is not a name: a short printable text without dots or "
         "outer blanks"),
        ("changes: {team.weekend.manner: 1}", ":1:11 team.weekend.manner: there is no such path: the scenario has no "
         "'team'; did you mean 'teams'?"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_scenario(folder: Path, text: str, message: str) -> None:
    assert refused(write("a.yaml", f"{text}\n")) == [f"a.yaml{message} (added to desk.yaml)"]


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    write("a.yaml", "name: 5\n")
    assert refused("a.yaml", "b.yaml", "bot.yaml", "./bot.yaml", 5) == [
        "./bot.yaml: this file is given twice",
        "a.yaml:1:7 name: a text is due, not '5'",
        "b.yaml: there is no such file",
        "initiatives[4]: a file or a mapping is due, not '5'",
    ]


def test_a_single_file_is_no_list(folder: Path) -> None:
    with pytest.raises(ScenarioError, match=r"^initiatives are a list of files or mappings: put this one in brackets$"):
        load("desk.yaml", initiatives="bot.yaml")


def test_a_file_of_initiatives_is_no_scenario(folder: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("bot.yaml")
    assert str(caught.value) == (
        "bot.yaml:1:1: this is no scenario: add it to one (--with FILE; in Python initiatives=[FILE])"
    )


def test_warnings_say_where_they_come_from(folder: Path) -> None:
    assert [str(problem) for problem in check("desk.yaml", initiatives=["heads.yaml"])] == [
        "desk.yaml:28:1 teams: 1,567.0 agent hours a week are scheduled, 168.0 more than in 'Desk'",
    ]
    late = write("late.yaml", "initiatives: {late: {starts: 9 weeks, effects: {talk: -5%}}}\n")
    assert [str(problem) for problem in check("desk.yaml", initiatives=[late])] == [
        "late.yaml:1:30 initiatives.late.starts: it starts after the end of the horizon, 2026-03-23 00:00 "
        "(added to desk.yaml)",
    ]

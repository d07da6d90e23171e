"""Variants and changes: mappings merge, lists and scalars replace, null removes."""

from pathlib import Path
from typing import Any

import pytest

from simsupport.errors import ScenarioError
from simsupport.scenario import distributions, from_mapping, load, load_base, parse_setting
from simsupport.scenario.files import yaml_file
from simsupport.scenario.reading.variants import apply, from_outside

DESK = """\
name: Desk
description: Where it all begins
channels:
  phone: {kind: live, open: {mon-fri: "08:00-18:00", sat: "09:00-12:00"}, target: {share: 80%, within: 20 s}}
topics:
  call: {talk: {lognormal: {mean: 5 min, cv: 1}}, patience: {phone: 3 min}}
demand:
  - {topic: call, channel: phone, rate: 10 / h}
  - {name: evening, topic: call, channel: phone, rate: 2 / h}
profiles:
  office: {file: week.csv}
teams:
  desk: {agents: 5, skills: {call: {resolves: 80%}}}
"""


def changed(path: str, value: object) -> Any:
    """The desk's data after one change, without what can't be."""
    tree, problems = apply(yaml_file.parse(DESK), from_outside([(path, value)]))
    assert not problems
    return tree.plain()


@pytest.mark.parametrize(
    ("path", "value", "section", "result"),
    [
        ("teams.desk.agents", 6, "teams", {"desk": {"agents": 6, "skills": {"call": {"resolves": "80%"}}}}),
        ("teams.desk.skills", {"call": {"speed": 2}}, "teams",
         {"desk": {"agents": 5, "skills": {"call": {"resolves": "80%", "speed": 2}}}}),
        ("teams.desk.cost.hour", 20, "teams",
         {"desk": {"agents": 5, "skills": {"call": {"resolves": "80%"}}, "cost": {"hour": 20}}}),
        ("teams.back", {"agents": 2}, "teams",
         {"desk": {"agents": 5, "skills": {"call": {"resolves": "80%"}}}, "back": {"agents": 2}}),
        ("teams.desk.skills.call", None, "teams", {"desk": {"agents": 5, "skills": {}}}),
        ("teams.desk", {"agents": None, "people": 3}, "teams",
         {"desk": {"people": 3, "skills": {"call": {"resolves": "80%"}}}}),
        ("topics.call.talk", {"exponential": "4 min"}, "topics",
         {"call": {"talk": {"exponential": "4 min"}, "patience": {"phone": "3 min"}}}),
        ("topics.call.talk", {"lognormal": {"mean": "4 min"}}, "topics",
         {"call": {"talk": {"lognormal": {"mean": "4 min", "cv": 1}}, "patience": {"phone": "3 min"}}}),
        ("topics.call.talk.lognormal.cv", 2, "topics",
         {"call": {"talk": {"lognormal": {"mean": "5 min", "cv": 2}}, "patience": {"phone": "3 min"}}}),
        ("topics.call.talk", {"phone": "4 min"}, "topics",
         {"call": {"talk": {"phone": "4 min"}, "patience": {"phone": "3 min"}}}),
        ("topics.call.patience", {"chat": "1 min"}, "topics",
         {"call": {"talk": {"lognormal": {"mean": "5 min", "cv": 1}},
                   "patience": {"phone": "3 min", "chat": "1 min"}}}),
        ("topics.call.patience", {"exponential": "1 min"}, "topics",
         {"call": {"talk": {"lognormal": {"mean": "5 min", "cv": 1}}, "patience": {"exponential": "1 min"}}}),
        ("profiles.office", {"mon": [1]}, "profiles", {"office": {"mon": [1]}}),
        ("calendar.duration", "1 d", "calendar", {"duration": "1 d"}),
    ],
)  # fmt: skip
def test_a_change_of_a_mapping(path: str, value: object, section: str, result: object) -> None:
    assert changed(path, value)[section] == result


@pytest.mark.parametrize(
    ("path", "rate", "other"),
    [
        ("demand[0].rate", "9 / h", "2 / h"),
        ("demand.0.rate", "9 / h", "2 / h"),
        ("demand.call/phone.rate", "9 / h", "2 / h"),
        ("demand.evening.rate", "10 / h", "9 / h"),
        ("demand[1].rate", "10 / h", "9 / h"),
    ],
)
def test_an_element_of_a_list_by_number_or_name(path: str, rate: str, other: str) -> None:
    assert [line["rate"] for line in changed(path, "9 / h")["demand"]] == [rate, other]


def test_elements_of_lists_come_and_go() -> None:
    assert [line.get("name") for line in changed("demand.call/phone", None)["demand"]] == ["evening"]
    new = changed("demand.night", {"topic": "call", "channel": "phone", "rate": "1 / h"})["demand"]
    assert [line.get("name") for line in new] == [None, "evening", "night"]
    assert changed("demand", [1])["demand"] == [1]


@pytest.mark.parametrize(
    ("hours", "result"),
    [
        ({"sun": "10:00-12:00"}, {"mon-fri": "08:00-18:00", "sat": "09:00-12:00", "sun": "10:00-12:00"}),
        ({"mon-sat": "07:00-19:00"}, {"mon-sat": "07:00-19:00"}),
        ({"mon-fri": "07:00-19:00"}, {"mon-fri": "07:00-19:00", "sat": "09:00-12:00"}),
        ({"tue-sat": "07:00-13:00"}, {"mon": "08:00-18:00", "tue-sat": "07:00-13:00"}),
        ({"sat": None}, {"mon-fri": "08:00-18:00"}),
        ({"wed-fri": None}, {"mon": "08:00-18:00", "tue": "08:00-18:00", "sat": "09:00-12:00"}),
        ("always", "always"),
    ],
)  # fmt: skip
def test_weekly_tables_merge_by_day(hours: object, result: object) -> None:
    assert changed("channels.phone.open", hours)["channels"]["phone"]["open"] == result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "desk.yaml").write_text(DESK.replace("{file: week.csv}", "{mon: [" + "1," * 24 + "]}"))
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_a_variant_says_only_what_differs(folder: Path) -> None:
    variant = write(folder, "more.yaml", "name: More\nextends: desk.yaml\nchanges: {teams.desk.agents: 9}\n")
    scenario, base = load(variant), load(folder / "desk.yaml")
    assert (scenario.name, scenario.description, scenario.teams["desk"].agents) == ("More", "", 9)
    assert scenario.model_copy(update={"name": "", "teams": ()}) == base.model_copy(
        update={"name": "", "description": "", "teams": ()}
    )
    assert load_base(variant) == base
    assert load_base(folder / "desk.yaml") is None


def test_a_variant_of_a_variant_in_another_folder(folder: Path) -> None:
    write(folder, "more.yaml", "extends: desk.yaml\nchanges: {teams.desk.agents: 9, calendar.duration: 1 d}\n")
    variant = write(folder, "far/most.yaml", "extends: ../more.yaml\nchanges: {teams.desk.agents: 99}\n")
    scenario = load(variant, changes={"calendar.warm_up": "1 h"})
    assert (scenario.name, scenario.teams["desk"].agents) == ("most", 99)
    assert (scenario.calendar.duration, scenario.calendar.warm_up) == (86_400_000_000, 3_600_000_000)


def test_a_file_is_looked_for_beside_the_file_that_names_it(folder: Path) -> None:
    write(folder, "data/week.csv", "time,mon\n" + "".join(f"{hour:02}:00,{hour}\n" for hour in range(24)))
    write(folder, "data/week.yaml", "extends: ../desk.yaml\nchanges: {profiles.office: {file: week.csv}}\n")
    variant = write(folder, "other/same.yaml", "extends: ../data/week.yaml\n")
    assert load(variant).profiles["office"]["mon"] == tuple(float(hour) for hour in range(24))


def test_an_error_in_a_variant_is_told_at_its_line(folder: Path) -> None:
    variant = write(folder, "bad.yaml", "extends: desk.yaml\nchanges:\n  teams.desk.agents: -1\n")
    with pytest.raises(ScenarioError) as caught:
        load(variant)
    assert str(caught.value).startswith(f"{variant}:3:22 teams.desk.agents: '-1' is not")


def test_a_path_through_a_key_that_python_reserves(folder: Path) -> None:
    changes = {"initiatives.kb": {"ramp": "1 d"}, "initiatives.kb.for.topics": ["call"],
               "topics.call.on_hold": {"mail": {"share": "5%", "for": {"exponential": "1 d"}}},
               "topics.call.on_hold.mail.for": {"constant": "2 d"}, "channels.mail": {"kind": "deferred"}}  # fmt: skip
    scenario = load(folder / "desk.yaml", changes)
    assert scenario.initiatives["kb"].for_.topics == ("call",)
    assert scenario.topics["call"].on_hold["mail"].for_ == distributions.Constant(172_800_000_000)


def test_a_chain_of_variants_has_an_end(folder: Path) -> None:
    for number in range(30):
        write(folder, f"v{number}.yaml", f"extends: v{number + 1}.yaml\n")
    write(folder, "v30.yaml", "extends: desk.yaml\n")
    assert load(folder / "v15.yaml").name == "v15"
    with pytest.raises(ScenarioError, match="more than 20 files extend each other"):
        load(folder / "v0.yaml")


def test_a_mapping_may_extend_a_file(folder: Path) -> None:
    scenario = from_mapping({"extends": "desk.yaml", "changes": {"teams.desk.agents": 2}}, folder=folder)
    assert scenario.teams["desk"].agents == 2


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("teams.desk.agents=5", ("teams.desk.agents", 5)),
        ("channels.phone.target.share=90%", ("channels.phone.target.share", "90%")),
        ("a={b: [1, 2]}", ("a", {"b": [1, 2]})),
        ("a=null", ("a", None)),
        ("a=", ("a", None)),
        ("a=b=c", ("a", "b=c")),
        (" a = 5 ", ("a", 5)),
    ],
)
def test_settings_of_the_command_line(text: str, setting: tuple[str, object]) -> None:
    assert parse_setting(text) == setting

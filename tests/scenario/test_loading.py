"""From a file or a mapping to a scenario."""

from datetime import date
from pathlib import Path

import pytest

from simsupport import units
from simsupport.errors import ScenarioError
from simsupport.scenario import distributions, from_mapping, load

DESK = Path(__file__).parents[1] / "invalid/base/desk.yaml"


def test_the_smallest_useful_scenario(tmp_path: Path) -> None:
    file = tmp_path / "erlang-a.yaml"
    file.write_text(
        """
calendar: {duration: 100 h, warm_up: 5 h}
channels:
  phone: {kind: live, target: {share: 80%, within: 20 s}}
topics:
  call: {talk: {exponential: 5 min}, patience: {exponential: 3 min}}
demand:
  - {topic: call, channel: phone, rate: 10 / min}
teams:
  desk: {agents: 50, skills: {call: {}}}
"""
    )
    scenario = load(file)
    assert scenario.name == "erlang-a"
    assert scenario.calendar.horizon == 105 * units.HOUR
    assert scenario.topics["call"].on_channel("talk", "phone") == distributions.Exponential(5 * units.MINUTE)
    assert scenario.demand[0].name == "call/phone"
    assert scenario.demand[0].rate == units.Rate(10, units.MINUTE)


def test_a_key_left_out_is_neutral() -> None:
    scenario = load(DESK)
    technical, weekend = scenario.topics["technical"], scenario.teams["weekend"]
    assert technical.on_channel("wrap", "email") is None
    assert technical.on_channel("patience", "email") is None
    assert (technical.recognised, technical.retries, technical.returns, technical.hard) == (1.0, None, None, None)
    assert weekend.skills["billing"].resolves == 1.0
    assert weekend.authority is None
    assert scenario.channels["email"].open == "always"


def test_a_scenario_is_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load(DESK).name = "Other"  # type: ignore[misc]  # that is the point


@pytest.mark.parametrize(
    ("holidays", "dates"),
    [
        ("DE", ["2026-04-03", "2026-04-06"]),
        ("DE-BY", ["2026-04-03", "2026-04-06"]),
        ("US", []),
        (["2026-04-01"], ["2026-04-01"]),
    ],
)
def test_holidays_of_a_country_or_by_date(holidays: object, dates: list[str]) -> None:
    scenario = load(DESK, {"calendar.start": "2026-03-30", "calendar.holidays": holidays, "calendar.duration": "1 d"})
    assert scenario.calendar.holidays == tuple(date.fromisoformat(day) for day in dates)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        load(DESK, {"teams.frontline.people": -1, "demand[0].topic": "bill", "calendar.duration": 5, "teams.x.y": 1})
    assert [problem.path for problem in caught.value.problems] == [
        ("teams.x.y",), ("calendar", "duration"), ("teams", "frontline", "people"), ("demand", 0, "topic"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({}, "'channels' is missing\n'topics' is missing\n'demand' is missing\n'teams' is missing"),
        ({1: 2}, "a key is text, not 1"),
        ({"channels": 5, "topics": [], "demand": {}, "teams": "x"},
         "channels: a mapping is due, not '5'\ntopics: a mapping is due, not a list\n"
         "demand: a list is due, not a mapping\nteams: a mapping is due, not 'x'"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_no_scenario(mapping: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        from_mapping(mapping)
    assert str(caught.value) == message


def test_a_mapping_that_holds_itself() -> None:
    mapping: dict[str, object] = {}
    mapping["channels"] = mapping
    with pytest.raises(ScenarioError, match="nested more than 50 levels deep"):
        from_mapping(mapping)

"""Laws of lowering: what holds of the tables of any scenario."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from desks import desks
from hypothesis import HealthCheck, given, settings
from thinned import thinned

from simsupport import load, sample_demand
from simsupport.engines.fast import lowering
from simsupport.engines.fast.tables import PHASES, Desk, Effect, Turning
from simsupport.scenario import from_mapping
from simsupport.scenario.models import Scenario

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
FILES = sorted(path for path in SCENARIOS.rglob("*.yaml") if "initiatives" not in path.parts)

TARGETS = {  # where the numbers in a column lie, by the column's name
    "converts_to": "channels", "closing_converts_to": "channels", "follow_up_channel": "channels",
    "channel": "channels", "escalates_to": "teams", "asks": "teams", "team": "teams", "topic": "topics",
    "route": "routes", "approval_route": "routes", "upward": "routes", "queue": "queue_classes",
    "bot_machine": "machines",
    "machine": "machines", "bot_takes": "distributions", "retry_after": "distributions",
    "return_after": "distributions", "chase_after": "distributions", "reply_after": "distributions",
    "hold_for": "distributions", "briefing": "distributions", "approval_takes": "distributions",
    "finds_out_in": "distributions", "talk": "distributions", "wrap": "distributions", "patience": "distributions",
}  # fmt: skip
STRETCHES = {  # and in which table those lie that have a first one and a count
    "opening": "intervals", "hour": "intervals", "retry_switch": "shares", "return_switch": "shares",
    "on_call": "on_call", "other": "others", "place": "places", "season": "seasons", "topic": "listed",
    "rank": "listed",
}  # fmt: skip


def check_numbers(made: Desk) -> None:
    """Every number of a row is one of the table that it is a row of, or −1."""
    tables = {name: table for name, table in made._asdict().items() if table.dtype.names}
    for name, table in tables.items():
        for column in set(table.dtype.names) & TARGETS.keys():
            if table.dtype[column].kind == "i":
                numbers = table[column]
                assert numbers.min() >= -1, (name, column)
                assert numbers.max() < len(getattr(made, TARGETS[column])), (name, column)
        for column in (found.removeprefix("first_") for found in table.dtype.names if found.startswith("first_")):
            if column in STRETCHES:
                check_stretch(table[f"first_{column}"], table[f"{column}_count"], len(getattr(made, STRETCHES[column])))
    check_stretch(made.effects["first"], made.effects["count"], len(made.changes))
    assert set(made.others.tolist()) <= set(range(-1, len(made.categories)))
    assert made.abilities.own.max() < max(1, made.rules.own_classes[0])
    assert made.rules.first_own_class[0] + made.rules.own_classes[0] == len(made.queue_classes)


def check_stretch(first: Any, count: Any, length: int) -> None:
    some = count > 0
    assert (first[some] >= 0).all()
    assert (first[some] + count[some] <= length).all()


def check_sizes(made: Desk) -> None:
    """Tables have a row for each of what their place stands for."""
    channels, topics, teams, categories = (
        int(made.rules[name][0]) for name in ("channels", "topics", "teams", "categories")
    )
    assert (len(made.channels), len(made.topics), len(made.teams)) == (channels, topics, teams)
    assert (len(made.ways), len(made.skills)) == (topics * channels, teams * topics)
    assert (len(made.categories), len(made.abilities)) == (categories, categories * teams)
    assert categories % channels == 0
    assert made.categories.channel.tolist() == list(range(channels)) * (categories // channels)
    if made.rules.initiatives[0]:
        assert len(made.effects) == len(Effect) * categories * (teams + 1)


def check_layout(*tuples: Any) -> None:
    """The kernel is compiled once: for contiguous, writable, aligned arrays."""
    for array in (array for found in tuples for array in found):
        assert array.flags.c_contiguous
        assert array.flags.writeable
        assert array.flags.aligned


def check_people(scenario: Scenario, made: Desk) -> None:
    people, teams = lowering.people(scenario, seed=1, replication=0)
    found = people.turnings
    order = np.lexsort((found.who, found.when))
    assert order.tolist() == list(range(len(found)))
    assert found.when.max() < scenario.calendar.horizon * PHASES
    assert len(people.traits) == len(teams) == made.teams.agent_count.sum()
    names = sorted(scenario.teams)
    for name, team in zip(names, made.teams, strict=True):
        assert teams[team.first_agent : team.first_agent + team.agent_count] == [name] * int(team.agent_count)
    pauses = found.other[found.what == Turning.BREAK_DUE]
    assert len(set(pauses.tolist())) == len(pauses) == (len(people.planned_pauses) if len(pauses) else 0)
    check_layout(people)


def check_lowered(scenario: Scenario) -> None:
    demand = sample_demand(scenario)
    issues, kinds = lowering.issues(scenario, demand)
    made = lowering.desk(scenario, kinds)
    check_numbers(made)
    check_sizes(made)
    check_layout(made, issues)
    check_people(scenario, made)
    assert issues.kind.max(initial=0) < len(kinds)
    topics = {line.name: line.topic for line in scenario.lines}
    for kind, line in zip(issues.kind[:100], issues.line[:100], strict=True):
        assert kinds[kind][0] == topics[demand.line_names[line]]


@given(desks())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_numbers_are_within_their_tables(mapping: dict[str, Any]) -> None:
    check_lowered(from_mapping(mapping))


@pytest.mark.parametrize("path", thinned(FILES, 8), ids=lambda path: path.relative_to(SCENARIOS).as_posix())
def test_the_scenarios_can_be_lowered(path: Path) -> None:
    check_lowered(load(path, changes={"calendar.warm_up": "0 s", "calendar.duration": "2 d"}))


def test_all_scenarios_have_tables_of_the_same_types() -> None:
    """So that one compiled kernel is enough."""
    found = []
    for name in ("basics/erlang-a.yaml", "weekend/extra.yaml"):
        scenario = load(SCENARIOS / name, changes={"calendar.duration": "2 d"})
        issues, kinds = lowering.issues(scenario, sample_demand(scenario))
        people, _ = lowering.people(scenario, seed=1, replication=0)
        found.append([(type(array), array.dtype) for array in (*lowering.desk(scenario, kinds), *issues, *people)])
    assert found[0] == found[1]

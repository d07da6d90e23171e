"""The language of demand: names, forms, and that any of it comes back from its resolved form."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simsupport.errors import ScenarioError
from simsupport.scenario import from_mapping, load, resolved, resolved_text
from simsupport.scenario.files import yaml_file
from simsupport.scenario.lines import Line
from simsupport.scenario.models import Scenario

DESK = Path(__file__).parents[1] / "invalid/base/desk.yaml"


def desk(demand: list[dict[str, Any]], **parts: Any) -> Scenario:
    return from_mapping({
        "calendar": {"start": "2026-03-02"},
        "channels": {"phone": {"kind": "live"}, "mail": {"kind": "deferred"}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": demand,
        "teams": {"desk": {"agents": 5, "skills": {"call": {}}}},
        **parts,
    })  # fmt: skip


SHARES = st.integers(0, 5000).map(lambda share: f"{share / 100!r}%")
FACTORS = st.floats(0.001, 10).map(lambda factor: f"x{factor!r}")
NUMBERS = st.floats(0, 1e3)
DURATIONS = st.integers(1, 10**9).map(lambda ticks: f"{ticks} us")
DAYS = st.sampled_from(["mon", "tue", "sat", "sun"])
MOVES = st.builds(lambda day, to, share: {"from": day, "to": to, "share": share},
                  st.sampled_from(["mon", "tue"]), st.sampled_from(["sat", "sun"]), SHARES)  # fmt: skip
AMOUNTS = st.one_of(
    NUMBERS.map(lambda number: {"volume": f"{number!r} / week"}),
    st.builds(lambda number, share: {"rate": f"{number!r} contacts / h", "first_contacts": share}, NUMBERS, SHARES),
    st.builds(
        lambda start, each, rows: {"forecast": {
            "start": start, "each": each, "offered": [row[0] for row in rows], "talk": [row[1] for row in rows],
        }},
        st.sampled_from(["2026-03-02 08:00", "2026-03-02 08:00:15", "2026-03-02T08:00:00.5+02:00"]),
        st.sampled_from(["15 min", "0.5 h", "60 min"]),
        st.lists(st.tuples(NUMBERS, DURATIONS), min_size=1, max_size=5),
    ),
)  # fmt: skip
WAITING = st.builds(lambda count, age: {"topic": "call", "channel": "mail", "count": count, "age": age},
                    st.integers(1, 10**6), DURATIONS)  # fmt: skip
SPECIAL = st.dictionaries(
    st.sampled_from(["2026-03-20", "1999-12-31"]),
    st.builds(lambda factor, scope: {"demand": factor, **scope}, FACTORS,
              st.sampled_from([{}, {"topics": ["call"]}, {"channels": ["mail"]}])),
)  # fmt: skip


@st.composite
def lines(draw: Any) -> dict[str, Any]:
    line = {"topic": "call", "channel": "phone", **draw(AMOUNTS)}
    if draw(st.booleans()):
        line |= {"moves": draw(MOVES | MOVES.map(lambda move: [move])), "new": draw(SHARES)}
    return line


@pytest.mark.parametrize("examples", [15, pytest.param(100, marks=pytest.mark.slow)])
def test_any_demand_comes_back_from_its_resolved_form(examples: int) -> None:
    @given(lines(), SPECIAL, st.lists(WAITING, max_size=3))
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    def comes_back(line: dict[str, Any], special: dict[str, Any], backlog: list[dict[str, Any]]) -> None:
        scenario = desk([line], special_days=special, backlog=backlog)
        assert from_mapping(yaml_file.parse(resolved_text(scenario)).plain()) == scenario
        assert resolved(from_mapping(resolved(scenario))) == resolved(scenario)

    comes_back()


def test_a_line_has_the_name_that_it_is_given_or_one_by_default(tmp_path: Path) -> None:
    (tmp_path / "a.b.csv").write_text("created,topic,channel\n2026-03-02 08:00,call,phone\n", encoding="utf-8")
    file = str(tmp_path / "a.b.csv")
    demand = [
        {"topic": "call", "channel": "phone", "rate": "1 / h"},
        {"name": "own", "topic": "call", "channel": "phone", "rate": "1 / h"},
        {"replay": file},
        {"name": "old", "replay": file, "topic": "call", "columns": {"channel": "channel"}},
    ]
    scenario = desk(demand, backlog=[{"topic": "call", "channel": "mail", "count": 1, "age": "1 h"}] * 2)
    assert [line.name for line in scenario.demand] == ["call/phone", "own", "replay/a-b", "old"]
    assert [line.name for line in scenario.lines] == [
        "call/phone", "own", "replay/a-b/call/phone", "old/call/phone", "backlog/call/mail", "backlog/call/mail 2",
    ]  # fmt: skip
    paths = [("demand", 0), ("demand", 1), ("demand", 2), ("demand", 3), ("backlog", 0), ("backlog", 1)]
    assert [path for path, _ in scenario.located_lines] == paths


def test_a_variant_changes_moves_and_special_days() -> None:
    changes: dict[str, object] = {
        "demand.billing/phone.moves": {"from": "mon", "to": "sat", "share": "30%"},
        "demand.billing/phone.moves.share": "20%",
        "special_days.2026-03-20": {"demand": "x2"},
        "special_days.2026-03-20.topics": ["billing"],
        "backlog": [{"topic": "technical", "channel": "email", "count": 5, "age": "1 h"}],
        "backlog.0.count": 7,
    }
    scenario = load(DESK, changes)
    (line, *_), (special,) = scenario.demand, scenario.special_days.values()
    assert isinstance(line, Line)
    assert [(move.from_, move.to, move.share) for move in line.all_moves] == [("mon", "sat", 0.2)]
    assert (special.demand, special.topics) == (2.0, ("billing",))
    assert scenario.lines[-1].name == "backlog/technical/email"


@pytest.mark.parametrize("key", ["moves", "special_days"])
def test_a_key_that_is_nearly_right(key: str) -> None:
    wrong = {"form": "mon", "to": "sat", "share": "5%"} if key == "moves" else {"2026-03-20": {"demnd": "x2"}}
    path = "demand.billing/phone.moves" if key == "moves" else "special_days"
    with pytest.raises(ScenarioError, match=r"did you mean '(from|demand)'"):
        load(DESK, {path: wrong})

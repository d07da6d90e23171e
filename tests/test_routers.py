"""Policies of one's own (simsupport.engines.routers): what they are shown, what becomes of what they choose."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desks import desks
from hypothesis import given
from test_laws import law

from simsupport import sample_demand, simulate
from simsupport.demand import Demand
from simsupport.engines.routers import Pair, Router, least_loaded, skill_first
from simsupport.errors import SimsupportError
from simsupport.log import Log
from simsupport.scenario import from_mapping

DESK: dict[str, Any] = {
    "calendar": {"duration": "1 h"},
    "channels": {"chat": {"kind": "live", "concurrency": 2}},
    "topics": {"call": {"talk": "10 min"}, "tech": {"talk": "10 min"}},
    "demand": [{"topic": topic, "channel": "chat", "rate": "0 / h"} for topic in ("call", "tech")],
    "teams": {
        "all": {"agents": 1, "skills": {"call": {}, "tech": {}}},  # agent 0
        "callers": {"agents": 1, "skills": {"call": {}}},  # agent 1
    },
}


def run(router: Router | None, *issues: tuple[int, str]) -> Log:
    scenario = from_mapping(DESK)
    rows = [{"created": minute * 60_000_000, "line": f"{topic}/chat"} for minute, topic in issues]
    return simulate(scenario, Demand.from_issues(scenario, rows), router=router)


def agents(log: Log) -> list[int]:
    return log.legs["agent"].tolist()


def test_specialists_first_keeps_the_generalist_free() -> None:
    issues = [(0, "call"), (1, "call"), (2, "call")]
    assert agents(run(None, *issues)) == [0, 1, 0]
    assert agents(run(skill_first, *issues)) == [1, 1, 0]


def test_least_loaded_spreads_over_all_teams() -> None:
    issues = [(0, "tech"), (1, "call"), (2, "call"), (3, "call")]
    assert agents(run(least_loaded, *issues)) == [0, 1, 0, 1]


def test_a_router_is_shown_every_pair_and_what_there_is_to_know_of_it() -> None:
    seen: list[list[Pair]] = []

    def first(pairs: Sequence[Pair]) -> Pair:
        seen.append(list(pairs))
        return pairs[0]

    run(first, (0, "call"), (5, "tech"))
    offered = [[(pair.topic, pair.agent) for pair in pairs] for pairs in seen]
    assert offered == [[("call", 0), ("call", 1)], [("tech", 0)]]
    pair = seen[1][0]
    assert (pair.issue, pair.contact, pair.leg, pair.channel, pair.labels) == (1, 0, 0, "chat", {})
    assert (pair.team, pair.skills, pair.place) == ("all", ("call", "tech"), 0)
    assert (pair.waited, pair.load, pair.idle) == (0, 0.5, 300_000_000)


def test_a_router_may_wait() -> None:
    def only_calls(pairs: Sequence[Pair]) -> Pair | None:
        return next((pair for pair in pairs if pair.topic == "call"), None)

    log = run(only_calls, (0, "tech"), (0, "call"))
    assert log.legs["outcome"].tolist() == ["solved", "open"]


def test_what_was_not_shown_is_refused() -> None:
    shown: list[Pair] = []

    def again(pairs: Sequence[Pair]) -> Pair:
        shown.extend(pairs)
        return shown[0]

    with pytest.raises(SimsupportError, match="the router chose what it was not shown"):
        run(again, (0, "call"), (1, "call"))


@pytest.mark.slow
def test_the_example_of_the_docs_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).parent.parent
    monkeypatch.chdir(root)
    text = (root / "docs/routers.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    exec(compile(code, "routers.md", "exec"), {})
    assert capsys.readouterr().out.count("wait_p95") == 3


def by_the_rule(pairs: Sequence[Pair]) -> Pair:
    return min(pairs, key=lambda p: (p.precedence[:3], p.precedence[3:], p.place, p.load, -p.idle, p.agent))


@pytest.mark.slow
@given(desks())
@law
def test_the_order_of_r10_as_a_router_gives_the_same_log(mapping: dict[str, Any]) -> None:
    """Over half a day: a router is shown every pair, which takes long where many wait."""
    mapping["calendar"]["duration"] = "12 h"
    scenario = from_mapping(mapping)
    demand = sample_demand(scenario)
    expected, log = simulate(scenario, demand), simulate(scenario, demand, router=by_the_rule)
    pd.testing.assert_frame_equal(log.legs, expected.legs)
    pd.testing.assert_frame_equal(log.agents, expected.agents)

"""The fast engine gives the log of the reference engine: every row, every tick, every name, without any tolerance."""

import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desks import coarse, desks, issues_on_the_minute
from families import SCENARIOS
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_cases import FILES, demand_of, read_case
from thinned import thinned

from simsupport.demand import Demand, sample_demand
from simsupport.engines.fast import simulate as fast
from simsupport.engines.reference import simulate as reference
from simsupport.scenario import from_mapping, load

DESKS = sorted(
    str(path.relative_to(SCENARIOS)) for path in SCENARIOS.rglob("*.yaml") if "initiatives" not in path.parts
)
INITIATIVES = sorted((SCENARIOS / "initiatives").glob("*.yaml"))
EVERYTHING = SCENARIOS / "channels/omnichannel.yaml"  # has every name that an initiative needs
A_DAY = {"calendar.warm_up": "0 s", "calendar.duration": "1 d"}
TWO_WEEKS = {"calendar.warm_up": "1 week", "calendar.duration": "1 week"}

law = settings(
    deadline=None,
    phases=[Phase.generate],  # to find a smaller example would take hours
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check_equal(demand: Demand) -> None:
    due, found = reference(demand.scenario, demand), fast(demand.scenario, demand)
    pd.testing.assert_frame_equal(found.legs, due.legs, check_exact=True)
    pd.testing.assert_frame_equal(found.agents, due.agents, check_exact=True)


@pytest.mark.parametrize("path", thinned(FILES, 4), ids=lambda path: path.stem)
def test_a_hand_traced_case(path: Path) -> None:
    check_equal(demand_of(read_case(path)))


@pytest.mark.parametrize("name", thinned(DESKS, 8))
def test_a_day_of_a_scenario(name: str) -> None:
    check_equal(sample_demand(load(SCENARIOS / name, changes=A_DAY)))


@pytest.mark.slow
@pytest.mark.parametrize("name", DESKS)
def test_a_whole_scenario(name: str) -> None:
    check_equal(sample_demand(load(SCENARIOS / name), seed=2, replication=3))


@pytest.mark.slow
@pytest.mark.parametrize("path", INITIATIVES, ids=lambda path: path.stem)
def test_an_initiative_at_the_desk_that_has_everything(path: Path) -> None:
    check_equal(sample_demand(load(EVERYTHING, initiatives=[path], changes=TWO_WEEKS)))


def test_all_initiatives_together() -> None:
    check_equal(sample_demand(load(EVERYTHING, initiatives=INITIATIVES, changes=A_DAY)))


@pytest.mark.slow
@given(desks(), st.integers(1, 100))
@settings(law, max_examples=250)
def test_random_desks(mapping: dict[str, Any], seed: int) -> None:
    check_equal(sample_demand(from_mapping(mapping), seed=seed))


@pytest.mark.slow
@given(desks(), st.integers(1, 100), st.sampled_from((20, 60, 100)))
@settings(law, max_examples=250)
def test_random_desks_where_much_happens_at_once(mapping: dict[str, Any], seed: int, most: int) -> None:
    """Whole minutes everywhere: ties by the hundred (R2), and issues with what replays and forecasts give them."""
    check_equal(issues_on_the_minute(from_mapping(coarse(mapping)), random.Random(seed), most))


@given(desks(), st.integers(1, 100))
@settings(law, max_examples=10)
def test_a_few_random_desks(mapping: dict[str, Any], seed: int) -> None:
    check_equal(issues_on_the_minute(from_mapping(coarse(mapping)), random.Random(seed), 20))


def test_more_teams_than_a_byte_counts() -> None:
    names = [f"team {number:03}" for number in range(130)]
    scenario = from_mapping({
        "calendar": {"duration": "1 h"},
        "channels": {"phone": {"kind": "live"}},
        "topics": {name: {"talk": {"exponential": "5 min"}} for name in names},
        "demand": [{"topic": name, "channel": "phone", "rate": "10 / h"} for name in names],
        "teams": {name: {"agents": 1, "skills": {name: {}}} for name in names},
    })  # fmt: skip
    demand = sample_demand(scenario)
    expected, found = reference(scenario, demand), fast(scenario, demand)
    pd.testing.assert_frame_equal(expected.legs, found.legs)
    assert found.legs["team"].nunique() > 127

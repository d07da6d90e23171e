"""Lean code gives the same log: where a desk uses none of the rules that it leaves out (engines/fast/lean.py)."""

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from desks import coarse, desks, issues_on_the_minute, lean_desks
from families import SCENARIOS
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cases import FILES, demand_of, read_case
from test_equality import check_equal, law

from simsupport.demand import Demand
from simsupport.engines.fast import simulate
from simsupport.engines.fast.lean import GIVEN, LEFT, is_lean
from simsupport.engines.fast.lowering import desk, issues
from simsupport.engines.fast.lowering.issues import possible_kinds
from simsupport.scenario import from_mapping, load

HERE = Path(__file__).parent


def uses_lean_code(demand: Demand) -> bool:
    _, kinds = issues(demand.scenario, demand)
    return is_lean(desk(demand.scenario, kinds))


def check_the_code_for_every_desk_too(demand: Demand, patch: pytest.MonkeyPatch) -> None:
    lean = simulate(demand.scenario, demand)
    patch.setattr("simsupport.engines.fast.lean.is_lean", lambda desk: False)
    full = simulate(demand.scenario, demand)
    pd.testing.assert_frame_equal(lean.legs, full.legs, check_exact=True)
    pd.testing.assert_frame_equal(lean.agents, full.agents, check_exact=True)


@given(lean_desks(), st.integers(1, 100))
@settings(law, max_examples=15)
def test_a_few_random_lean_desks(mapping: dict[str, Any], seed: int) -> None:
    check(issues_on_the_minute(from_mapping(coarse(mapping)), random.Random(seed), 40))


@pytest.mark.slow
@given(lean_desks(), st.integers(1, 100))
@settings(law, max_examples=150)
def test_random_lean_desks(mapping: dict[str, Any], seed: int) -> None:
    check(issues_on_the_minute(from_mapping(coarse(mapping)), random.Random(seed), 100))


def check(demand: Demand) -> None:
    assert uses_lean_code(demand)
    check_equal(demand)
    with pytest.MonkeyPatch.context() as patch:
        check_the_code_for_every_desk_too(demand, patch)


@given(desks(), st.integers(1, 100))
@settings(law, max_examples=15)
def test_a_desk_with_everything_is_not_lean(mapping: dict[str, Any], seed: int) -> None:
    mapping["automation"] = {"triage": {"accuracy": "90%", "finds_out_in": "1 min"}}
    assert not uses_lean_code(issues_on_the_minute(from_mapping(mapping), random.Random(seed), 2))


@pytest.mark.slow
def test_a_quarter_of_the_hand_traced_cases_are_lean() -> None:
    lean = [path for path in FILES if uses_lean_code(demand_of(read_case(path)))]
    assert len(lean) > 0.25 * len(FILES)


@pytest.mark.parametrize(("family", "lean"), [("basics", True), ("automation", False)])
def test_families_that_are_lean_as_a_whole_or_not_at_all(family: str, lean: bool) -> None:
    scenarios = [load(path) for path in (SCENARIOS / family).glob("*.yaml")]
    assert {is_lean(desk(scenario, possible_kinds(scenario))) for scenario in scenarios} == {lean}


def test_nothing_is_both_given_and_left() -> None:
    assert not GIVEN.keys() & LEFT.keys()


@pytest.mark.slow
def test_the_state_of_lean_desks_stays_neutral() -> None:
    """In plain Python, where each value that is written can be looked at."""
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    run = subprocess.run([sys.executable, str(HERE / "watched.py")], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    cases, random_desks, written = map(int, run.stdout.split())
    assert cases > 0.25 * len(FILES)
    assert random_desks == 25
    assert written > 30_000

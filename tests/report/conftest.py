"""A small desk and its twin with one agent more: what a report is about."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import simsupport as ss
from simsupport.report import MEASURES, Evidence, breakdowns, with_logs
from simsupport.report.assumptions import MEASURED, Wanted, planned
from simsupport.report.evidence import Tried
from simsupport.scenario.models import Scenario
from simsupport.targets import breakdowns as of_targets

DESK = Path(__file__).parents[1] / "cli/desk"


@pytest.fixture(scope="session")
def desk() -> tuple[Scenario, Scenario]:
    return ss.load(DESK / "alone.yaml"), ss.load(DESK / "together.yaml")


@pytest.fixture(scope="session")
def evidence_of() -> Callable[..., Evidence]:
    """The figures of scenarios, without logs."""

    def made(*scenarios: Scenario, replications: int = 3) -> Evidence:
        results = ss.run(scenarios, replications, by=breakdowns(scenarios), names=MEASURES, workers=1, progress=False)
        return Evidence(results, command="simsupport report desk --out page.html")

    return made


@pytest.fixture(scope="session")
def evidence(desk: tuple[Scenario, Scenario], evidence_of: Callable[..., Evidence]) -> Evidence:
    return evidence_of(*desk)


@pytest.fixture(scope="session")
def whole(evidence: Evidence) -> Evidence:
    """With logs too, and with an assumption tried."""
    found = planned(evidence, Wanted(only=("teams.desk.*",)))
    assert found
    plan, left_out = found
    everything = plan.all_scenarios
    results = ss.run(everything, 3, by=of_targets(everything), names=MEASURED, workers=1, progress=False)
    return replace(with_logs(evidence), tried=Tried(plan, results, left_out))

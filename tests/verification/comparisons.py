"""Simulated means beside exact values: one holds if its 99.9% interval contains the exact value and is narrow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from log_figures import Estimate, estimate

import simsupport as ss
from simsupport.verification import QUICK, Checked, systems, verify

FOLDER = Path(__file__).parent
ENGINE, WIDEST = "fast", 0.10  # the half-width allowed, as a share of the value
NARROW_ENOUGH = 0.002
CONFIDENCE = 0.999


@dataclass(frozen=True)
class Comparison:
    """A simulated mean beside the exact value."""

    figure: str
    exact: float
    simulated: Estimate
    limit: float

    @property
    def holds(self) -> bool:
        distance = abs(self.simulated.value - self.exact)
        return bool(distance <= self.simulated.half_width <= self.limit)

    def __str__(self) -> str:
        width = f"{self.simulated.value:.6f} ± {self.simulated.half_width:.6f}"
        return f"{self.figure}: exact {self.exact}, simulated {width} (at most ± {self.limit:.6f})"


def compare(figure: str, exact: float, pairs, of_inputs=()) -> Comparison:
    limit = max(WIDEST * exact, NARROW_ENOUGH)
    return Comparison(figure, exact, estimate(pairs, CONFIDENCE, of_inputs), limit)


def compare_all(exact: dict[str, float], pairs: list[dict], of_inputs=()) -> dict[str, Comparison]:
    """The figures of all replications beside their exact values."""
    return {figure: compare(figure, value, [p[figure] for p in pairs], of_inputs) for figure, value in exact.items()}


def check(comparisons: list[Comparison]) -> None:
    wrong = [str(comparison) for comparison in comparisons if not comparison.holds]
    assert not wrong, "\n" + "\n".join(wrong)


def check_all(exact: dict[str, float], pairs: list[dict], of_inputs=()) -> None:
    check(list(compare_all(exact, pairs, of_inputs).values()))


def refuses(exact: dict[str, float], pairs: list[dict], of_inputs=()) -> bool:
    """Whether the simulated means tell these values, of a system that is not the scenario's, from the right ones."""
    found = compare_all(exact, pairs, of_inputs).values()
    return any(abs(each.simulated.value - each.exact) > 2 * each.simulated.half_width for each in found)


def scenario_of(name: str, changes=None):
    """A scenario of this folder, or that of a system of `simsupport verify`."""
    own = FOLDER / f"{name}.yaml"
    return ss.load(own if own.exists() else systems([name])[name].path, changes=changes)


def logs(name: str, seed: int, replications: int, changes=None) -> Iterator:
    """The logs of the independent replications of a scenario."""
    scenario = scenario_of(name, changes)
    for replication in range(replications):
        demand = ss.sample_demand(scenario, seed=seed, replication=replication)
        yield ss.simulate(scenario, demand, engine=ENGINE)


# The systems of `simsupport verify`


def check_exact(name: str, computed: Mapping[str, float], digits: float = 2e-6) -> None:
    """The figures of a system are what theory says, to the digits that stand in its file."""
    exact = {figure.name: figure.exact for figure in systems([name])[name].figures if not figure.measure}
    assert computed == pytest.approx(exact, rel=digits, abs=1e-6)


@cache
def verified(name: str) -> list[Checked]:
    return verify([name], precision=QUICK, progress=False)


def tells_apart(name: str, wrong: Mapping[str, float]) -> bool:
    """Whether `simsupport verify --quick` tells the values of another system from those of this one."""
    rows = verified(name)
    return any(abs(row.simulated - wrong[row.figure.name]) > 2 * row.half_width for row in rows)

"""simsupport's side: one replication as `simsupport run` makes it, stage by stage, and the figures to agree on."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from statistics import median
from time import perf_counter

import simsupport as ss
from benchmarks.desks import Desk
from benchmarks.figures import Figures
from simsupport.measures import measure_all
from simsupport.scenario.models import Scenario
from simsupport.tables import planner

STAGES = ("whole", "sampling", "simulating", "measuring")


@dataclass(frozen=True)
class Stages:
    """Seconds of the stages of one replication, and how many legs it had."""

    sampling: float
    simulating: float
    measuring: float
    legs: int

    @property
    def whole(self) -> float:
        return self.sampling + self.simulating + self.measuring


SIX = tuple(field.name for field in fields(Figures))


def replication(scenario: Scenario, engine: str, seed: int, names: Sequence[str] = ()) -> Stages:
    """Draws the demand, simulates, and measures the named figures, or what `simsupport run` shows by default."""
    by = [[]] if names else planner.breakdowns([scenario])
    times = [perf_counter()]
    demand = ss.sample_demand(scenario, seed)
    times.append(perf_counter())
    log = ss.simulate(scenario, demand, engine=engine)
    times.append(perf_counter())
    measure_all(log, by, names or planner.MEASURES)
    times.append(perf_counter())
    sampling, simulating, measuring = (end - start for start, end in pairwise(times))
    return Stages(sampling, simulating, measuring, len(log.legs))


def per_leg(work: str, runs: Sequence[Stages]) -> str:
    """Where simsupport's time goes, in microseconds for each leg (medians)."""
    stages = {name: median(1e6 * getattr(run, name) / run.legs for run in runs) for name in STAGES}
    shown = ", ".join(f"{name} {spent:.3g}" for name, spent in stages.items())
    return f"simsupport, {work}, microseconds a leg: {shown}."


@cache
def scenario_of(desk: Desk, minutes: float, warm_up: float = 0.0) -> Scenario:
    """A desk's scenario; reading it is not timed."""
    return desk.scenario(minutes, warm_up)


def figures(desk: Desk, minutes: float, warm_up: float, seed: int, engine: str) -> Figures:
    """The figures that the peers compute, by simsupport's own measures."""
    scenario = scenario_of(desk, minutes, warm_up)
    log = ss.simulate(scenario, ss.sample_demand(scenario, seed), engine=engine)
    found = ss.measure(log, names=SIX).set_index("measure")["value"]
    return Figures(**{name: float(found[name]) for name in SIX})

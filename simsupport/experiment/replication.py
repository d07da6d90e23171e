"""One replication: what is to be simulated and measured, and doing it wherever there is a processor."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simsupport.experiment.results import Breakdown

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.scenario.models import Scenario

Key = tuple[str, int]  # scenario and replication
Tables = list["pd.DataFrame"]  # for each breakdown


class ReplicationError(RuntimeError):
    """A replication that failed: of which scenario, which one, by which seed, and why."""

    def __init__(self, scenario: str, replication: int, seed: int, why: str) -> None:
        self.scenario, self.replication, self.seed, self.why = scenario, replication, seed, why
        super().__init__(f"{scenario}: replication {replication} with seed {seed} failed: {why}")

    def __reduce__(self) -> tuple[type, tuple[str, int, int, str]]:
        return type(self), (self.scenario, self.replication, self.seed, self.why)


@dataclass(frozen=True)
class Task:
    """One replication of one scenario, what to measure of it, and the folder that keeps its log, if it is wanted."""

    scenario: "Scenario"
    seed: int
    replication: int
    engine: str
    breakdowns: tuple[Breakdown, ...]
    names: tuple[str, ...] | None
    window: int
    logs: Path | None = None

    @property
    def key(self) -> Key:
        return self.scenario.name, self.replication


@dataclass(frozen=True)
class Experiment:
    """What is simulated and measured: all that a figure of a replication depends on."""

    scenarios: tuple["Scenario", ...]
    seed: int
    engine: str
    breakdowns: tuple[Breakdown, ...]
    names: tuple[str, ...] | None
    window: int

    def tasks(self, replications: Iterable[int]) -> Iterator[Task]:
        """These replications of each scenario; all scenarios of one replication before the next."""
        for replication in replications:
            for scenario in self.scenarios:
                yield Task(scenario, self.seed, replication, self.engine, self.breakdowns, self.names, self.window)


def replicate(task: Task) -> Tables:
    """The figures of one replication, for each breakdown. The log is measured, and kept, where it is made."""
    from simsupport.demand import sample_demand
    from simsupport.engines import simulate
    from simsupport.experiment import logs
    from simsupport.measures import measure_all

    try:
        demand = sample_demand(task.scenario, task.seed, task.replication)
        log = simulate(task.scenario, demand, engine=task.engine)
        if task.logs is not None:
            logs.keep(log, task.logs)
        return measure_all(log, task.breakdowns, task.names, window=task.window)
    except Exception as error:  # of the engine, the measures or a router: told with its place
        why = f"{type(error).__name__}: {error}"
        raise ReplicationError(task.scenario.name, task.replication, task.seed, why) from error

"""Whether programs say the same of a desk, and what theory says: no ratio of speeds means anything before that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import hypot, inf, sqrt
from statistics import mean, stdev

from benchmarks.desks import Desk
from benchmarks.figures import Figures
from benchmarks.programs import Program

NAMES = {"abandonment_rate": "abandonment rate", "mean_wait": "mean wait, s", "occupancy": "occupancy"}
FARTHEST = 4.0  # standard errors
SECONDS = 60.0


@dataclass(frozen=True)
class Estimate:
    """A mean over runs with its standard error."""

    mean: float
    error: float

    def __str__(self) -> str:
        return f"{self.mean:.4g} ± {self.error:.2g}"


@dataclass(frozen=True)
class Agreement:
    """The figures of every program beside the exact ones, and the largest distance between any two."""

    title: str
    exact: Mapping[str, float]
    found: Mapping[str, Mapping[str, Estimate]]
    farthest: float

    @property
    def holds(self) -> bool:
        return self.farthest <= FARTHEST

    def markdown(self) -> str:
        exact = [f"{self.exact[name]:.4g}" if name in self.exact else "" for name in NAMES]
        rows = [["exact", *exact], *([name, *map(str, figures.values())] for name, figures in self.found.items())]
        verdict = "they agree" if self.holds else f"they DISAGREE: at most {FARTHEST} would do"
        lines = [[self.title, *NAMES.values()], ["---"] * (1 + len(NAMES)), *rows]
        return f"{table(lines)}\n\nThe largest distance is {self.farthest:.1f} standard errors: {verdict}.\n"


def table(lines: Iterable[Iterable[str]]) -> str:
    """Lines of a table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def agreement(desk: Desk, programs: Mapping[str, Program], runs: int, minutes: float, warm_up: float) -> Agreement:
    """Lets every program simulate the desk so many times (by seeds of its own) and compares what they say."""
    samples = {
        name: [program(minutes, warm_up, runs * place + seed) for seed in range(runs)]
        for place, (name, program) in enumerate(programs.items())
    }
    found = {
        name: {figure: estimate([getattr(run, figure) for run in each]) for figure in NAMES}
        for name, each in samples.items()
    }
    exact = desk.exact()
    distances = [
        *(distance(each[figure], Estimate(value, 0)) for each in found.values() for figure, value in exact.items()),
        *(distance(one[figure], other[figure]) for one, other in combinations(found.values(), 2) for figure in NAMES),
        *(distance(little(desk, each), Estimate(0, 0)) for each in samples.values()),
    ]
    return Agreement(desk.title, exact, found, max(distances))


def little(desk: Desk, runs: Iterable[Figures]) -> Estimate:
    """Abandonment less mean wait / mean patience: 0 by Little's law, as who waits gives up at a constant rate."""
    return estimate([run.abandonment_rate - run.mean_wait / SECONDS / desk.patience for run in runs])


def estimate(values: list[float]) -> Estimate:
    return Estimate(mean(values), stdev(values) / sqrt(len(values)))


def distance(one: Estimate, other: Estimate) -> float:
    """How many standard errors lie between two estimates."""
    apart, error = abs(one.mean - other.mean), hypot(one.error, other.error)
    return apart / error if error else inf if apart else 0.0

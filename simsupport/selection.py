"""Selecting the best scenario: replications only for those that may still be it (Kim and Nelson's procedure).

After a pilot of n₀ replications, and after each further one, a scenario is out when another is ahead of it by more than
W = max(0, δ/(2r) · (h²S²/δ² − r)), where r is the number of replications so far, δ the indifference, S² the variance
of the difference of the two in the pilot, h² = 2η(n₀ − 1) and η = ½ · ((2α/(k − 1))^(−2/(n₀ − 1)) − 1) for k scenarios
at the level 1 − α (Kim and Nelson, ACM Transactions on Modeling and Computer Simulation 11, 2001, with c = 1). Where
the figures are normal and the best one is ahead of all others by δ at least, it is selected with a probability of at
least the level, also under the same chance for all. Once no W is above 0 the best mean is selected, of equal ones the
first. A ratio of sums goes by its linearised residuals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil, inf
from numbers import Real
from typing import TYPE_CHECKING
from warnings import warn

import numpy as np

from simsupport import units
from simsupport.errors import SimsupportError
from simsupport.experiment import Results, stacked
from simsupport.experiment.executors import executor
from simsupport.experiment.progress import Progress, reporting
from simsupport.experiment.requests import check_number, requested
from simsupport.experiment.running import Work
from simsupport.experiment.store import Nowhere, Store
from simsupport.measures.goals import Goal, goal_of
from simsupport.measures.intervals import check_level, linearised, present

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from simsupport.measures.arrays import Array
    from simsupport.measures.intervals import Ratio
    from simsupport.scenario.models import Scenario

METHOD = "Kim and Nelson 2001"
PILOT, FEWEST, AT_MOST = 20, 3, 1000
STAGE = 0.1  # of the replications so far are run at once, and looked at one by one


@dataclass(frozen=True)
class Selection:
    """Which scenario was selected, and how. `results` has as many replications of each as were run.

    `out` says of those that are out after how many replications they were. Without `decided`, the limit came first, and
    the best of those still in contention is `best`.
    """

    best: str
    decided: bool
    measure: str
    goal: Goal
    indifference: float
    level: float
    out: dict[str, int]
    results: Results

    @cached_property
    def table(self) -> "pd.DataFrame":
        """Columns: scenario, measure, unit, mean, low, high, replications, out (after how many; missing: in).

        The scenarios stand in the order in which they left, the best one first. The intervals take the numbers of
        replications as given; whoever stays in contention may owe some of it to luck, so take a figure to be quoted
        from another seed.
        """
        import pandas as pd

        summary = self.results.summary((), self.level).set_index("scenario")
        left = sorted(self.out, key=lambda name: -self.out[name])
        stayed = [each.name for each in self.results.scenarios if each.name not in self.out and each.name != self.best]
        table = summary.loc[[self.best, *stayed, *left]].reset_index()
        return table.assign(out=pd.array([self.out.get(name) for name in table["scenario"]], "Int64"))


@dataclass(frozen=True, eq=False)
class Rule:
    """The rule by which scenarios fall out: how far another one may be ahead after so many replications."""

    indifference: float
    reach: "Array"  # h²S² of each pair

    @classmethod
    def of_pilot(cls, figures: "Ratio", indifference: float, level: float) -> "Rule":
        """The rule for scenarios with these figures in the pilot: a row for each, a column for each replication."""
        scenarios, pilot = figures[0].shape
        everywhere = np.ones((scenarios, pilot), np.bool_)  # a replication without the figure adds 0 to both sums
        numerator, denominator = map(np.nan_to_num, figures)
        _, residual = linearised([(numerator, denominator)], everywhere)
        variance = (residual[:, None] - residual[None]).var(axis=2, ddof=1)
        error = 2 * (1 - level) / max(scenarios - 1, 1)
        eta = (error ** (-2 / (pilot - 1)) - 1) / 2
        return cls(indifference, 2 * eta * (pilot - 1) * variance)

    def lead(self, replications: int) -> "Array":
        """How far ahead of each scenario (row) each other one (column) has to be to put it out."""
        delta = self.indifference
        return np.maximum(0, delta / (2 * replications) * (self.reach / delta**2 - replications))

    def remaining(self, means: "Array", contenders: "Array", replications: int) -> "Array":
        """Those of the contenders that no other one is too far ahead of; the higher mean is the better one.

        Where no lead is needed any more it is a single one, also if several are equally good.
        """
        mine, lead = means[contenders], self.lead(replications)[np.ix_(contenders, contenders)]
        remaining = np.asarray(contenders[(mine[:, None] >= mine[None] - lead).all(axis=1)])
        return remaining if lead.any() else remaining[:1]


@dataclass
class Contest:
    """The scenarios in contention, replication by replication; `out` is when each of the others fell out."""

    rule: Rule
    contenders: "Array"
    seen: int  # replications that were looked at; before the end of the pilot nobody is out
    out: dict[int, int] = field(default_factory=dict)

    @property
    def over(self) -> bool:
        return len(self.contenders) == 1

    def look(self, figures: "Ratio") -> None:
        """Go on replication by replication, until one scenario is left or there are no more."""
        numerator, denominator = (np.nancumsum(part, axis=1) for part in figures)
        for number in range(self.seen + 1, numerator.shape[1] + 1):
            if self.over:
                return
            self.seen = number
            means = numerator[:, number - 1] / denominator[:, number - 1]
            remaining = self.rule.remaining(means, self.contenders, number)
            self.out |= dict.fromkeys(np.setdiff1d(self.contenders, remaining).tolist(), number)
            self.contenders = remaining


FiguresOf = Callable[["Array", int], "Ratio"]


def contested(
    figures_of: FiguresOf, scenarios: int, indifference: float, level: float, pilot: int, most: int
) -> Contest:
    """The contest over figures of which the higher one is better.

    `figures_of` gives the figures of some contenders up to a number of replications: numerators and denominators, a row
    for each scenario (also for those that are out), a column for each replication.
    """
    everyone = np.arange(scenarios)
    first = figures_of(everyone, pilot)
    contest = Contest(Rule.of_pilot(first, indifference, level), everyone, pilot - 1)
    contest.look(first)
    number = pilot
    while not contest.over and number < most:
        number = min(most, ceil(number * (1 + STAGE)))
        contest.look(figures_of(contest.contenders, number))
    return contest


def select(
    scenarios: "Sequence[Scenario]",
    measure: str,
    indifference: float,
    goal: str | None = None,
    level: float = 0.95,
    pilot: int | None = None,
    at_most: int | None = None,
    seed: int = 1,
    engine: str | None = None,
    workers: int | None = None,
    progress: Progress | bool | None = None,
    *,
    cluster: str | None = None,
    store: "str | PathLike[str] | None" = None,
) -> Selection:
    """Run scenarios until it is decided which has the best figure over all, or `at_most` (1000) replications are done.

    A difference of less than the `indifference` (in the unit of the measure) does not matter. If the best scenario is
    ahead of all others by as much, it is selected with a probability of at least the level. After a `pilot` (20) only
    those run on that may still be the best, in stages a tenth longer each time. `goal` is "highest" or "lowest" (known
    for most measures); the rest is as in `run`, and so are the replications: the first ones of each scenario.

    Raises SimsupportError for what can't be run or decided, ReplicationError and StoreError as `run`. Warns where the
    limit comes before the decision.
    """
    goal = goal_of(measure, goal)
    pilot = check_number("pilot", PILOT if pilot is None else pilot, FEWEST)
    most = check_number("at_most", AT_MOST if at_most is None else at_most, pilot)
    experiment = requested(scenarios, seed, (), engine, [measure], units.WEEK)
    if len(experiment.scenarios) < 2:
        raise SimsupportError("there is nothing to select from: give two scenarios at least")
    _check(indifference, level)
    kept = Nowhere() if store is None else Store(store, experiment)
    with reporting(progress) as report:
        work = Work(experiment, executor(experiment.engine, workers, cluster), kept, report)
        figures = Figures(work, [scenario.name for scenario in experiment.scenarios], measure, goal)
        contest = contested(figures.of, len(experiment.scenarios), float(indifference), level, pilot, most)
    return _selection(contest, figures, float(indifference), level)


def _check(indifference: float, level: float) -> None:
    check_level(level)
    if isinstance(indifference, bool) or not isinstance(indifference, Real) or not 0 < indifference < inf:
        raise SimsupportError(f"indifference: {indifference!r} is not a number above 0, in the unit of the measure")


class Figures:
    """The figures of a measure, of as many replications of each scenario as were asked for."""

    def __init__(self, work: Work, names: list[str], measure: str, goal: Goal) -> None:
        self._work, self.names, self.measure, self.goal = work, names, measure, goal
        self._numbers = dict.fromkeys(names, 0)

    def of(self, contenders: "Array", replications: int) -> "Ratio":
        """Numerators and denominators, so that the higher figure is the better one; a row for each scenario."""
        self._numbers |= {self.names[place]: replications for place in contenders}
        keys, numerator, denominator = stacked(self.results.table(), replications)
        self._check_there(keys["scenario"].tolist(), denominator)
        return (numerator if self.goal == "highest" else -numerator), denominator

    @property
    def results(self) -> Results:
        return self._work.results(self._numbers)

    def _check_there(self, names: Sequence[str], denominator: "Array") -> None:
        for name, there in zip(names, present(denominator).sum(axis=1).tolist(), strict=True):
            if there < 2:
                text = f"{self.measure} of {name} is there in {there} of {denominator.shape[1]} replications"
                raise SimsupportError(f"{text}: there is nothing to select by")


def _selection(contest: Contest, figures: Figures, indifference: float, level: float) -> Selection:
    results = figures.results
    means = results.summary((), level).set_index("scenario")["mean"].reindex(figures.names).to_numpy()
    signed = means if figures.goal == "highest" else -means
    best = figures.names[contest.contenders[int(np.argmax(signed[contest.contenders]))]]
    out = {figures.names[place]: number for place, number in contest.out.items()}
    if not contest.over:
        names = ", ".join(f"'{figures.names[place]}'" for place in contest.contenders)
        text = f"{names} are still in contention after {contest.seen} replications (at_most)"
        warn(f"{text}; '{best}' is the best so far", stacklevel=3)
    return Selection(best, contest.over, figures.measure, figures.goal, indifference, level, out, results)

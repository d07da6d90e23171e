"""What a report is about: the results of an experiment, some of its logs, what assumptions do, and who stands where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from simsupport import formats, targets
from simsupport.tables import Row, Table, planner
from simsupport.tables.ranking import ranked

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.experiment import Results
    from simsupport.log import Log
    from simsupport.scenario.models import Scenario
    from simsupport.sensitivity import Plan
    from simsupport.targets import Verdict

BY_WEEK, BY_TEAM = ("day_of_week", "hour"), ("team", "hour")
WAITS = ("average_speed_of_answer", "wait_p50", "wait_p90", "wait_p99", "abandonment_rate")
FLOWS = ("fcr", "repeat_rate", "contacts_per_issue", "escalation_rate", "transfer_rate", "approval_rate")
MEASURES = tuple(dict.fromkeys((*planner.MEASURES, *WAITS, *FLOWS, "backlog")))
MOST_DRAWN = 8  # scenarios in pictures: as many as there are colours
MOST_LOGS = 3  # replications of each whose contacts are looked at one by one


def breakdowns(scenarios: "Sequence[Scenario]") -> list[tuple[str, ...]]:
    """What an experiment is to be broken down by for a report; its measures are MEASURES."""
    return [*planner.breakdowns(scenarios), BY_WEEK, BY_TEAM]


@dataclass(frozen=True, eq=False)
class Tried:
    """What assumptions do to the decision between two scenarios, or to the figures of one."""

    plan: "Plan"
    results: "Results"
    left_out: int  # assumptions that were not moved


@dataclass(frozen=True, eq=False)
class Evidence:
    """Results by `breakdowns` of MEASURES, the base first; what is derived from them is computed once."""

    results: "Results"
    level: float = 0.95
    command: str = ""
    logs: "Mapping[str, Sequence[Log]]" = field(default_factory=dict)
    tried: Tried | None = None

    @property
    def scenarios(self) -> "tuple[Scenario, ...]":
        return self.results.scenarios

    @property
    def names(self) -> list[str]:
        return [scenario.name for scenario in self.scenarios]

    @property
    def base(self) -> str:
        return self.names[0]

    @property
    def several(self) -> bool:
        return len(self.scenarios) > 1

    @property
    def corner(self) -> str:
        """What heads the names of scenarios in a table."""
        return "option" if self.several else "scenario"

    @property
    def sure(self) -> bool:
        """Whether there are probabilities, as more than one replication gives them."""
        return bool(self.ranking["best"].notna().any())

    @cached_property
    def ranking(self) -> "pd.DataFrame":
        """The scenarios, the best one first; those that a single replication can't rank by their figures alone."""
        table = ranked(self.results, self.level)
        if table["best"].notna().any():
            return table
        rising = table["measure"].iloc[0] == "cost"
        return table.sort_values(["missed", "mean"], ascending=[True, rising], kind="stable", ignore_index=True)

    @property
    def best(self) -> str:
        return str(self.ranking["scenario"].iloc[0])

    @property
    def rival(self) -> str | None:
        """Who is next to the best one."""
        return str(self.ranking["scenario"].iloc[1]) if self.several else None

    @cached_property
    def drawn(self) -> "list[Scenario]":
        """The scenarios in pictures, in their order: the base, and those that stand first."""
        chosen = list(dict.fromkeys([self.base, *self.ranking["scenario"]]))[:MOST_DRAWN]
        return [scenario for scenario in self.scenarios if scenario.name in chosen]

    @property
    def foremost(self) -> list[str]:
        """Who has pictures of its own: the best one, the base, and who is next to the best one."""
        return list(dict.fromkeys(one for one in (self.best, self.base, self.rival) if one))

    @cached_property
    def verdicts(self) -> "list[Verdict]":
        return targets.verdicts(self.results, self.level)

    @cached_property
    def figures(self) -> planner.Cells:
        """The figures over all."""
        return planner.cells(self.results.summary((), self.level), ())

    @cached_property
    def by_channel(self) -> planner.Cells:
        table = self.results.summary(planner.BY_CHANNEL, self.level)
        return planner.cells(table, planner.BY_CHANNEL)

    @cached_property
    def compared(self) -> "Mapping[tuple[str, ...], pd.DataFrame]":
        """The differences from the base, over all and by channel."""
        from simsupport.compare import compare

        return {by: compare(self.results, self.base, by, self.level) for by in planner.BREAKDOWNS}

    @cached_property
    def differences(self) -> planner.Cells:
        return planner.cells(self.compared[()], (), "difference") if self.several else {}

    def summary(self, by: Sequence[str], measures: Sequence[str]) -> "pd.DataFrame":
        """The summary of some measures by one breakdown, of the scenarios that are drawn."""
        table, drawn = self.results.table(by), [scenario.name for scenario in self.drawn]
        wanted = table["measure"].isin(measures) & table["scenario"].isin(drawn)
        some = replace(self.results, tables={tuple(by): table[wanted]})
        return some.summary(by, self.level)

    def by_scenario(self, title: str, heads: Mapping[str, str], group: tuple[str, ...] = ()) -> Table:
        """A row for each scenario that is drawn, a column for each measure of `heads`: over all, or of a channel."""
        figures = self.by_channel if group else self.figures
        rows = []
        for scenario in self.drawn:
            cells = [(figures.get((scenario.name, group, measure)), measure) for measure in heads]
            texts = tuple(planner.figure(cell, measure) if cell else formats.NONE for cell, measure in cells)
            why = tuple(reason for cell, measure in cells for reason in planner.missing([cell], measure))
            rows.append(Row(scenario.name, texts, why))
        return Table(title, tuple(heads.values()), tuple(rows), self.corner)

    def of_scenario(self, name: str) -> "Scenario":
        return self.scenarios[self.names.index(name)]


def with_logs(evidence: Evidence) -> Evidence:
    """The same, with the logs of the first replications of the scenarios that are drawn: they are simulated again."""
    from simsupport.demand import sample_demand
    from simsupport.engines import simulate

    results = evidence.results
    logs = {
        scenario.name: [
            simulate(scenario, sample_demand(scenario, results.seed, number), engine=results.engine)
            for number in range(min(MOST_LOGS, results.replications))
        ]
        for scenario in evidence.drawn
    }
    return replace(evidence, logs=logs)

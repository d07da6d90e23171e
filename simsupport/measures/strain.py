"""Strain of teams, by occupancy, overtime and weekends; and what it does to those who work there.

Each team is strained by its own work, week by week: a calm week does not undo a hot one, nor a calm team another. Over
several, each counts by the hours that its people are present. An outsourcer's people are not counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simsupport.log import Kind, Outcome, State
from simsupport.measures.agents import PRESENT
from simsupport.measures.arrays import Array
from simsupport.measures.facts import Facts
from simsupport.measures.formula import Grouped, Measure, Source, View, ratio
from simsupport.measures.groups import Several
from simsupport.measures.legs import among, subset
from simsupport.measures.runs import NEVER
from simsupport.measures.sources import Ticks, issues
from simsupport.measures.work import AVAILABLE, Pieces, agent_time, busy
from simsupport.units import HOUR

if TYPE_CHECKING:
    from simsupport.scenario.experience import Experience

OF_PEOPLE = ("team", "week", "month")  # a week that two months share is two


@dataclass(frozen=True, eq=False)
class Needs:
    """Talks that needed an amount to be granted, and whether the team could grant it by itself (R13, R15)."""

    alone: Array

    @property
    def ones(self) -> Array:
        return np.ones(len(self.alone), np.bool_)


def _needs(view: View) -> Grouped[Needs]:
    legs = view.facts.legs
    alone = legs.conceding_rows[legs.kind[legs.conceding_rows] != Kind.APPROVAL]
    rows = np.unique(np.concatenate([alone, _asking(view.facts), _passed_up(view.facts)]))
    return Grouped(Needs(np.isin(rows, alone)), view.grouping.at(subset(legs.names, rows), legs.started[rows]))


def _asking(facts: Facts) -> Array:
    """The talks in which another team was asked for approval."""
    legs = facts.legs
    requests = np.flatnonzero(legs.kind == Kind.APPROVAL)
    talks = np.where(legs.taken, np.arange(len(legs.taken)), NEVER)
    return np.maximum.accumulate(talks)[requests]


def _passed_up(facts: Facts) -> Array:
    """The talks that were escalated, where the issue's amount was granted later: authority is looked at first."""
    legs, issue = facts.legs, facts.journeys.of_leg
    granted = np.full(len(facts.issues.issue), NEVER)
    granted[issue[legs.conceding_rows]] = legs.conceding_rows
    rows = np.flatnonzero(legs.taken & (legs.outcome == Outcome.ESCALATED))
    return rows[rows < granted[issue[rows]]]


def _weekends(view: View) -> Grouped[Ticks]:
    """Presence on Saturdays and Sundays of the team's zone."""
    spans, days = view.facts.agents, view.facts.days
    rows = np.flatnonzero(days.weekend & (spans.own & among(spans.state, PRESENT))[days.row])
    _, groups, ticks = view.grouping.split(subset(spans.names, days.row[rows]), days.start[rows], days.end[rows])
    return Grouped(Ticks(ticks, groups.inside), groups)


needs = Source(issues.dimensions, _needs)
weekends = Source(OF_PEOPLE, _weekends)
_alone, _needed = needs.count(lambda n: n.alone), needs.count(lambda n: n.ones, "no talk needed an amount")
_worked = busy.sum(lambda b: b.ticks, lambda b: b.counts)
_on_weekends = weekends.sum(lambda w: w.ticks, lambda w: w.counts, HOUR)
_available = agent_time.sum(lambda a: a.ticks, lambda a: a.within(AVAILABLE))
_present = agent_time.sum(lambda a: a.ticks, lambda a: _own(a, PRESENT), HOUR)
_overtime = agent_time.sum(lambda a: a.ticks, lambda a: _own(a, (State.OVERTIME,)), HOUR)


def _own(pieces: Pieces, states: tuple[State, ...]) -> Array:
    """Time of one's own people in any of a few states."""
    return np.asarray(pieces.within(states) & pieces.spans.own[pieces.row])


@dataclass(frozen=True, eq=False)
class Conditions:
    """One row per team and week: the hours that its people are present, how strained they are, how empowered."""

    given: "Experience"
    present: Array
    strain: Array
    empowerment: Array

    @property
    def there(self) -> Array:
        return self.present > 0

    def weighing(self, values: Array) -> Array:
        return values * self.present

    @property
    def satisfied(self) -> Array:
        """The share of agents who are satisfied."""
        given = self.given.employees
        return np.clip(given.satisfaction + given.strain * self.strain + given.empowerment * self.empowerment, 0.0, 1.0)

    @property
    def quitting(self) -> Array:
        """The rate a year at which agents quit."""
        given = self.given.quitting
        return given.rate * np.exp(given.strain * self.strain + given.empowerment * self.empowerment)


def _conditions(view: View) -> Grouped[Conditions]:
    teams, code = _by_week(view)
    given, present = view.facts.scenario.experience, _present.sums(teams)
    occupancy = _share(_worked.sums(teams), _available.sums(teams))
    strain = given.strain.occupancy * np.maximum(occupancy - given.strain.bearable, 0)
    strain += given.strain.overtime * _share(_overtime.sums(teams), present)
    strain += given.strain.weekend * _share(_on_weekends.sums(teams), present)
    empowerment = _share(_alone.sums(teams), _needed.sums(teams))
    return Grouped(Conditions(given, present, strain, empowerment), Several(code, view.grouping.size))


def _by_week(view: View) -> tuple[View, Array]:
    """The same facts by team and week, and the group of each."""
    weeks = view.facts.grouping(OF_PEOPLE)
    if not view.grouping.by:
        return View(view.facts, weeks), np.zeros(weeks.size, np.int32)
    group = {key: code for code, key in enumerate(zip(*view.grouping.columns.values(), strict=True))}
    keys = zip(*(weeks.columns[dimension] for dimension in view.grouping.by), strict=True)
    return View(view.facts, weeks), np.array([group[key] for key in keys], np.int32)


def _share(part: Array, whole: Array) -> Array:
    """A part of a whole; 0 where there is nothing."""
    found: Array = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return found


conditions = Source(OF_PEOPLE, _conditions)
_hours = conditions.sum(lambda c: c.present, lambda c: c.there, none="nobody was present")


def _mean(name: str, unit: str, definition: str, of: Callable[[Conditions], Array]) -> Measure:
    """A figure of each team, weighed by its hours."""
    return ratio(name, unit, definition, conditions.sum(lambda c: c.weighing(of(c)), lambda c: c.there), _hours)


MEASURES: tuple[Measure, ...] = (
    ratio("empowerment", "1",
          "talks in which the team granted the amount by itself / those that needed one: granted, asked for, or passed "
          "up and granted later",
          _alone, _needed),
    _mean("strain", "points",
          "strain of a team in a week: occupancy beyond what is bearable (85%), overtime and weekends, weighed "
          "(docs/people.md); over teams and weeks by hours of presence, an outsourcer's left out",
          lambda c: c.strain),
    _mean("employee_satisfaction", "1",
          "agents satisfied with their work, by strain and empowerment of their team, week by week",
          lambda c: c.satisfied),
    _mean("quit_hazard", "1",
          "agents who quit in a year, at this strain and empowerment of their team, week by week",
          lambda c: c.quitting),
)  # fmt: skip

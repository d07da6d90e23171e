"""Talks and how well they are done: the manner of teams and people, and what initiatives do to it (R18, R22).

A reviewer sees only some contacts, and does not always give the score that another one would give.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.measures.legs import subset
from simsupport.measures.lots import standard
from simsupport.measures.moments import clipped_mean

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts
    from simsupport.scenario.models import Scope
    from simsupport.scenario.timeline.in_force import Change


class Talks:
    """One row per leg that a human took, without work that goes on."""

    def __init__(self, facts: "Facts") -> None:
        legs = facts.legs
        begun = legs.taken.copy()
        begun[legs.resumed_rows] = False
        self.facts = facts
        self.row = np.flatnonzero(begun)
        self.names = subset(legs.names, self.row)
        self.started = legs.started[self.row]
        self.contact = legs.contacts.at(self.row)

    @cached_property
    def offset(self) -> "Array":
        """What quality is above that of a team without a manner: the team's manner, the person's, initiatives'."""
        manners = [team.manner for team in self.facts.scenario.teams.values()]
        offset = np.array(manners)[self.names["team"]] + self._person
        for change, concerned in self._changes("manner"):
            offset += concerned * change.phasing.levels(self.started) * change.full
        return offset

    @cached_property
    def _person(self) -> "Array":
        """How far the agent's manner is from the team's."""
        found = np.zeros(len(self.row))
        agent = self.facts.legs.agent[self.row]
        for code, (name, team) in enumerate(self.facts.scenario.teams.items()):
            if team.spread.manner:
                rows = np.flatnonzero(self.names["team"] == code)
                number = agent[rows] - self._first_agent[code]
                found[rows] = team.spread.manner * self.facts.lots.of_people(name, number)
        for change, concerned in self._changes("spread") if found.any() else ():
            found *= np.where(concerned, change.factors(self.started), 1.0)
        return found

    @property
    def _first_agent(self) -> "Array":
        """The least id of each team: the numbers within a team begin there."""
        agents = self.facts.agents
        first = np.full(len(self.facts.values["team"]), np.iinfo(np.int64).max)
        np.minimum.at(first, agents.names["team"], agents.agent)
        return first

    def _changes(self, what: str) -> "Iterator[tuple[Change, Array]]":
        """What initiatives, by name, do to a quantity; and the talks that they concern."""
        from simsupport.scenario.timeline.in_force import NEUTRAL, Change, phasing

        scenario = self.facts.scenario
        for _, initiative in sorted(scenario.initiatives.items()):
            full = getattr(initiative.effects, what)
            if full != NEUTRAL.get(what, 1.0):
                yield Change(phasing(scenario, initiative), full), self._within(initiative.for_)

    def _within(self, scope: "Scope") -> "Array":
        """The talks that a scope holds."""
        labels = {f"label.{name}": values for name, values in scope.labels.items()}
        limits = {"topic": scope.topics, "channel": scope.channels, "team": scope.teams, **labels}
        found = np.ones(len(self.row), np.bool_)
        for dimension, wanted in limits.items():
            if wanted:
                known = self.facts.values.get(dimension, [])
                places = [known.index(value) for value in wanted if value in known]
                found &= np.isin(self.names[dimension], places) if places else False
        return found

    @cached_property
    def quality(self) -> "Array":
        """The score that a talk would be given on average, between 0 and 1."""
        return clipped_mean(self._before_review, self.facts.scenario.experience.review.deviation, 0.0, 1.0)

    @cached_property
    def reviewed(self) -> "Array":
        """Whether the talk's contact is of the sample that is reviewed."""
        return np.asarray(self._draw("REVIEW", leg=False) < self.facts.scenario.experience.review.share)

    @cached_property
    def score(self) -> "Array":
        """The score that a reviewer gives, between 0 and 1."""
        strayed = self.facts.scenario.experience.review.deviation * standard(self._draw("SCORE", leg=True))
        return np.clip(self._before_review + strayed, 0.0, 1.0)

    @property
    def _before_review(self) -> "Array":
        return self.facts.scenario.experience.quality + self.offset

    def _draw(self, purpose: str, leg: bool) -> "Array":
        """A number for each talk's contact, or for each talk."""
        legs, lots = self.facts.legs, self.facts.lots
        issue = self.facts.journeys.of_leg[self.row]
        return lots.of_issues(purpose, issue, legs.contact[self.row], legs.leg[self.row] if leg else 0)

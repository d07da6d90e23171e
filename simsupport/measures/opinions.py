"""What customers think of it, and what of that a survey hears.

The latent values are expectations, without noise: the probability of being satisfied, the expected share of promoters
less detractors, the expected effort score. A survey hears single customers, each with a mood of their own, and more of
those who feel strongly.
"""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simsupport.measures.lots import standard
from simsupport.measures.moments import chance_above, clipped_mean

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.facts import Facts

LOWEST, HIGHEST = 0, 10  # scores of recommendation
PROMOTER, DETRACTOR = 9, 6  # from here on up, and down
HARDEST, EASIEST = 1.0, 7.0  # scores of effort
MIDDLE = (LOWEST + HIGHEST) / 2


class Opinions:
    """One row per issue, as in `Journeys`."""

    def __init__(self, facts: "Facts") -> None:
        self.facts = facts
        self.journeys = facts.journeys
        self._given = facts.scenario.experience

    @property
    def counts(self) -> "Array":
        """Whether the issue is over."""
        return self.journeys.counts

    @cached_property
    def satisfied(self) -> "Array":
        """The probability that the customer is satisfied."""
        from scipy.special import expit

        given, j = self._given.csat, self.journeys
        odds: Array = (
            given.base
            + given.further_contact * j.further
            + given.cold_transfer * (j.transfers - j.warm)
            + given.warm_transfer * j.warm
            + given.unresolved * ~j.solved
            + given.complaint * j.complaint
            + given.waiting * j.impatience
            + given.quality * j.quality
        )
        found: Array = expit(odds)
        return found

    @cached_property
    def recommends(self) -> "Array":
        """The probability of a promoter less that of a detractor."""
        given = self._given.nps
        above = chance_above(self._score, given.deviation, PROMOTER - 0.5)
        return above - chance_above(-self._score, given.deviation, -DETRACTOR - 0.5)

    @property
    def _score(self) -> "Array":
        """The mean of the score of recommendation, before it is rounded and clipped."""
        given = self._given.nps
        return given.score + given.slope * (self.satisfied - given.at)

    @cached_property
    def ease(self) -> "Array":
        """The expected score of effort."""
        return clipped_mean(self._ease, self._given.ces.deviation, HARDEST, EASIEST)

    @cached_property
    def _ease(self) -> "Array":
        given, j = self._given.ces, self.journeys
        found: Array = (
            given.base
            + given.further_contact * j.further
            + given.transfer * j.transfers
            + given.switch * j.switches
            + given.repeating * j.repeating
            + given.waiting * j.impatience
            + given.unresolved * ~j.solved
        )
        return found

    # The survey: all of the customers' answers, and who gives theirs

    @cached_property
    def says_satisfied(self) -> "Array":
        """Whether the customer is satisfied; whoever is has the better mood for recommending."""
        return np.asarray(self._mood < self.satisfied)

    @cached_property
    def score(self) -> "Array":
        """The score of recommendation that the customer would give."""
        drawn = self._score - self._given.nps.deviation * standard(self._mood)
        return np.clip(np.rint(drawn), LOWEST, HIGHEST)

    @cached_property
    def says_recommends(self) -> "Array":
        """1 for a promoter, −1 for a detractor, 0 for others."""
        return (self.score >= PROMOTER).astype(np.int8) - (self.score <= DETRACTOR)

    @cached_property
    def says_ease(self) -> "Array":
        """The score of effort that the customer would give."""
        return np.clip(self._ease + self._given.ces.deviation * standard(self._draw("EFFORT")), HARDEST, EASIEST)

    @cached_property
    def answers(self) -> "Array":
        """Whether the customer answers the survey: the likelier, the further the score is from the middle."""
        survey, strength = self._given.survey, np.abs(self.score - MIDDLE) / MIDDLE
        likely = survey.response * (1 + (survey.extremes - 1) * strength)
        return np.asarray(self.counts & (self._draw("RESPONSE") < likely))

    @cached_property
    def _mood(self) -> "Array":
        """A number between 0 and 1, small for who is easily pleased."""
        return self._draw("OPINION")

    def _draw(self, purpose: str) -> "Array":
        return self.facts.lots.of_issues(purpose, np.arange(len(self.counts)))

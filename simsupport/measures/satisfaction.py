"""Satisfaction, recommendation and effort of customers, and the quality of talks: latent, and as samples show them.

A latent figure is the mean over all; a surveyed one is what those who answer say, a reviewed one what reviewers saw.
"""

import numpy as np

from simsupport.measures.arrays import Array
from simsupport.measures.formula import Grouped, Measure, Source, View, ratio
from simsupport.measures.opinions import Opinions
from simsupport.measures.sources import issues
from simsupport.measures.talks import Talks

POINTS = 100  # in which the share of promoters less detractors is told


def _asked(view: View) -> Grouped[Opinions]:
    return Grouped(view.facts.opinions, view.rows(issues).groups)


def _held(view: View) -> Grouped[Talks]:
    talks = view.facts.talks
    return Grouped(talks, view.grouping.at(talks.names, talks.started))


def every(talks: Talks) -> Array:
    return np.ones(len(talks.row), np.bool_)


asked = Source(issues.dimensions, _asked)
held = Source(issues.dimensions, _held)
over = asked.count(lambda o: o.counts, "no issue is over, or has waited longer than expected")
_answers = asked.count(lambda o: o.answers, "nobody answered the survey")

MEASURES: tuple[Measure, ...] = (
    ratio("csat", "1",
          "customers satisfied with their issue, the probability of each in the mean / issues that are over, or still "
          "unanswered after longer than expected (docs/people.md)",
          asked.sum(lambda o: o.satisfied, lambda o: o.counts), over),
    ratio("csat_surveyed", "1",
          "satisfied / customers who answer the survey: a sample in which the extremes answer more often",
          asked.sum(lambda o: o.says_satisfied, lambda o: o.answers), _answers),
    ratio("nps", "points",
          "net promoter score: promoters (9 or 10 of 10) less detractors (up to 6), the probabilities of each customer "
          "in the mean, in points from -100 to 100 / issues as for csat",
          asked.sum(lambda o: POINTS * o.recommends, lambda o: o.counts), over),
    ratio("nps_surveyed", "points", "net promoter score of those who answer the survey, in points from -100 to 100",
          asked.sum(lambda o: POINTS * o.says_recommends, lambda o: o.answers), _answers),
    ratio("ces", "points",
          "effort score, from 1 (hard) to 7 (easy), the expectation of each customer in the mean / issues as for csat",
          asked.sum(lambda o: o.ease, lambda o: o.counts), over),
    ratio("ces_surveyed", "points", "effort score of those who answer the survey, from 1 (hard) to 7 (easy)",
          asked.sum(lambda o: o.says_ease, lambda o: o.answers), _answers),
    ratio("survey_response_rate", "1", "customers who answer the survey / issues as for csat", _answers, over),
    ratio("quality", "1",
          "quality of talks (manner of team and person, initiatives), as reviewers would see it on average / talks, by "
          "their start and team",
          held.sum(lambda t: t.quality, every), held.count(every, "no talk began")),
    ratio("qa_score", "1", "quality of the talks of a random sample of contacts, as one reviewer sees it / talks "
          "reviewed",
          held.sum(lambda t: t.score, lambda t: t.reviewed),
          held.count(lambda t: t.reviewed, "no talk was reviewed")),
)  # fmt: skip

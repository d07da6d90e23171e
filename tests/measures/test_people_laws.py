"""What holds of models of people at any desk: surveys against the truth, chance that belongs to customers, directions.

The desk has 32 agents for about 33 erlangs: people wait, give up, come again and are handed on.
"""

from collections.abc import Mapping
from functools import cache
from math import sqrt

import numpy as np
import pytest
from tiny_logs import log, scenario

import simsupport as ss
from simsupport import units
from simsupport.log import Log
from simsupport.measures.facts import Facts
from simsupport.measures.opinions import Opinions
from simsupport.scenario import from_mapping

TALKS = {
    "talk": {"exponential": "5 min"}, "patience": {"exponential": "3 min"}, "recognised": "50%",
    "retries": {"probability": "50%", "after": {"exponential": "10 min"}, "at_most": 3},
    "returns": {"probability": "80%", "after": {"exponential": "2 h"}},
}  # fmt: skip
DESK = {
    "calendar": {"duration": "3 d"},
    "topics": {"call": TALKS, "letter": {"talk": "5 min"}},
    "demand": [{"topic": "call", "channel": "phone", "rate": "5 / min"}],
    "teams": {
        "desk": {"agents": 32, "skills": {"call": {"resolves": "70%"}}, "spread": {"manner": 0.1},
                 "escalates_to": "experts"},
        "experts": {"agents": 12, "skills": {"call": {"resolves": "90%"}}},
    },
}  # fmt: skip
TRUTHFUL = {"survey": {"response": "100%", "extremes": "x1"}, "review": {"share": "100%"}}


@cache
def simulated(experience: str = "truthful") -> Log:
    return fresh({}, TRUTHFUL if experience == "truthful" else {})


def fresh(changes: dict[str, object], experience: Mapping[str, object] = TRUTHFUL) -> Log:
    mapping = {"channels": {"phone": {"kind": "live"}}, "experience": experience, **DESK}
    desk = from_mapping(mapping, changes=changes)
    return ss.simulate(desk, ss.sample_demand(desk, seed=3))


def opinions(facts: Log) -> Opinions:
    return Facts(facts, units.WEEK).opinions


def figures(facts: Log) -> dict[str, float]:
    table = ss.measure(facts)
    return dict(zip(table["measure"], table["value"], strict=True))


@pytest.mark.parametrize(
    ("surveyed", "latent", "deviation"), [("csat", "csat", 0.5), ("nps", "nps", 100), ("ces", "ces", 3)]
)
def test_a_survey_that_everybody_answers_tells_the_truth(surveyed: str, latent: str, deviation: float) -> None:
    """A share, points from -100 to 100, a score from 1 to 7: no deviation of one answer is larger than stated.

    Some 20,000 customers: a difference beyond 4.5 standard errors comes by chance once in 100,000 times. Found are
    differences of the share by 1.6 points, of the points by 3.2, of the score by 0.1.
    """
    found = figures(simulated())
    assert found["survey_response_rate"] == 1
    count = opinions(simulated()).counts.sum()
    assert count > 20_000
    assert abs(found[f"{surveyed}_surveyed"] - found[latent]) < 4.5 * deviation / sqrt(count)


def test_a_survey_hears_more_of_those_who_feel_strongly() -> None:
    """Those at the ends answer twice as often as those in the middle, by the score that they would give."""
    asked = opinions(simulated("usual"))
    strength = np.abs(asked.score - 5) / 5
    for level in np.unique(strength):
        share, expected = asked.answers[asked.counts & (strength == level)], 0.15 * (1 + level)
        assert abs(share.mean() - expected) < 4.5 * sqrt(expected * (1 - expected) / len(share))
    heard, truth = figures(simulated("usual")), figures(simulated())
    assert heard["csat"] == truth["csat"]
    assert heard["csat_surveyed"] - truth["csat"] > 0.02  # most of those at the ends are pleased


def test_a_review_of_everything_shows_the_quality_and_a_sample_nearly() -> None:
    found = figures(simulated())
    assert found["qa_score"] == pytest.approx(found["quality"], abs=4.5 * 0.15 / sqrt(20_000))
    sampled = figures(simulated("usual"))
    assert sampled["quality"] == found["quality"]
    talks = Facts(simulated("usual"), units.WEEK).talks
    reviewed, count = talks.reviewed.sum(), len(talks.row)
    assert abs(reviewed - 0.02 * count) < 5.5 * sqrt(0.02 * count * 1.6)  # the talks of a contact come together
    assert 0 < abs(sampled["qa_score"] - found["quality"]) < 4.5 * 0.2 / sqrt(reviewed)


def test_customers_keep_their_mood_whatever_else_changes() -> None:
    """More agents, and others who write: who comes by phone is of the same mood (R3)."""
    letters = {"topic": "letter", "channel": "phone", "rate": "1 / min"}
    readers = {"agents": 9, "skills": {"letter": {}}}
    changed = fresh({"demand": [*DESK["demand"], letters], "teams.readers": readers, "teams.desk.agents": 40})
    before, after = (moods(facts) for facts in (simulated(), changed))
    assert len(before) > 20_000
    assert before == after
    assert len(set(before.values())) == len(before)


def moods(facts: Log) -> dict[int, float]:
    """The mood of each customer who calls, by the tick of the issue's creation."""
    known = Facts(facts, units.WEEK)
    calls = np.flatnonzero(known.issues.names["topic"] == known.values["topic"].index("call"))
    drawn = known.lots.of_issues("OPINION", calls)
    return dict(zip(known.issues.created[calls].tolist(), drawn.tolist(), strict=True))


def test_two_issues_of_one_tick_are_two_customers() -> None:
    facts = Facts(log(scenario(), "issue arrived started talk_ended outcome\n0 0 0 5 solved\n1 0 0 5 solved"), 1)
    first, second = facts.lots.of_issues("OPINION", np.arange(2))
    assert first != second
    assert 0 < first < 1


def test_a_topic_disturbs_no_other_in_the_same_tick() -> None:
    """Tickets from files are often created in the same second: a letter that goes first leaves the callers' moods."""
    desk = from_mapping({"channels": {"phone": {"kind": "live"}}, **DESK})
    rows = "issue topic created arrived started talk_ended outcome\n0 call 7 7 7 8 solved\n1 call 7 7 7 8 solved"
    more = rows.replace("1 call", "2 call").replace("0 call", "1 call").replace("\n", "\n0 letter 7 7 7 8 solved\n", 1)
    before, after = (Facts(log(desk, each), 1).lots for each in (rows, more))
    callers = before.of_issues("OPINION", np.arange(2)).tolist()
    assert len(set(callers)) == 2
    assert after.of_issues("OPINION", np.arange(1, 3)).tolist() == callers


@pytest.mark.parametrize(
    ("changes", "less", "more"),
    [
        ({"teams.desk.agents": 40}, ("churn", "strain"), ("csat", "nps", "ces", "csat_surveyed", "nps_surveyed")),
        ({"teams.desk.skills.call.resolves": "95%"}, ("churn",), ("csat", "nps", "ces")),
        ({"teams.desk.manner": 0.1}, (), ("csat", "nps", "quality", "qa_score")),
        ({"teams.desk.hand_over": {"kind": "warm", "briefing": "1 s"}}, (), ("csat", "nps")),
        ({"channels.phone.expected": "10 min"}, (), ("csat", "nps", "ces")),
        ({"experience.complaints": ["call"]}, ("csat", "nps"), ()),
    ],
)
def test_directions(changes: dict[str, object], less: tuple[str, ...], more: tuple[str, ...]) -> None:
    """More agents, more solved, kinder people, warm hand-overs, patient customers, complaints: what each does."""
    before, after = figures(simulated()), figures(fresh(changes))
    assert [name for name in less if not after[name] < before[name]] == []
    assert [name for name in more if not after[name] > before[name]] == []

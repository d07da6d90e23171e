"""Initiatives (R22) against the integrals of their ramps: counts by the Poisson law, efforts to the tick.

Power: each test of a sum also refuses the same initiative without its ramp.
"""

import numpy as np
import pytest
from log_figures import DAY, HOUR, MINUTE
from scipy import stats

import simsupport as ss
from simsupport.scenario import from_mapping

WEEK = 7 * DAY
LIKELY = (0.0005, 0.9995)
MOST_OFF = stats.norm.ppf(0.9995)
RAMP = {"starts": "1 week", "ramp": "2 weeks"}


def desk(initiatives: dict, staffing: dict | None = None):
    return from_mapping({
        "calendar": {"start": "2026-01-05", "duration": "5 weeks"},
        "channels": {"phone": {"kind": "live"}, "email": {"kind": "deferred"}},
        "topics": {"call": {"talk": "1 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "40 / h"}],
        "teams": {"desk": {"skills": {"call": {"resolves": "70%"}}, **(staffing or {"agents": 20})}},
        "initiatives": initiatives,
    })  # fmt: skip


def level(ticks) -> np.ndarray:
    """Of an initiative that starts after a week and ramps in over two."""
    return np.clip((np.asarray(ticks, float) - WEEK) / (2 * WEEK), 0, 1)


def mean_levels(days: int) -> np.ndarray:
    """The mean of the level over each day: the ramp is a line from midnight to midnight."""
    return level((np.arange(days) + 0.5) * DAY)


def poisson_chance(counts: np.ndarray, expected: np.ndarray) -> float:
    """The chance of such a sum of squared distances or less, if the counts are Poisson's with these means."""
    return stats.chi2.cdf(((counts - expected) ** 2 / expected).sum(), len(counts))


@pytest.mark.parametrize("factor", [1.6, 0.5])
def test_demand_follows_the_ramp(factor):
    scenario = desk({"launch": {**RAMP, "effects": {"demand": f"x{factor}"}}})
    counts = sum(
        np.bincount(ss.sample_demand(scenario, seed=71, replication=r).created // DAY, minlength=35) for r in range(5)
    )
    base = 5 * 24 * 40
    low, high = LIKELY
    assert low < poisson_chance(counts, base * (1 + (factor - 1) * mean_levels(35))) < high
    at_once = np.arange(35) >= 7
    assert poisson_chance(counts, base * (1 + (factor - 1) * at_once)) > high


def test_an_initiative_that_ends_leaves_no_trace():
    """Before it starts and from its end on the issues are, one by one, those of the desk without it (R3)."""
    plain = ss.sample_demand(desk({}), seed=72).created
    changed = ss.sample_demand(desk({"outage": {**RAMP, "ends": "4 weeks", "effects": {"demand": "x3"}}}), seed=72)
    before = plain[plain < WEEK]
    assert changed.created[: len(before)].tolist() == before.tolist()
    first, last = changed.created < 4 * WEEK, changed.created >= 4 * WEEK
    due = 40 * 24 * (7 + 14 * 2 + 7 * 3)  # one week plain, two of the ramp at twice the demand on average, one at three
    assert abs(first.sum() - due) < MOST_OFF * due**0.5
    assert abs(last.sum() - 40 * 24 * 7) < MOST_OFF * (40 * 24 * 7) ** 0.5


def test_the_mix_follows_the_ramp():
    scenario = desk({"mobile": {**RAMP, "effects": {"mix": {"email": "60%"}}}})
    log = ss.simulate(scenario, ss.sample_demand(scenario, seed=73))
    day = (log.legs["created"] // DAY).to_numpy()
    moved = (log.legs["channel"] == "email").to_numpy()
    shares = 0.6 * level(log.legs["created"])
    off = np.bincount(day, moved - shares) / np.sqrt(np.bincount(day, shares * (1 - shares)) + 1e-9)
    assert not moved[day < 7].any()
    assert LIKELY[0] < stats.chi2.cdf((off[7:] ** 2).sum(), 28) < LIKELY[1]


def test_talk_follows_the_ramp_to_the_tick():
    """Two initiatives multiply; who starts a talk has what holds at that tick."""
    both = {
        "assist": {**RAMP, "effects": {"talk": "-20%"}},
        "training": {"starts": "2 weeks", "effects": {"talk": "+10%"}},
    }
    legs = ss.simulate(desk(both), ss.sample_demand(desk(both), seed=74)).legs
    legs = legs[legs["talk_ended"] >= 0]
    training = np.where(legs["started"] >= 2 * WEEK, 1.1, 1.0)
    due = MINUTE * (1 - 0.2 * level(legs["started"])) * training
    assert (np.abs(legs["effort"] - due) <= 1).all()
    on_the_ramp = legs[(legs["started"] >= WEEK) & (legs["started"] < 2 * WEEK)]
    deviation = 0.1 / 12**0.5 * MINUTE  # the level is uniform there, as arrivals are
    assert abs(on_the_ramp["effort"].mean() - 0.95 * MINUTE) < MOST_OFF * deviation / len(on_the_ramp) ** 0.5


def test_solving_follows_the_ramp_on_what_is_left_to_solve():
    """40% fewer unsolved: from 70% solved to 82%."""
    scenario = desk({"knowledge": {**RAMP, "effects": {"unsolved": "-40%"}}})
    legs = ss.simulate(scenario, ss.sample_demand(scenario, seed=75)).legs
    legs = legs[legs["talk_ended"] >= 0]
    solved, week = (legs["outcome"] == "solved").to_numpy(), (legs["started"] // WEEK).to_numpy()

    def off(chances) -> np.ndarray:
        """By week, in standard deviations."""
        return np.bincount(week, solved - chances) / np.sqrt(np.bincount(week, chances * (1 - chances)))

    assert (np.abs(off(1 - 0.3 * (1 - 0.4 * level(legs["started"])))) < MOST_OFF).all()
    assert np.abs(off(1 - 0.3 * (1 - 0.4 * (legs["started"] >= WEEK)))).max() > MOST_OFF + 3


@pytest.mark.parametrize("hours", [30, 30.5])
def test_the_hours_that_an_initiative_takes_are_taken_and_no_more(hours):
    """Shift by shift the ten people come an hour late, from the second week on."""
    team = {"people": 10, "weeks": {"office": {"mon-fri": "08:00-16:00"}}, "rota": ["office"]}
    scenario = desk({"course": {"starts": "1 week", "away": {"team": "desk", "hours": hours}}}, team)
    agents = ss.simulate(scenario, ss.sample_demand(scenario, seed=76)).agents
    training = agents[agents["state"] == "training"]
    assert (training["end"] - training["start"]).sum() == hours * HOUR
    assert training["start"].min() == WEEK + 8 * HOUR
    assert training["start"].max() == WEEK + (2 if hours == 30 else 3) * DAY + 8 * HOUR
    assert len(training) == np.ceil(hours)

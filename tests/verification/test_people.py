"""People who differ, are new, and are absent (R18), against the shares and means that the rules promise.

Shares and means hold by 99.9% intervals over people, who are independent of each other; effort holds to the tick.
"""

import numpy as np
import pytest
from comparisons import check_all, refuses
from log_figures import DAY, MINUTE, SECOND
from scipy import stats

import simsupport as ss
from simsupport.roster import roster
from simsupport.scenario import from_mapping

MOST_OFF = stats.norm.ppf(0.9995)


def desk(team: dict, weeks: int = 20, rate: str = "1 / h", initiatives: dict | None = None):
    """One team for calls of a minute."""
    return from_mapping({
        "calendar": {"start": "2026-01-05", "duration": f"{weeks} weeks"},
        "channels": {"phone": {"kind": "live"}},
        "topics": {"call": {"talk": "1 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": rate}],
        "teams": {"desk": {"skills": {"call": {}}, **team}},
        "initiatives": initiatives or {},
    })  # fmt: skip


# Absence

EVERY_DAY = {"people": 300, "weeks": {"all": {"mon-sun": "08:00-16:00"}}, "rota": ["all"]}


def days_absent(scenario, seed: int) -> list[np.ndarray]:
    """For each person, whether absent, day by day."""
    persons = roster(scenario, seed, 0).persons
    return [np.array([presence.absent for presence in person.presences]) for person in persons]


def absence_figures(absent: np.ndarray) -> dict[str, tuple[int, int]]:
    """Over one person's days: how many are absent, how often absence begins and ends."""
    before, after = absent[:-1], absent[1:]
    return {
        "absent": (absent.sum(), len(absent)),
        "begins": ((~before & after).sum(), (~before).sum()),
        "ends": ((before & ~after).sum(), before.sum()),
    }


@pytest.mark.parametrize(("share", "spell"), [(0.2, 5), pytest.param(0.1, 1, marks=pytest.mark.slow)])
def test_absence_comes_in_spells_and_keeps_its_share(share, spell):
    """Power: half-widths are at most 10% of the share, of the chance to fall ill and of that to come back."""
    absence = {"share": f"{100 * share:.0f}%", "spell": f"{spell} d"}
    scenario = desk({**EVERY_DAY, "absence": absence})
    found = [absence_figures(absent) for absent in days_absent(scenario, seed=61)]
    exact = {"absent": share, "begins": share / (1 - share) / spell, "ends": 1 / spell}
    check_all(exact, found)
    assert refuses({**exact, "begins": 1.25 * exact["begins"]}, found)


@pytest.mark.slow
def test_absence_without_spells_knows_no_yesterday():
    scenario = desk({**EVERY_DAY, "absence": {"share": "7%"}})
    found = [absence_figures(absent) for absent in days_absent(scenario, seed=62)]
    check_all({"absent": 0.07, "begins": 0.07, "ends": 0.93}, found)


@pytest.mark.slow
def test_an_illness_wave_doubles_absence_while_it_lasts():
    """From the sixth week to the end of the tenth; the chain of spells follows it within a few days."""
    wave = {"starts": "5 weeks", "ends": "10 weeks", "effects": {"absent": "x2"}}
    scenario = desk({**EVERY_DAY, "absence": {"share": "7%"}}, initiatives={"wave": wave})
    absent = days_absent(scenario, seed=63)
    during = [(person[35:70].sum(), 35) for person in absent]
    rest = [(person[:35].sum() + person[70:].sum(), len(person) - 35) for person in absent]
    check_all({"during": 0.14, "rest": 0.07}, [{"during": d, "rest": r} for d, r in zip(during, rest, strict=True)])


def test_the_log_says_who_is_absent():
    scenario = desk({**EVERY_DAY, "people": 20, "absence": {"share": "20%", "spell": "4 d"}}, weeks=4)
    log = ss.simulate(scenario, ss.sample_demand(scenario, seed=64))
    for agent, absent in enumerate(days_absent(scenario, seed=64)):
        rows = log.agents[(log.agents["agent"] == agent) & (log.agents["state"] == "absent")]
        assert (rows["start"] // DAY).tolist() == np.flatnonzero(absent).tolist()


# Newcomers


def test_newcomers_talk_longer_and_learn():
    """From 1.64 times the talk exponentially down to it, to the tick; nobody ever waits here."""
    team = {"agents": 40, "newcomers": {"share": "50%", "ramp": "2 weeks", "talk": "+64%"}}
    scenario = desk(team, weeks=6, rate="6 / h")
    traits = roster(scenario, 65, 0).traits
    legs = ss.simulate(scenario, ss.sample_demand(scenario, seed=65)).legs
    new = np.array([traits[agent].new_since is not None for agent in legs["agent"]])
    assert 5 <= sum(trait.new_since == 0 for trait in traits) <= 35  # of 40, at one half; beyond once in a million
    due = np.where(new, 1 + 0.64 * np.exp(-legs["started"] / (14 * DAY)), 1.0)
    ended = legs["outcome"] == "solved"
    assert new[ended].sum() > 1000
    assert (~new[ended]).sum() > 1000
    assert (np.abs(legs["effort"] - due * MINUTE)[ended] <= 1).all()


def test_the_mean_talk_of_newcomers_over_a_time_is_an_integral():
    team = {"agents": 40, "newcomers": {"share": "100%", "ramp": "2 weeks", "talk": "+64%"}}
    scenario = desk(team, weeks=6, rate="6 / h")
    legs = ss.simulate(scenario, ss.sample_demand(scenario, seed=66)).legs
    found = [{"talk": (work / MINUTE, 1)} for work in legs["effort"][legs["outcome"] == "solved"]]
    exact = 1 + 0.64 * 2 / 6 * (1 - np.exp(-6 / 2))
    check_all({"talk": exact}, found)
    assert refuses({"talk": 1 + 0.64 * 3 / 6 * (1 - np.exp(-6 / 3))}, found)


# Spread


def test_people_differ_as_stated():
    """Speeds are lognormal and chances of solving normal, both about their mean."""
    scenario = desk({"agents": 5000, "spread": {"speed": "15%", "resolves": "10%"}}, weeks=1)
    traits = roster(scenario, 67, 0).traits
    speed, resolves = (np.array([getattr(trait, name) for trait in traits]) for name in ("speed", "resolves"))
    for values, mean, deviation in (
        (speed, 1.0, 0.15),
        (np.log(speed), -np.log(1 + 0.15**2) / 2, np.sqrt(np.log(1 + 0.15**2))),
        (resolves, 1.0, 0.1),
    ):
        assert abs(values.mean() - mean) < MOST_OFF * deviation / len(values) ** 0.5
        assert values.std(ddof=1) == pytest.approx(deviation, rel=MOST_OFF / (2 * len(values)) ** 0.5 * 1.1)
    assert stats.kstest(np.log(speed) - np.log(speed).mean(), "norm", (0, np.log(speed).std())).pvalue > 0.001
    assert abs(np.corrcoef(speed, resolves)[0, 1]) < MOST_OFF / len(speed) ** 0.5


def test_whoever_is_faster_and_better_stays_so():
    """The same person's factor holds for every talk: to the tick for speed, by a binomial test for solving."""
    skills = {"call": {"speed": 0.8, "resolves": "60%"}}
    team = {"agents": 60, "skills": skills, "spread": {"speed": "30%", "resolves": "30%"}}
    scenario = desk(team, weeks=4, rate="15 / h")
    traits = roster(scenario, 68, 0).traits
    legs = ss.simulate(scenario, ss.sample_demand(scenario, seed=68)).legs
    legs = legs[legs["talk_ended"] >= 0]
    speed = np.array([traits[agent].speed for agent in legs["agent"]])
    assert (np.abs(legs["effort"] - MINUTE / 0.8 / speed) <= 1).all()
    chance = np.clip(0.6 * np.array([traits[agent].resolves for agent in legs["agent"]]), 0, 1)
    solved = (legs["outcome"] == "solved").to_numpy()
    noise = (chance * (1 - chance)).sum() ** 0.5
    assert abs((solved - chance).sum()) < MOST_OFF * noise
    lean = chance - chance.mean()  # whether it is the person's own chance that counts
    own = ((solved - chance) * lean).sum() / ((chance * (1 - chance)) * lean**2).sum() ** 0.5
    team_wide = ((solved - 0.6) * lean).sum() / (0.24 * lean**2).sum() ** 0.5
    assert abs(own) < MOST_OFF < team_wide - 5


# Meetings, coaching, and hours that initiatives take


def hours_in(log, state: str) -> float:
    rows = log.agents[log.agents["state"] == state]
    return (rows["end"] - rows["start"]).sum() / (3600 * SECOND)


def test_time_away_is_what_is_stated():
    """Four weeks: four Tuesdays of half an hour, and four hours of coaching for each."""
    team = {
        "people": 12, "weeks": {"office": {"mon-fri": "08:00-16:00"}}, "rota": ["office"],
        "away": {"meeting": {"days": "tue", "at": "09:00", "length": "30 min"}, "coaching": "1 h / week"},
    }  # fmt: skip
    scenario = desk(team, weeks=4, rate="0 / h")
    log = ss.simulate(scenario, ss.sample_demand(scenario, seed=69))
    assert hours_in(log, "meeting") == 12 * 4 * 0.5
    assert hours_in(log, "training") == 12 * 4 * 1

"""Bots, turns and triage (R7, R8, R16) as open networks of queues, whose stations are M/M/n in front of the agents.

What feeds back through stations without queues (the bot, customers who think) leaves the desk an M/M/n with the total
rate (Jackson), and what leaves an M/M/n is a Poisson process (Burke). Power: half-widths are at most a tenth of each
value, and each test tells a wrong reading of the rule apart.
"""

from dataclasses import replace
from itertools import pairwise
from math import exp

import log_figures as count
import numpy as np
import pytest
from comparisons import check_all, logs, refuses
from log_figures import FIGURES, HOUR, MINUTE, Facts, legs_queued, single_server_waits
from test_exact_values import EXPECT, markov_desk


def waits(rate: float, talk: float, agents: int, patience: float | None = None) -> dict[str, float]:
    found = markov_desk(rate=rate, talk=talk, agents=agents, patience=patience)
    return {"P(wait)": found["P(wait)"], "mean wait min": found["mean wait"], "occupancy": found["occupancy"]}


def wait_figures(f: Facts) -> dict[str, tuple[float, float]]:
    return {name: FIGURES[name](f) for name in ("P(wait)", "mean wait min", "occupancy")}


def luck(f: Facts, rate: float) -> list[float]:
    """By how much queueing and work, of a minute each, exceed what is due."""
    return [len(f.queued) - rate * (f.end - f.start) / MINUTE, (f.effort[f.answered] / MINUTE - 1).sum()]


# Bot


def with_bot(falsely: float = 0.25) -> dict[str, float]:
    """What is contained, 50% of 80% of the simple contacts, in part comes back to the bot: 2/(1 − 0.1) a minute."""
    simple = 2 / (1 - 0.8 * 0.5 * falsely)
    contained = 0.8 * 0.5 * simple
    return {
        **waits(simple - contained + 1, 1, 2, patience=2),
        "simple contacts / issue": simple / 2,
        "contained / contacts": contained / (simple + 1),
        "customers in the bot": 0.8 * (simple + 1) * 2,
    }


def bot_figures(f: Facts) -> dict[str, tuple[float, float]]:
    legs = f.legs
    first, bot = legs["leg"] == 0, legs["kind"] == "bot"
    arrived = (legs["arrived"] >= f.start) & (legs["arrived"] < f.end)
    simple = first & arrived & (legs["topic"] == "simple")
    within = count.overlap(legs["started"][bot], legs["talk_ended"][bot], f.start, f.end)
    return {
        **wait_figures(f),
        "simple contacts / issue": (simple.sum(), (simple & (legs["contact"] == 0)).sum()),
        "contained / contacts": ((arrived & (legs["outcome"] == "contained")).sum(), (first & arrived).sum()),
        "customers in the bot": (within, f.end - f.start),
    }


@pytest.mark.slow
def test_a_bot_leaves_the_agents_a_queue_with_the_remaining_rate():
    seen = [legs_queued(log, tail=HOUR) for log in logs("bot", 31, 24)]
    found, of_inputs = [bot_figures(f) for f in seen], [luck(f, 2 / 0.9 * 0.6 + 1) for f in seen]
    check_all(with_bot(), found, of_inputs)
    assert refuses(with_bot(falsely=0), found, of_inputs)


def left_by_the_bot(legs) -> list[dict[str, tuple[float, float]]]:
    """For each contact, whether people have to do with it and how long, beside what would be without the bot."""
    legs = legs[legs["outcome"] != "open"]
    work = legs[legs["agent"] >= 0].set_index("issue")["effort"].reindex(legs["issue"].unique()) / MINUTE
    return [
        {
            "contacts left": (minutes > 0, 1),
            "work left": (minutes if minutes > 0 else 0.0, 6),
            "mean handling of the rest min": (minutes, 1) if minutes > 0 else (0.0, 0),
        }
        for minutes in work
    ]


HARD_HALF = {  # the same in one topic: hard issues are never contained, easy ones keep the stated average
    "topics.complex": None,
    "teams.desk.skills.complex": None,
    "topics.simple": {"talk": {"exponential": "6 min"}, "hard": {"share": "50%", "talk": "x3"}},
    "demand": [{"topic": "simple", "channel": "phone", "rate": "10 / min"}],
    "automation.bot.phone.contains.simple": "30%",
}


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{}, HARD_HALF], ids=["two topics", "one topic, half of it hard"])
def test_a_bot_takes_the_easy_contacts(changes):
    """bot-mix of the oracles: contacts fall by 30%, work by 15%, and the rest takes longer."""
    (log,) = logs("bot-mix", 32, 1, changes)
    found = left_by_the_bot(log.legs)
    exact = {"contacts left": 0.7, "work left": 0.85, "mean handling of the rest min": 51 / 7}
    check_all(exact, found)
    assert refuses({**exact, "work left": 0.7}, found)


# Turns


def turns(closes_after: float = 6) -> dict[str, float]:
    """Half of the talks solve; of the others 60% ask, 80% of them are answered if in time; half of the rest waits."""
    replies = 0.5 * 0.6 * 0.8 * (1 - exp(-closes_after / 4))
    third = 0.5 * 0.4 * 0.5
    talks = 1 / (1 - replies - third)
    return {
        "talks / contact": talks,
        "contacts of one talk": 1 / talks,
        "contacts of two talks": (1 - 1 / talks) / talks,
        "solved / contact": 0.5 * talks,
        "gone quiet / contact": (0.5 * 0.6 - replies) * talks,
        "unresolved / contact": 0.1 * talks,
        "on hold / contact": third * talks,
    }


def turns_of(legs: dict[str, np.ndarray]) -> dict[str, tuple[float, float]]:
    """What becomes of one contact, whose legs these are."""
    talks = (legs["agent"] >= 0).sum()
    outcome = legs["outcome"][-1]
    return {
        "talks / contact": (talks, 1),
        "contacts of one talk": (talks == 1, 1),
        "contacts of two talks": (talks == 2, 1),
        "solved / contact": (outcome == "solved", 1),
        "gone quiet / contact": (outcome == "gone_quiet", 1),
        "unresolved / contact": (outcome == "unresolved", 1),
        "on hold / contact": ((legs["outcome"] == "on_hold").sum(), 1),
    }


def contacts_of(f: Facts) -> list[dict[str, np.ndarray]]:
    """The legs of each contact that arrived in the window; issues have one contact here."""
    edges = np.append(np.flatnonzero(f.legs["leg"] == 0), len(f.legs["leg"]))
    arrived = f.legs["arrived"]
    return [
        {name: column[start:end] for name, column in f.legs.items()}
        for start, end in pairwise(edges)
        if f.start <= arrived[start] < f.end
    ]


@pytest.mark.slow
def test_a_contact_takes_a_geometric_number_of_turns():
    """At most eight talks: a ninth would be due in 1 of 20,000 contacts."""
    seen = [legs_queued(log, tail=2 * HOUR) for log in logs("turns", 33, 27)]
    found = [turns_of(legs) for f in seen for legs in contacts_of(f)]
    check_all(turns(), found)
    assert refuses(turns(closes_after=4), found)
    rate = 0.8 * turns()["talks / contact"]
    due = {figure: value for figure, value in waits(rate, 1, 2).items() if figure != "mean wait min"}  # too uncertain
    check_all(due, [wait_figures(f) for f in seen], [luck(f, rate) for f in seen])


# Triage


def triage(accuracy: float = 0.6) -> dict[str, float]:
    own, others = waits(2, 1, 3), waits(2 * (1 - accuracy), 0.8, 1)
    return {
        **{f"{figure} own": own[figure] for figure in own},
        **{f"{figure} others": others[figure] for figure in ("P(wait)", "occupancy")},
        "transferred / contact": 1 - accuracy,
        "find out min": 0.8,
    }


def of_team(f: Facts, team: str) -> Facts:
    """The legs of one team."""
    contacts, legs = ({name: of[name][of["team"] == team] for name in of} for of in (f.contacts, f.legs))
    return replace(f, contacts=contacts, legs=legs)


def triage_figures(f: Facts) -> dict[str, tuple[float, float]]:
    found = {}
    for name, agents in (("own", 3), ("others", 1)):
        team = of_team(f, name)
        found |= {
            f"P(wait) {name}": count.share(team.wait > 0),
            f"mean wait min {name}": count.mean(team.wait, MINUTE),
            f"occupancy {name}": (count.busy_time(team, f.start, f.end), agents * (f.end - f.start)),
        }
    transferred = f.outcome == "transferred"
    found["transferred / contact"] = (transferred.sum(), (f.leg == 0).sum())
    found["find out min"] = count.mean(f.effort[transferred], MINUTE)
    return found


def triage_luck(f: Facts) -> list[float]:
    """By how much what queues at each team exceeds what is due, and waits in front of one agent as fast as the own."""
    own, others = of_team(f, "own"), of_team(f, "others")
    minutes = (f.end - f.start) / MINUTE
    order = np.argsort(own.legs["queued"], kind="stable")
    queued, work = own.legs["queued"][order], own.legs["effort"][order] / 3
    waits = single_server_waits(queued, work)[(queued >= f.start) & (queued < f.end)] / MINUTE
    return [len(own.queued) - 2 * minutes, len(others.queued) - 0.8 * minutes, (waits - 2 / 3).sum()]


@pytest.mark.slow
def test_triage_sends_a_known_load_to_the_wrong_team():
    """What the others transfer joins the own calls as a Poisson process, wherever it is put in the queue."""
    seen = [legs_queued(log, tail=HOUR) for log in logs("triage", 34, 24)]
    found, of_inputs = [triage_figures(f) for f in seen], [triage_luck(f) for f in seen]
    check_all(triage(), found, of_inputs)
    assert refuses(triage(accuracy=0.65), found, of_inputs)


def test_the_oracle_of_the_mix_is_the_arithmetic_of_the_bot():
    """Half of the work is 9 minutes long, a third of a half is left of that of 3 minutes."""
    left, work = 0.5 + 0.5 * 0.4, 0.5 * 9 + 0.5 * 0.4 * 3
    assert EXPECT["bot-mix"]["contacts left"] == pytest.approx(left)
    assert EXPECT["bot-mix"]["work left"] == pytest.approx(work / 6)
    assert EXPECT["bot-mix"]["mean handling of the rest min"] == pytest.approx(work / left, abs=5e-5)

"""Bots, turns and triage (R7, R8, R16) as open networks of queues, whose stations are M/M/n in front of the agents.

What feeds back through stations without queues (the bot, customers who think) leaves the desk an M/M/n with the total
rate (Jackson), and what leaves an M/M/n is a Poisson process (Burke). The systems are simulated by `simsupport verify`;
here stand their exact values. Power: with intervals of a tenth of each value a wrong reading of the rule is told apart.
"""

from math import exp

import pytest
from comparisons import check_all, check_exact, logs, refuses, tells_apart
from log_figures import MINUTE
from test_exact_values import markov_desk


def waits(rate: float, talk: float, agents: int, patience: float | None = None) -> dict[str, float]:
    found = markov_desk(rate=rate, talk=talk, agents=agents, patience=patience)
    return {"P(wait)": found["P(wait)"], "mean wait (min)": found["mean wait"], "occupancy": found["occupancy"]}


# Bot


def with_bot(falsely: float = 0.25) -> dict[str, float]:
    """What is contained, 50% of 80% of the simple contacts, in part comes back to the bot: 2/(1 − 0.1) a minute."""
    simple = 2 / (1 - 0.8 * 0.5 * falsely)
    contained = 0.8 * 0.5 * simple
    return {
        **waits(simple - contained + 1, 1, 2, patience=2),
        "simple contacts per issue": simple / 2,
        "contained per contact": contained / (simple + 1),
        "mean in bot": 0.8 * (simple + 1) * 2,
    }


def test_a_bot_leaves_the_agents_a_queue_with_the_remaining_rate():
    check_exact("bot", with_bot())


@pytest.mark.slow
def test_a_bot_that_contains_nothing_wrongly_is_told_apart():
    assert tells_apart("bot", with_bot(falsely=0))


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
    """Contacts fall by 30%, work by 15%, and the rest takes longer."""
    (log,) = logs("bot-mix", 32, 1, {"calendar.duration": "10 h", **changes})
    found = left_by_the_bot(log.legs)
    exact = {"contacts left": 0.7, "work left": 0.85, "mean handling of the rest min": 51 / 7}
    check_all(exact, found)
    assert refuses({**exact, "work left": 0.7}, found)


def test_the_mix_is_the_arithmetic_of_the_bot():
    """Half of the work is 9 minutes long, a third of a half is left of that of 3 minutes."""
    left, work = 0.5 + 0.5 * 0.4, 0.5 * 9 + 0.5 * 0.4 * 3
    assert work / 6 == pytest.approx(0.85)
    check_exact("bot-mix", {"contacts left": left, "mean effort (min)": work / left})


# Turns


def turns(closes_after: float = 6) -> dict[str, float]:
    """Half of the talks solve; of the others 60% ask, 80% of them are answered if in time; half of the rest waits.

    At most eight talks: a ninth would be due in 1 of 20,000 contacts.
    """
    replies = 0.5 * 0.6 * 0.8 * (1 - exp(-closes_after / 4))
    third = 0.5 * 0.4 * 0.5
    talks = 1 / (1 - replies - third)
    return {
        **waits(0.8 * talks, 1, 2),
        "talks per contact": talks,
        "solved per contact": 0.5 * talks,
        "gone quiet per contact": (0.5 * 0.6 - replies) * talks,
        "unresolved per contact": 0.1 * talks,
        "on hold per contact": third * talks,
    }


def test_a_contact_takes_a_geometric_number_of_turns():
    check_exact("turns", turns())


@pytest.mark.slow
def test_turns_that_close_earlier_are_told_apart():
    assert tells_apart("turns", turns(closes_after=4))


# Triage


def triage(accuracy: float = 0.6) -> dict[str, float]:
    """What the others transfer joins the own calls as a Poisson process, wherever it is put in the queue."""
    own, others = waits(2, 1, 3), waits(2 * (1 - accuracy), 0.8, 1)
    return {
        **{f"{figure}, team own": own[figure] for figure in own},
        **{f"{figure}, team others": others[figure] for figure in others},
        "transferred per contact": 1 - accuracy,
        "mean effort (min), outcome transferred": 0.8,
    }


def test_triage_sends_a_known_load_to_the_wrong_team():
    check_exact("triage", triage())


@pytest.mark.slow
def test_a_better_triage_is_told_apart():
    assert tells_apart("triage", triage(accuracy=0.65))

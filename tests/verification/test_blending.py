"""Calls and mail with the same people (R20): interruption and reserve against exact values.

The systems are simulated by `simsupport verify`; here stand their exact values. Power: with intervals of a tenth of
each value a wrong reading of the rule is told apart.
"""

import numpy as np
import pytest
from chains import mean, stationary
from comparisons import check_exact, logs, scenario_of, tells_apart
from test_exact_values import markov_desk

import simsupport as ss

# Interruption: preemptive-resume priority


def preemptive_resume(calls=0.3, mails=0.12, call=1.0, mail=2.0) -> dict[str, float]:
    """M/M/1 with two classes: calls are alone at the desk, mail has what they leave (White and Christie)."""
    first, second = calls * call, mails * mail
    residual = calls * call**2 + mails * mail**2
    rest = 1 - first - second
    return {
        "P(wait), channel phone": first,
        "mean wait (min), channel phone": first * call / (1 - first),
        "mean time of mails (min)": (mail * rest + residual) / ((1 - first) * rest),
        "interruptions per mail": calls * mail,
    }


def without_interruption(calls=0.3, mails=0.12, call=1.0, mail=2.0) -> dict[str, float]:
    """The same classes if calls only go first (Cobham)."""
    first, second = calls * call, mails * mail
    residual = calls * call**2 + mails * mail**2
    return {
        "P(wait), channel phone": first + second,
        "mean wait (min), channel phone": residual / (1 - first),
        "mean time of mails (min)": residual / ((1 - first) * (1 - first - second)) + mail,
        "interruptions per mail": 0.0,
    }


def test_one_agent_whose_mail_is_interrupted():
    check_exact("interrupted-mail", preemptive_resume())


@pytest.mark.slow
def test_interruption_is_told_from_calls_that_only_go_first():
    assert tells_apart("interrupted-mail", without_interruption())


def first_come_first_served(arrivals, talks) -> list[tuple[int, int]]:
    """Start and end of each talk of one agent."""
    found, free = [], 0
    for arrived, talk in zip(arrivals, talks, strict=True):
        start = max(arrived, free)
        free = start + talk
        found.append((start, free))
    return found


def in_the_gaps(arrivals, talks, busy) -> list[int]:
    """The tick at which each mail is done, one after the other, while the agent is not on the phone."""
    found, now = [], 0
    gaps = iter([*zip([0, *(end for _, end in busy)], [*(start for start, _ in busy), 2**62], strict=True)])
    start, end = next(gaps)
    for arrived, talk in zip(arrivals, talks, strict=True):
        now, rest = max(now, arrived), talk
        while True:
            now = max(now, start)
            if now + rest <= end:
                break
            rest -= max(0, end - now)
            start, end = next(gaps)
        now += rest
        found.append(now)
    return found


def test_calls_and_mail_to_the_tick():
    """The calls as if there were no mail; the mail in the gaps between them, without losing or adding a tick."""
    scenario = scenario_of("interrupted-mail", {"calendar.duration": "40 h"})
    legs = ss.simulate(scenario, ss.sample_demand(scenario, seed=42)).legs
    calls = legs[(legs["channel"] == "phone") & (legs["talk_ended"] >= 0)]
    expected = first_come_first_served(calls["arrived"], calls["effort"])
    assert list(zip(calls["started"], calls["talk_ended"], strict=True)) == expected
    mails = legs[legs["channel"] == "email"].groupby("issue").agg({"arrived": "first", "effort": "sum"})
    done = legs[(legs["channel"] == "email") & (legs["outcome"] == "solved")].set_index("issue")["talk_ended"]
    mails = mails.loc[done.index]
    assert len(mails) > 200
    assert (legs["outcome"] == "paused").sum() > 100
    assert done.tolist() == in_the_gaps(mails["arrived"], mails["effort"], expected)


def two_agents_exactly(calls: float, mails: float, call=1.0, mail=2.0) -> dict[str, float]:
    """Two agents, each idle, on the phone, at a mail, or on the phone with a paused mail, which waits for its agent."""
    idle, phone, mailing, paused = range(4)
    most = 60

    def turned(agents, before, after):
        found = list(agents)
        found[found.index(before)] = after
        return tuple(sorted(found))

    def moves(state):
        agents, waiting_calls, waiting_mails = state
        free, interruptible = idle in agents, mailing in agents
        if free or interruptible:
            before, after = (idle, phone) if free else (mailing, paused)
            yield (turned(agents, before, after), 0, waiting_mails), calls
        elif waiting_calls < most:
            yield (agents, waiting_calls + 1, waiting_mails), calls
        if free:
            yield (turned(agents, idle, mailing), waiting_calls, 0), mails
        elif waiting_mails < most:
            yield (agents, waiting_calls, waiting_mails + 1), mails
        for kind in set(agents) - {idle}:
            rate = agents.count(kind) / (mail if kind == mailing else call)
            if waiting_calls:
                yield (agents, waiting_calls - 1, waiting_mails), rate  # all are on the phone
            elif kind == paused:
                yield (turned(agents, paused, mailing), 0, waiting_mails), rate
            elif waiting_mails:
                yield (turned(agents, kind, mailing), 0, waiting_mails - 1), rate
            else:
                yield (turned(agents, kind, idle), 0, 0), rate

    chances = stationary(((idle, idle), 0, 0), moves)
    at_mail = mean(chances, lambda s: s[0].count(mailing) + s[0].count(paused) + s[2])
    stopped = mean(chances, lambda s: mailing in s[0] and idle not in s[0])
    return {
        "P(wait), channel phone": mean(chances, lambda s: not {idle, mailing} & set(s[0])),
        "mean wait (min), channel phone": mean(chances, lambda s: s[1]) / calls,
        "mean time of mails (min)": at_mail / mails,
        "interruptions per mail": calls * stopped / mails,
    }


def test_two_agents_whose_mail_is_interrupted():
    exact = two_agents_exactly(1.0, 0.2)
    alone = markov_desk(rate=1.0, talk=1, agents=2)
    assert exact["mean wait (min), channel phone"] == pytest.approx(alone["mean wait"])  # calls do not see the mail
    check_exact("interrupted-mail-of-two", exact)


@pytest.mark.slow
def test_two_agents_keep_their_paused_mail():
    """If whoever is free went on with it, mails would take 5% less time."""
    for log in logs("interrupted-mail-of-two", 43, 5):
        agent, paused = log.legs["agent"].to_numpy(), (log.legs["outcome"] == "paused").to_numpy()
        resumed = np.flatnonzero(paused) + 1  # the contact's next leg
        taken = agent[resumed] >= 0
        assert paused.sum() > 200
        assert (agent[resumed] == agent[resumed - 1])[taken].all()


# Reserve


def with_reserve(reserve: int, agents=3, calls=2.0, mails=0.7, call=1.0, mail=2.0, patience=2.0) -> dict[str, float]:
    """(at calls, at mails, calls waiting, mails waiting): mail starts while more agents than the reserve are idle."""
    most = 25

    def settle(phone, email, a, b):
        free = agents - phone - email
        if a and free:
            return settle(phone + 1, email, a - 1, b)
        return settle(phone, email + 1, a, b - 1) if b and free > reserve else (phone, email, a, b)

    def moves(state):
        phone, email, a, b = state
        if a < most:
            yield settle(phone, email, a + 1, b), calls
        if b < most:
            yield settle(phone, email, a, b + 1), mails
        if phone:
            yield settle(phone - 1, email, a, b), phone / call
        if email:
            yield settle(phone, email - 1, a, b), email / mail
        if a:
            yield (phone, email, a - 1, b), a / patience
        if b:
            yield (phone, email, a, b - 1), b / patience

    chances = stationary((0, 0, 0, 0), moves)
    found = {"occupancy": mean(chances, lambda s: s[0] + s[1]) / agents}
    for name, rate, place, needed in (("phone", calls, 2, 0), ("email", mails, 3, reserve)):
        queue = mean(chances, lambda s, place=place: s[place])
        found |= {
            f"P(wait), channel {name}": mean(chances, lambda s, needed=needed: agents - s[0] - s[1] <= needed),
            f"mean wait (min), channel {name}": queue / rate,
            f"P(abandon), channel {name}": queue / patience / rate,
        }
    return found


def test_a_reserve_keeps_agents_free_for_calls():
    check_exact("reserve", with_reserve(1))


@pytest.mark.slow
@pytest.mark.parametrize("reserve", [0, 2])
def test_another_reserve_is_told_apart(reserve):
    assert tells_apart("reserve", with_reserve(reserve))

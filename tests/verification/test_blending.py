"""Calls and mail with the same people (R20): interruption and reserve against exact values.

Power: half-widths are at most a tenth of each value, and each test tells a wrong reading of the rule apart.
"""

import log_figures as count
import numpy as np
import pytest
from chains import mean, stationary
from comparisons import FOLDER, check_all, logs, refuses
from log_figures import HOUR, MINUTE, Facts, facts, legs_queued, single_server_waits
from test_exact_values import markov_desk

import simsupport as ss

# Interruption: preemptive-resume priority


def preemptive_resume(calls=0.3, mails=0.12, call=1.0, mail=2.0) -> dict[str, float]:
    """M/M/1 with two classes: calls are alone at the desk, mail has what they leave (White and Christie)."""
    first, second = calls * call, mails * mail
    residual = calls * call**2 + mails * mail**2
    rest = 1 - first - second
    return {
        "P(call waits)": first,
        "mean wait of calls min": first * call / (1 - first),
        "mean time of mails min": (mail * rest + residual) / ((1 - first) * rest),
        "interruptions / mail": calls * mail,
    }


def without_interruption(calls=0.3, mails=0.12, call=1.0, mail=2.0) -> dict[str, float]:
    """The same classes if calls only go first (Cobham)."""
    first, second = calls * call, mails * mail
    residual = calls * call**2 + mails * mail**2
    return {
        "P(call waits)": first + second,
        "mean wait of calls min": residual / (1 - first),
        "mean time of mails min": residual / ((1 - first) * (1 - first - second)) + mail,
        "interruptions / mail": 0.0,
    }


def blended(log) -> dict[str, tuple[float, float]]:
    """Calls by their only leg, mails from arrival to the end of their last one."""
    f = legs_queued(log, tail=5 * HOUR)
    calls = f.channel == "phone"
    mails = (f.channel == "email") & (f.leg == 0)
    legs = f.legs
    own = (legs["channel"] == "email") & (legs["outcome"] == "solved") & np.isin(legs["issue"], f.issue[mails])
    assert own.sum() == mails.sum()
    pauses = (legs["outcome"] == "paused") & np.isin(legs["issue"], f.issue[mails])
    return {
        "P(call waits)": count.share(f.wait[calls] > 0),
        "mean wait of calls min": count.mean(f.wait[calls], MINUTE),
        "mean time of mails min": count.mean((legs["talk_ended"] - legs["arrived"])[own], MINUTE),
        "interruptions / mail": (pauses.sum(), mails.sum()),
    }


def shadow_luck(log, calls: float, mails: float, agents: int = 1) -> list[float]:
    """By how much arrivals, and waits in front of one server as fast as all agents, exceed what is due.

    The waits are those of all, and those of calls without mail, first come, first served (Pollaczek-Khinchine).
    """
    start, end = log.scenario.calendar.warm_up, log.scenario.calendar.horizon - 5 * HOUR
    of_issue = log.legs.groupby("issue")
    created, work = of_issue["created"].first().to_numpy(), of_issue["effort"].sum().to_numpy() / agents
    phone = (of_issue["channel"].first() == "phone").to_numpy()
    counted = (created >= start) & (created < end)
    minutes = (end - start) / MINUTE
    found = [(counted & phone).sum() - calls * minutes, (counted & ~phone).sum() - mails * minutes]
    for chosen, mails_too in ((phone | ~phone, mails), (phone, 0)):
        load, square = (calls + 2 * mails_too) / agents, (calls + 4 * mails_too) / agents**2
        waits = single_server_waits(created[chosen], work[chosen])[counted[chosen]] / MINUTE
        found.append((waits - square / (1 - load)).sum())
    return found if agents > 1 else found[:-1]  # for one agent the last is what is to be compared


@pytest.mark.slow
def test_calls_interrupt_mail():
    seen = list(logs("interrupted-mail", 41, 30))
    found, of_inputs = [blended(log) for log in seen], [shadow_luck(log, 0.3, 0.12) for log in seen]
    check_all(preemptive_resume(), found, of_inputs)
    assert refuses(without_interruption(), found, of_inputs)


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
    scenario = ss.load(FOLDER / "interrupted-mail.yaml", changes={"calendar.duration": "40 h"})
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
        "P(call waits)": mean(chances, lambda s: not {idle, mailing} & set(s[0])),
        "mean wait of calls min": mean(chances, lambda s: s[1]) / calls,
        "mean time of mails min": at_mail / mails,
        "interruptions / mail": calls * stopped / mails,
    }


TWO_AGENTS = {
    "teams.desk.agents": 2, "demand.question/phone.rate": "1.0 / min", "demand.question/email.rate": "0.2 / min",
    "calendar.duration": "20 h",
}  # fmt: skip


@pytest.mark.slow
def test_two_agents_keep_their_paused_mail():
    """If whoever is free went on with it, mails would take 5% less time: too little to see, so it is looked up."""
    exact = two_agents_exactly(1.0, 0.2)
    alone = markov_desk(rate=1.0, talk=1, agents=2)
    assert exact["mean wait of calls min"] == pytest.approx(alone["mean wait"])  # calls do not see the mail
    seen = list(logs("interrupted-mail", 43, 24, TWO_AGENTS))
    check_all(exact, [blended(log) for log in seen], [shadow_luck(log, 1.0, 0.2, agents=2) for log in seen])
    for log in seen:
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
            f"P(wait) {name}": mean(chances, lambda s, needed=needed: agents - s[0] - s[1] <= needed),
            f"mean wait {name}": queue / rate,
            f"P(abandon) {name}": queue / patience / rate,
        }
    return found


def reserve_figures(f: Facts) -> dict[str, tuple[float, float]]:
    found = {"occupancy": count.occupancy(f)}
    for channel in ("phone", "email"):
        of = f.channel == channel
        found |= {
            f"P(wait) {channel}": count.share(f.wait[of] > 0),
            f"mean wait {channel}": count.mean(f.wait[of], MINUTE),
            f"P(abandon) {channel}": count.share(f.abandoned[of]),
        }
    return found


def reserve_luck(f: Facts, calls=2.0, mails=0.7) -> list[float]:
    """By how much calls, mails and the talk of those who are answered exceed what is due."""
    phone, minutes = f.channel == "phone", (f.end - f.start) / MINUTE
    talks = f.effort[f.answered] / MINUTE - np.where(phone[f.answered], 1, 2)
    return [phone.sum() - calls * minutes, (~phone).sum() - mails * minutes, talks.sum()]


@pytest.mark.slow
def test_a_reserve_keeps_agents_free_for_calls():
    calendars = [(log, log.scenario.calendar) for log in logs("reserve", 44, 28)]
    seen = [facts(log, calendar.warm_up, calendar.horizon - HOUR // 2) for log, calendar in calendars]
    found, of_inputs = [reserve_figures(f) for f in seen], [reserve_luck(f) for f in seen]
    check_all(with_reserve(1), found, of_inputs)
    assert refuses(with_reserve(0), found, of_inputs)
    assert refuses(with_reserve(2), found, of_inputs)

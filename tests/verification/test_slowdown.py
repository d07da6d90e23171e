"""Talks that slow each other down (R11) against exact Markov chains, and customer by customer to the tick.

Power: the half-widths are at most a tenth of each value, as everywhere; in each test a chain of another desk, such
as one that takes no notice of how many chat, is told apart by the same simulation.
"""

from dataclasses import replace
from math import ceil, inf, log1p

import log_figures as count
import numpy as np
import pytest
from chains import mean, stationary
from chat_desks import SPEEDS, ChatDesk, Floor, one_by_one
from comparisons import FOLDER, check_all, check_exact, logs, refuses, tells_apart
from log_figures import FIGURES, HOUR, MINUTE, Facts, facts, single_server_waits

import simsupport as ss
from simsupport.chance import Purpose, stream, uniform

CHANNEL, TOPIC = "channels.chat", "topics.question"
LESS_SOLVED = 0.1  # by each further chat, so that unsolved chats count those who were there at the end


def window(log) -> Facts:
    return facts(log, log.scenario.calendar.warm_up, log.scenario.calendar.horizon - HOUR // 2)


def load_shares(f: Facts, agents: int, most: int) -> dict[str, tuple[float, float]]:
    """For how much of the agents' time each number of contacts is with them."""
    lengths = np.zeros(most + 1)
    for agent in range(agents):
        own = f.legs["agent"] == agent
        started, released = f.legs["started"][own], f.legs["released"][own]
        ticks = np.concatenate([started, released[released >= 0], [f.start, f.end]])
        changes = np.concatenate([np.ones(len(started)), -np.ones(len(ticks) - 2 - len(started)), [0, 0]])
        order = np.lexsort((changes, ticks))
        load, ticks = np.cumsum(changes[order])[:-1].astype(int), ticks[order]
        length = np.maximum(np.minimum(ticks[1:], f.end) - np.maximum(ticks[:-1], f.start), 0)
        lengths += np.bincount(load, length, most + 1)
    return {f"share of time with {n}": (length, agents * (f.end - f.start)) for n, length in enumerate(lengths)}


def figures(f: Facts, agents: int, most: int) -> dict[str, tuple[float, float]]:
    elapsed = (f.talk_ended - f.started)[f.answered]
    return {
        **{name: FIGURES[name](f) for name in FIGURES if not name.endswith(("first min", "second min"))},
        "answered / min": (f.answered.sum(), (f.end - f.start) / MINUTE),
        "elapsed min": count.mean(elapsed, MINUTE),
        "others at the end": ((f.outcome == "unresolved").sum() / LESS_SOLVED, f.answered.sum()),
        **load_shares(f, agents, most),
    }


def luck(f: Facts, desk: ChatDesk) -> list[float]:
    """By how much arrivals and work, of a minute each, and waits exceed what is due.

    The waits are those in front of one server as fast as all agents together, which everyone has who is answered;
    their mean is known if nobody gives up (Pollaczek-Khinchine).
    """
    found = [len(f.arrived) - desk.rate * (f.end - f.start) / MINUTE, (f.effort[f.answered] / MINUTE - 1).sum()]
    if desk.patience == inf:
        arrived = f.legs["arrived"]
        waits = single_server_waits(arrived, f.legs["effort"] / desk.together)
        due = desk.rate / desk.together / (desk.together - desk.rate)
        found.append((waits[(arrived >= f.start) & (arrived < f.end)] / MINUTE - due).sum())
    return found


# The desk as a Markov chain

DESKS = {
    "two at a time": ChatDesk(rate=7.0, agents=5, at_once=2, slowdown=0.22),
    "three at a time": ChatDesk(rate=3.5, agents=2, at_once=3, slowdown=0.22),
    "two at a time, patience": ChatDesk(rate=4.7, agents=3, at_once=2, slowdown=0.22, patience=2),
    "three at a time, patience": ChatDesk(rate=3.9, agents=2, at_once=3, slowdown=0.22, patience=2),
}
HOURS = {"two at a time": 3, "three at a time": 5, "two at a time, patience": 3.5, "three at a time, patience": 5.5}


def changes(desk: ChatDesk) -> dict:
    patience = {f"{TOPIC}.patience": {"exponential": f"{desk.patience} min"}} if desk.patience < inf else {}
    return {
        "teams.desk.agents": desk.agents,
        f"{CHANNEL}.concurrency": desk.at_once,
        f"{CHANNEL}.slowdown": desk.slowdown,
        f"{CHANNEL}.further_chat": {"resolves": f"-{100 * LESS_SOLVED:.0f} points"},
        "demand.question/chat.rate": f"{desk.rate} / min",
        **patience,
    }


def test_the_chain_without_slowdown_is_that_of_the_oracle():
    exact = ChatDesk(rate=14, agents=5, at_once=3, slowdown=0, patience=2).exact()
    assert exact["elapsed min"] == pytest.approx(1)
    check_exact(
        "chat-linear",
        {
            **{figure: exact[figure] for figure in ("P(wait)", "P(abandon)")},
            "mean wait (min)": exact["mean wait of all min"],
            "P(answered within 12 s)": exact["answered within target / offered"],
        },
    )


def test_two_chats_at_a_time():
    exact = DESKS["two at a time"].exact()
    check_exact("chats-two-at-once", {
        "P(wait)": exact["P(wait)"], "mean wait (min)": exact["mean wait of all min"],
        "P(answered within 12 s)": exact["answered within target / offered"], "mean talk (min)": exact["elapsed min"],
        **{f"time with {n}": exact[f"share of time with {n}"] for n in range(3)}, "arrivals per min": 7,
        "mean effort (min)": 1,
    })  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", DESKS)
def test_chat_desks(name):
    desk = DESKS[name]
    seen = [window(log) for log in logs("chats", 21, 32, {**changes(desk), "calendar.duration": f"{HOURS[name]} h"})]
    found = [figures(f, desk.agents, desk.at_once) for f in seen]
    of_inputs = [luck(f, desk) for f in seen]
    figures_of = [name for name in desk.exact() if desk.patience < inf or name not in ("P(abandon)", "answered / min")]

    def exact(slowdown: float) -> dict[str, float]:
        values = replace(desk, slowdown=slowdown).exact()
        return {figure: values[figure] for figure in figures_of}

    check_all(exact(desk.slowdown), found, of_inputs)
    assert refuses(exact(desk.slowdown - 0.05), found, of_inputs)
    assert refuses(exact(desk.slowdown + 0.05), found, of_inputs)


# One agent: what slows whom down


def chats_and_mail_exactly(chat_speed, mail_speed, rates=(1.1, 0.5), talks=(1, 2), patience=3) -> dict[str, float]:
    """One agent with i chats and j mails in talk while a and b wait: who gives up, and how long talks take."""
    most = 25

    def may_start(i, j):
        """Whether a chat, of half an agent, and a mail, of a third, fit in."""
        return 3 * i + 2 * j + 3 <= 6, 3 * i + 2 * j + 2 <= 6

    def settle(i, j, a, b):
        """Who waits starts, chats first (R10)."""
        chat_fits, mail_fits = may_start(i, j)
        if a and chat_fits:
            return settle(i + 1, j, a - 1, b)
        return settle(i, j + 1, a, b - 1) if b and mail_fits else (i, j, a, b)

    def moves(state):
        i, j, a, b = state
        for (c, d), rate in zip(((1, 0), (0, 1)), rates, strict=True):
            if a + c <= most and b + d <= most:
                yield settle(i, j, a + c, b + d), rate
        if i:
            yield settle(i - 1, j, a, b), i * chat_speed(i, j) / talks[0]
        if j:
            yield settle(i, j - 1, a, b), j * mail_speed(i, j) / talks[1]
        if a:
            yield (i, j, a - 1, b), a / patience
        if b:
            yield (i, j, a, b - 1), b / patience

    chances = stationary((0, 0, 0, 0), moves)
    found = {}
    for k, (channel, rate) in enumerate(zip(("chat", "email"), rates, strict=True)):
        queue, talking = (mean(chances, lambda state, at=at: state[at]) for at in (k + 2, k))
        found |= {
            f"P(wait), channel {channel}": mean(chances, lambda state, k=k: not may_start(*state[:2])[k]),
            f"P(abandon), channel {channel}": queue / patience / rate,
            f"mean wait (min), channel {channel}": queue / rate,
            f"mean talk (min), channel {channel}": talking / (rate - queue / patience),
        }
    return found


def test_chats_and_mail_slow_each_other_down_each_by_its_own_channel():
    check_exact("chats-and-mail", chats_and_mail_exactly(lambda i, j: (i + j) ** -0.22, lambda i, j: (i + j) ** -0.6))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chat_speed", "mail_speed"),
    [(lambda i, j: i**-0.22, lambda i, j: j**-0.6), (lambda i, j: (i + j) ** -0.22, lambda i, j: (i + j) ** -0.22)],
    ids=["each kind alone", "all as the chats"],
)
def test_another_slowdown_is_told_apart(chat_speed, mail_speed):
    assert tells_apart("chats-and-mail", chats_and_mail_exactly(chat_speed, mail_speed))


def with_wrap_exactly(rate: float, patience: float, speed) -> dict[str, float]:
    """Three chats at a time: (talking, wrapping, waiting); wrap takes a minute, as talk does at its own pace."""

    def moves(state):
        talking, wrapping, waiting = state
        if talking + wrapping < 3:
            yield (talking + 1, wrapping, 0), rate
        elif waiting < 60:
            yield (talking, wrapping, waiting + 1), rate
        if talking:
            yield (talking - 1, wrapping + 1, waiting), talking * speed(talking, wrapping)
        if wrapping:
            yield ((talking + 1, wrapping - 1, waiting - 1) if waiting else (talking, wrapping - 1, 0)), wrapping
        if waiting:
            yield (talking, wrapping, waiting - 1), waiting / patience

    chances = stationary((0, 0, 0), moves)
    queue = mean(chances, lambda state: state[2])
    answered = rate - queue / patience
    return {
        "P(wait)": mean(chances, lambda state: state[0] + state[1] == 3),
        "P(abandon)": queue / patience / rate,
        "mean wait (min)": queue / rate,
        "mean talk (min)": mean(chances, lambda state: state[0]) / answered,
        **{f"time with {n}": mean(chances, lambda state, n=n: state[0] + state[1] == n) for n in range(4)},
    }


def test_wrap_slows_nobody_down():
    check_exact("chats-with-wrap", with_wrap_exactly(1.0, 2, lambda talking, wrapping: talking**-0.5))


@pytest.mark.slow
def test_wrap_that_slows_down_is_told_apart():
    wrong = with_wrap_exactly(1.0, 2, lambda talking, wrapping: (talking + wrapping) ** -0.5)
    assert tells_apart("chats-with-wrap", wrong)


# To the tick


def draws(demand, purpose: Purpose, mean_ticks: int) -> list[int]:
    """Each customer's own exponential number (R3)."""
    keys = stream(demand.seed, 0, "line question/chat")
    return [max(1, round(-mean_ticks * log1p(-uniform(keys, k, 0, 0, purpose)))) for k in range(len(demand))]


@pytest.mark.parametrize("name", ["two at a time, patience", "three at a time, patience"])
def test_every_chat_to_the_tick(name):
    desk = DESKS[name]
    scenario = ss.load(FOLDER / "chats.yaml", changes={**changes(desk), "calendar.duration": "5 h"})
    demand = ss.sample_demand(scenario, seed=24)
    talks, patience = draws(demand, Purpose.TALK, MINUTE), draws(demand, Purpose.PATIENCE, 2 * MINUTE)
    floor = Floor(desk.agents, desk.at_once, desk.slowdown)
    expected = one_by_one(demand.created.tolist(), talks, patience, floor)
    legs = ss.simulate(scenario, demand).legs
    over = legs["outcome"] != "open"
    found = list(zip(legs["started"][over], legs["talk_ended"][over], strict=True))
    assert len(found) > 1000
    assert found == [times for times, is_over in zip(expected, over, strict=True) if is_over]
    assert (legs["effort"] == talks)[over & (legs["started"] >= 0)].all()


@pytest.mark.parametrize("chats", [2, 3, 5])
def test_an_agent_who_is_always_full_works_at_the_power_of_the_number_of_chats(chats):
    scenario = ss.load(FOLDER / "full-agent.yaml", changes={f"{CHANNEL}.concurrency": chats})
    legs = ss.simulate(scenario, ss.sample_demand(scenario, seed=25)).legs
    legs = legs[(legs["started"] > HOUR) & (legs["talk_ended"] >= 0)]
    assert len(legs) > 500
    assert (legs["started"] > legs["queued"]).all()  # somebody always waits
    elapsed = legs["talk_ended"] - legs["started"]
    speed = round(SPEEDS * chats**-0.22)
    assert elapsed.tolist() == [ceil(work * SPEEDS / speed) for work in legs["effort"].tolist()]
    assert chats * legs["effort"].sum() / elapsed.sum() == pytest.approx(chats ** (1 - 0.22), rel=2e-6)

"""The known answers of oracles.json, computed again from theory, each in another way than by simulation."""

import json
from math import exp
from pathlib import Path

import numpy as np
import pytest
from exact_transient import System, paths, service_level, simpson
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve
from scipy.stats import poisson

CASES = json.loads((Path(__file__).parent / "oracles.json").read_text())["cases"]
EXPECT = {case["name"]: case["expect"] for case in CASES}
EXACT = {case["name"]: case["exact"] for case in CASES if "exact" in case}


def markov_desk(rate, talk, agents, patience=None, lines=1500, target=0.0):
    """M/M/n(/k)(+M): the figures of a birth-death chain, and of a customer on the way through its queue."""
    serve, leave = 1 / talk, 1 / patience if patience else 0.0
    number = np.arange(lines + 1)
    deaths = np.minimum(number, agents) * serve + np.maximum(number - agents, 0) * leave
    chances = np.exp(np.cumsum([0.0, *np.log(rate / deaths[1:])]))
    chances /= chances.sum()
    queued = np.arange(lines - agents)  # what a customer who waits finds
    found = chances[agents:lines]
    onwards = agents * serve + queued * leave
    reach = np.cumprod(onwards / (onwards + leave))  # the chance to be answered
    waits = np.cumsum(1 / (onwards + leave)) * reach
    in_time = chances[:agents].sum() + found @ answered_within(target, onwards, leave)
    mean_wait = chances[agents:] @ np.arange(lines - agents + 1) / rate
    answered = chances[:agents].sum() + found @ reach
    return {
        "P(wait)": found.sum(),
        "P(abandon)": found @ (1 - reach),
        "P(blocked)": chances[lines],
        "P(accepted and waits)": found.sum(),
        "mean wait": mean_wait,
        "mean wait of all": mean_wait,
        "mean wait of accepted": mean_wait / (1 - chances[lines]),
        "mean wait of answered": found @ waits / answered,
        "service level": in_time,
        "answered within target / offered": in_time,
        "occupancy": np.minimum(number, agents) @ chances / agents,
    }


def answered_within(target, onwards, leave, most=300):
    """The chance of an answer within the target, by the number of those who wait ahead (none beyond `most`)."""
    found = np.zeros(len(onwards))
    if target and len(onwards):
        speeds = onwards[:most]
        moves = np.diag(-(speeds + leave)) + np.diag(speeds[1:], -1)
        gone = expm(moves * target) - np.eye(len(speeds))
        found[:most] = np.linalg.solve(moves, gone[:, 0] * speeds[0])
    return found


def check(name, found):
    """All figures of a case, to the digits that stand in it."""
    for figure, exact in EXPECT[name].items():
        value = found[figure.removesuffix(" min")]
        assert value == pytest.approx(exact, abs=1e-6), figure


@pytest.mark.parametrize(
    ("name", "desk"),
    [
        ("erlang-c-2", {"rate": 48, "talk": 1, "agents": 50, "target": 1 / 3}),
        ("erlang-c-3", {"rate": 4.2, "talk": 2, "agents": 12, "target": 1 / 3}),
        ("erlang-a-1", {"rate": 48, "talk": 1, "agents": 50, "patience": 2, "target": 1 / 3}),
        ("erlang-a-2", {"rate": 4.2, "talk": 2, "agents": 12, "patience": 1, "target": 1 / 3}),
        ("erlang-b-1", {"rate": 20, "talk": 1, "agents": 25, "lines": 25}),
        ("erlang-b-2", {"rate": 100, "talk": 1, "agents": 110, "lines": 110}),
        ("finite-lines", {"rate": 4.2, "talk": 2, "agents": 12, "lines": 17, "target": 1 / 3}),
        ("chat-linear", {"rate": 14, "talk": 1, "agents": 15, "patience": 2, "target": 0.2}),
    ],
)
def test_markov_desks(name, desk):
    check(name, markov_desk(**desk))


def test_erlang_c_in_seconds():
    found = markov_desk(rate=200 / 3600, talk=180, agents=14, target=20)
    check("erlang-c-1", {**found, "mean wait s": found["mean wait"]})


def test_constant_patience():
    """Gnedenko-Kovalenko, as Zeltyn and Mandelbaum write it: integrals over the offered wait."""
    rate, agents, patience, target = 48, 50, 1.0, 1 / 3
    ratios = np.cumprod([1.0, *(j / rate for j in range(agents - 1, 0, -1))]).sum()

    def weight(x):
        return exp(rate * min(x, patience) - agents * x)

    def integral(of, start=0.0):
        return sum(quad(lambda x: of(x) * weight(x), *ends)[0] for ends in ((start, patience), (patience, 30)))

    whole = integral(lambda x: 1.0)
    total = ratios + rate * whole
    check("constant-patience", {
        "P(wait)": rate * whole / total,
        "P(abandon)": (1 + (rate - agents) * whole) / total,
        "mean wait of all": rate * integral(lambda x: min(x, patience)) / total,
        "answered within target / offered": 1 - rate * integral(lambda x: 1.0, target) / total,
    })  # fmt: skip


@pytest.mark.parametrize(("name", "cv"), [("constant-handling", 0.0), ("lognormal-handling", 1.3)])
def test_pollaczek_khinchine(name, cv):
    check(name, {"mean wait": 0.8 * (1 + cv**2) / 2 / (1 - 0.8)})


def test_crommelin():
    """M/D/5: the number in the system, looked at every minute, is a Markov chain."""
    rate, agents, most = 4.5, 5, 300
    arrivals = poisson.pmf(np.arange(most + 1), rate)
    steps = np.zeros((most + 1, most + 1))
    for number in range(most + 1):
        left = max(number - agents, 0)
        steps[number, left:] = arrivals[: most + 1 - left]
        steps[number, most] += 1 - steps[number].sum()
    system = np.vstack([steps.T - np.eye(most + 1), np.ones(most + 1)])
    chances = np.linalg.lstsq(system, np.append(np.zeros(most + 1), 1.0), rcond=None)[0]
    queued = np.maximum(np.arange(most + 1) - agents, 0)
    check("constant-handling-5", {"P(wait)": chances[agents:].sum(), "mean wait": chances @ queued / rate})


def test_erlang_2_handling():
    """M/E2/5: the number in the system, and how many of those in service are in their second phase."""
    rate, phase, agents, most = 4.5, 2.0, 5, 400
    place = {state: at for at, state in enumerate((n, j) for n in range(most + 1) for j in range(min(n, agents) + 1))}
    moves = lil_matrix((len(place), len(place)))
    for (number, second), here in place.items():
        first = min(number, agents) - second
        for there, speed in (
            ((number + 1, second), rate),
            ((number, second + 1), first * phase),
            ((number - 1, second - 1), second * phase),
        ):
            if speed and there in place:
                moves[place[there], here] += speed
                moves[here, here] -= speed
    moves[0, :] = 1.0
    chances = spsolve(moves.tocsc(), np.eye(len(place))[0])
    numbers = np.array([number for number, _ in place])
    queued = np.maximum(numbers - agents, 0)
    check("erlang-2-handling", {"P(wait)": chances[numbers >= agents].sum(), "mean wait": chances @ queued / rate})


def test_cobham():
    """Strict priority in M/M/n: the wait of both classes from that of all."""
    found = markov_desk(rate=9, talk=1, agents=10)
    first = found["P(wait)"] / (10 * (1 - 0.3))
    check("strict-priority", {**found, "mean wait first": first, "mean wait second": first / (1 - 0.9)})


def test_returns():
    """Jackson: with the returns 8 a minute come, and they find the desk as if they came at random."""
    check("repeat-contacts", {**markov_desk(rate=6 / 0.75, talk=1, agents=10), "contacts per issue": 1 / 0.75})


def test_time_varying():
    system = System((10.0, 10.0), (12, 6), period=5.0, step=0.05, service=1.0, patience=0.5)
    means = [simpson(states) for states in paths(system)]
    served, queued = system.grid
    waits = [mean[served >= agents].sum() for mean, agents in zip(means, system.agents, strict=True)]
    queue = [mean @ queued for mean in means]
    found = {
        "P(wait) by half": waits,
        "P(abandon) by half": [0.5 * length / 10 for length in queue],
        "mean queue by half": queue,
    }
    for figure, exact in EXPECT["time-varying"].items():
        assert found[figure] == pytest.approx(exact, abs=6e-6), figure


BUSY_HOURS = np.array([100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60])


@pytest.fixture(scope="module")
def busy_day():
    return System(
        tuple(BUSY_HOURS / 3600), (4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4), period=3600.0, step=5.0, service=1 / 100,
        patience=1 / 1000, balks=0.1, most_queued=25,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("target", [20, 30])
def test_busy_desk_day_service_level(busy_day, target):
    answered, gone = service_level(busy_day, target)
    total = 100 * BUSY_HOURS @ answered / (BUSY_HOURS @ (1 - gone))
    assert total == pytest.approx(EXACT["busy-desk-day"][f"service level {target} s %"], abs=6e-4)
    low, high = EXPECT["busy-desk-day"][f"service level {target} s %"]
    assert low - 0.05 <= total <= high + 0.05
    by_hour = 100 * answered / (1 - gone)
    if target == 20:
        assert by_hour == pytest.approx(EXACT["busy-desk-day"]["service level 20 s by hour %"], abs=6e-4)
        assert by_hour == pytest.approx(EXPECT["busy-desk-day"]["service level 20 s by hour %"], abs=1)


@pytest.mark.slow
def test_busy_desk_day_occupancy(busy_day):
    means = [simpson(states) for states in paths(busy_day)]
    served, _ = busy_day.grid
    there = [np.maximum(served, agents) for agents in busy_day.agents]
    occupancy = 100 * sum(mean @ served for mean in means) / sum(map(np.dot, means, there))
    assert occupancy == pytest.approx(EXACT["busy-desk-day"]["occupancy %"], abs=6e-4)
    low, high = EXPECT["busy-desk-day"]["occupancy %"]
    assert low - 0.05 <= occupancy <= high + 0.05

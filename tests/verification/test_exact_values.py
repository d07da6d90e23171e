"""The known answers of `simsupport verify`, computed again from theory, each in another way than by simulation."""

import re
from math import exp

import numpy as np
import pytest
from comparisons import check_exact
from exact_transient import System, paths, service_level, simpson
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve
from scipy.stats import poisson

from simsupport.verification import systems

EXPECT = {name: {figure.name: figure.exact for figure in system.figures} for name, system in systems().items()}


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
        "mean wait": mean_wait,
        "mean wait of accepted": mean_wait / (1 - chances[lines]),
        "mean wait, answered": found @ waits / answered,
        "P(answered)": in_time,
        "service level": in_time,
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
    """All figures of a system, to the digits that stand in its file; those of its inputs go without saying."""
    for figure in systems([name])[name].figures:
        if not figure.measure and not figure.of_inputs:
            key = re.sub(r" \((min|s)\)| within [0-9]+ s", "", figure.name)
            assert found[key] == pytest.approx(figure.exact, abs=1e-6), figure.name


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
    check("erlang-c-1", markov_desk(rate=200 / 3600, talk=180, agents=14, target=20))


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
        "mean wait": rate * integral(lambda x: min(x, patience)) / total,
        "P(answered)": 1 - rate * integral(lambda x: 1.0, target) / total,
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
    check("strict-priority", {**found, "mean wait, topic first": first, "mean wait, topic second": first / (1 - 0.9)})


def test_returns():
    """Jackson: with the returns 8 a minute come, and they find the desk as if they came at random."""
    check("repeat-contacts", {**markov_desk(rate=6 / 0.75, talk=1, agents=10), "contacts per issue": 1 / 0.75})


def test_time_varying():
    system = System((10.0, 10.0), (12, 6), period=5.0, step=0.05, service=1.0, patience=0.5)
    means = [simpson(states) for states in paths(system)]
    served, queued = system.grid
    waits = [mean[served >= agents].sum() for mean, agents in zip(means, system.agents, strict=True)]
    queue = [mean @ queued for mean in means]
    found = {}
    for half in range(2):
        found |= {
            f"P(wait), {half}–{half + 1} h": waits[half],
            f"abandonments per arrival, {half}–{half + 1} h": 0.5 * queue[half] / 10,
            f"mean queue, {half}–{half + 1} h": queue[half],
        }
    check_exact("time-varying", found, digits=6e-6)


BUSY_HOURS = np.array([100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60])


@pytest.fixture(scope="module")
def busy_day():
    return System(
        tuple(BUSY_HOURS / 3600), (4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4), period=3600.0, step=5.0, service=1 / 100,
        patience=1 / 1000, balks=0.1, most_queued=25,
    )  # fmt: skip


PUBLISHED_BY_HOUR = (78.1, 85.9, 97.5, 93.7, 90.1, 93, 97.4, 97.3, 93.5, 97, 87.3, 91.8, 94.7)
PUBLISHED = {20: (92.2, 92.7), 30: (94.2, 94.6), "occupancy": (55.7, 56.0)}
"""ContactCenters (Buist, L'Ecuyer), example singleQueue, 300 simulated days, in %: totals are 95% intervals."""
BUSY_DAY = EXPECT["busy-desk-day"]


def published(key, value: float) -> bool:
    """Whether the published interval, its ends rounded to 0.1, holds a value."""
    low, high = PUBLISHED[key]
    return low - 0.05 <= value <= high + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("target", [20, 30])
def test_busy_desk_day_service_level(busy_day, target):
    answered, gone = service_level(busy_day, target)
    total = BUSY_HOURS @ answered / (BUSY_HOURS @ (1 - gone))
    assert total == pytest.approx(BUSY_DAY[f"service level within {target} s"], abs=6e-6)
    assert published(target, 100 * total)
    if target == 20:
        by_hour = answered / (1 - gone)
        exact = [BUSY_DAY[f"service level within 20 s, {hour}–{hour + 1} h"] for hour in range(8, 21)]
        assert by_hour == pytest.approx(exact, abs=6e-6)
        assert 100 * by_hour == pytest.approx(PUBLISHED_BY_HOUR, abs=1)  # each an estimate without an interval


@pytest.mark.slow
def test_busy_desk_day_occupancy(busy_day):
    means = [simpson(states) for states in paths(busy_day)]
    served, _ = busy_day.grid
    there = [np.maximum(served, agents) for agents in busy_day.agents]
    occupancy = sum(mean @ served for mean in means) / sum(map(np.dot, means, there))
    assert occupancy == pytest.approx(BUSY_DAY["occupancy, 8–21 h"], abs=6e-6)
    assert published("occupancy", 100 * occupancy)

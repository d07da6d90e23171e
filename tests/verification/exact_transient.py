"""Desks that change by the hour, exactly: Kolmogorov's equations of Mt/M/n(t)+M with balking.

The state is (served, queued). More may be served than there are agents: who leaves finishes. Rates are per unit of
time, whatever the unit; newcomers who would have to wait balk with a probability. Time goes in steps, by the matrix
exponential; means over time are Simpson's.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.linalg import expm


@dataclass(frozen=True)
class System:
    """Arrival rates and agents by period, and what is the same in all of them."""

    rates: tuple[float, ...]
    agents: tuple[int, ...]
    period: float
    step: float
    service: float
    patience: float  # the rate at which a waiting customer gives up
    balks: float = 0.0
    most_queued: int = 40

    @property
    def shape(self) -> tuple[int, int]:
        return max(self.agents) + 1, self.most_queued + 1

    @property
    def grid(self) -> tuple[np.ndarray, np.ndarray]:
        """(served, queued) of each state."""
        served, queued = np.indices(self.shape)
        return served.ravel(), queued.ravel()


def one_step(system: System, moves, leaves=0.0) -> np.ndarray:
    """The transition matrix of a step, from moves (allowed, change of served, change of queued, rate) and exits."""
    size = np.prod(system.shape)
    rates = np.zeros((size, size))
    for allowed, more_served, more_queued, rate in moves:
        here = np.flatnonzero(allowed)
        rates[here, here + more_served * system.shape[1] + more_queued] += np.broadcast_to(rate, size)[here]
    return expm((rates - np.diag(rates.sum(axis=1) + leaves)) * system.step)


def desk_step(system: System, rate: float, agents: int) -> np.ndarray:
    """How the whole desk moves while neither the rate nor the agents change."""
    served, queued = system.grid
    waits = served >= agents
    next_starts = (served == agents) & (queued > 0)
    return one_step(system, [
        (~waits, 1, 0, rate),
        (waits & (queued < system.most_queued), 0, 1, rate * (1 - system.balks)),
        (next_starts, 0, -1, served * system.service),
        (~next_starts & (served > 0), -1, 0, served * system.service),
        (queued > 0, 0, -1, queued * system.patience),
    ])  # fmt: skip


def waiting_step(system: System, agents: int) -> np.ndarray:
    """How it moves for a waiting customer with so many ahead, until an answer or giving up."""
    served, ahead = system.grid
    all_busy = served == agents
    moves = [
        (all_busy & (ahead > 0), 0, -1, served * system.service),
        (served > agents, -1, 0, served * system.service),
        (ahead > 0, 0, -1, ahead * system.patience),
    ]
    return one_step(system, moves, system.patience + np.where(all_busy & (ahead == 0), served * system.service, 0.0))


def with_agents(system: System, state: np.ndarray, agents: int) -> np.ndarray:
    """The agents change: as many of the queued as there are free agents start."""
    served, queued = system.grid
    start = np.clip(agents - served, 0, queued)
    after = np.zeros_like(state)
    np.add.at(after, (served + start) * system.shape[1] + queued - start, state)
    return after


def path(state: np.ndarray, step: np.ndarray, steps: int) -> np.ndarray:
    states = [state]
    for _ in range(steps):
        states.append(states[-1] @ step)
    return np.array(states)


def simpson(values: np.ndarray) -> np.ndarray:
    """The mean over time of values at an odd number of equidistant points."""
    weights = np.ones(len(values))
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    return weights @ values / weights.sum()


@cache
def paths(system: System) -> list[np.ndarray]:
    """For each period the probabilities of the states at its steps, from empty."""
    state = np.zeros(np.prod(system.shape))
    state[0] = 1.0
    found = []
    for rate, agents in zip(system.rates, system.agents, strict=True):
        state = with_agents(system, state, agents)
        found.append(path(state, desk_step(system, rate, agents), round(system.period / system.step)))
        state = found[-1][-1]
    return found


def service_level(system: System, target: float) -> tuple[np.ndarray, np.ndarray]:
    """By period, who is answered and who gives up within the target, as shares of those who arrive in it."""
    served, _ = system.grid
    steps = round(target / system.step)
    next_agents = (*system.agents[1:], system.agents[-1])
    answered, gone = [], []
    for states, agents, following in zip(paths(system), system.agents, next_agents, strict=True):
        waits = np.where(served >= agents, states, 0.0)
        now, later = waiting_step(system, agents), waiting_step(system, following)
        early = path(simpson(waits[: len(waits) - steps]), now, steps).sum(axis=1)
        late = []
        for before, state in enumerate(waits[len(waits) - 1 - steps :]):  # from here the agents change while they wait
            first = path(state, now, steps - before)
            second = np.where(sum(system.grid) < following, 0.0, with_agents(system, first[-1], following))
            late.append(np.concatenate([first.sum(axis=1)[:-1], path(second, later, before).sum(axis=1)]))
        weight = target / system.period
        still = early * (1 - weight) + simpson(np.array(late)) * weight
        balked = system.balks * still[0]
        gave_up = (1 - system.balks) * system.patience * target * simpson(still)
        gone.append(balked + gave_up)
        answered.append(1 - gone[-1] - (1 - system.balks) * still[-1])
    return np.array(answered), np.array(gone)

"""Markov chains, solved from what can happen in each of their states: in the long run, and after a time."""

from collections.abc import Callable, Hashable, Iterable

import numpy as np
from scipy.linalg import expm
from scipy.sparse import coo_matrix, csc_matrix
from scipy.sparse.linalg import expm_multiply, spsolve

State = Hashable
Moves = Iterable[tuple[State, float]]


def reached(starts: Iterable[State], moves: Callable[[State], Moves]) -> tuple[list[State], csc_matrix]:
    """All states that can be reached, and the rates from each (column) to each (row)."""
    states = list(starts)
    place = {state: at for at, state in enumerate(states)}
    flows: list[tuple[int, int, float]] = []  # to, from, rate
    for here, state in enumerate(states):  # which grows on the way
        for there, rate in moves(state):
            if there not in place:
                place[there] = len(states)
                states.append(there)
            flows += [(place[there], here, rate), (here, here, -rate)]
    to, origin, rates = zip(*flows, strict=True)
    return states, coo_matrix((rates, (to, origin)), shape=(len(states),) * 2).tocsc()


def stationary(start: State, moves: Callable[[State], Moves]) -> dict[State, float]:
    """The probability of every state that can be reached from one; `moves` gives a state's next states and rates.

    The first state's weight is set to 1 and its balance left out, as it follows from the others'.
    """
    states, balance = reached([start], moves)
    weights = np.append(1.0, spsolve(balance[1:, 1:], -balance[1:, 0].toarray().ravel()))
    return dict(zip(states, weights / weights.sum(), strict=True))


def after(time: float, chances: dict[State, float], moves: Callable[[State], Moves]) -> dict[State, float]:
    """The probability of every state after a time, from those at its beginning."""
    states, rates = reached(chances, moves)
    before = np.zeros(len(states))
    before[: len(chances)] = list(chances.values())
    return dict(zip(states, expm_multiply(rates * time, before), strict=True))


def mean(chances: dict[State, float], of: Callable[[State], float]) -> float:
    """The mean of a quantity over the states (an indicator's is a probability)."""
    return sum(chance * of(state) for state, chance in chances.items())


def answered_within(target: float, found: np.ndarray, answers: float, leave: float) -> float:
    """The chance of being answered in time by those who wait; `found[k]` is the chance to find k waiting.

    While anyone waits, answers come at a constant rate; each who waits gives up at the rate `leave`.
    """
    ahead = np.arange(len(found))
    moves = np.diag(-(answers + (ahead + 1) * leave)) + np.diag(answers + ahead[1:] * leave, -1)
    return found @ np.linalg.solve(moves, expm(moves * target) - np.eye(len(found)))[:, 0] * answers

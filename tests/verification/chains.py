"""Stationary Markov chains, solved from what can happen in each of their states."""

from collections.abc import Callable, Hashable, Iterable

import numpy as np
from scipy.linalg import expm
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve

State = Hashable
Moves = Iterable[tuple[State, float]]


def stationary(start: State, moves: Callable[[State], Moves]) -> dict[State, float]:
    """The probability of every state that can be reached from one; `moves` gives a state's next states and rates.

    The first state's weight is set to 1 and its balance left out, as it follows from the others'.
    """
    place, states = {start: 0}, [start]
    flows: list[tuple[int, int, float]] = []  # to, from, rate
    for here, state in enumerate(states):  # which grows on the way
        for there, rate in moves(state):
            if there not in place:
                place[there] = len(states)
                states.append(there)
            flows += [(place[there], here, rate), (here, here, -rate)]
    to, origin, rates = zip(*flows, strict=True)
    balance = coo_matrix((rates, (to, origin)), shape=(len(states),) * 2).tocsc()
    weights = np.append(1.0, spsolve(balance[1:, 1:], -balance[1:, 0].toarray().ravel()))
    return dict(zip(states, weights / weights.sum(), strict=True))


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

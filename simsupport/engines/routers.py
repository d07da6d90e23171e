"""Policies of one's own: who takes what next, in Python, on the reference engine (R10).

A router is a function that is shown every pair that may be made now, a waiting leg and an agent who may take it, and
returns the one to make, or None to make none until something changes. It decides instead of the order of R10; who may
take what stays as the scenario says. It must be a function of what it is shown, or runs can't be repeated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Pair:
    """A waiting leg and an agent who may take it.

    `precedence` orders legs as R10 does for the agent's team: rank, preferences, key; the least comes first. `waited`
    and `idle` are ticks: since the leg queued, and since the agent's load last changed. `load` is the share of the
    agent that is taken. `skills` are the team's topics.
    """

    issue: int
    contact: int
    leg: int
    topic: str
    channel: str
    labels: Mapping[str, str] = field(hash=False)
    waited: int
    precedence: tuple[int, ...]
    agent: int
    team: str
    skills: tuple[str, ...]
    place: int
    load: float
    idle: int


Router = Callable[[Sequence[Pair]], Pair | None]


def least_loaded(pairs: Sequence[Pair]) -> Pair | None:
    """The first leg in line, and of all agents who may take it, whatever their team, the one with the least load."""
    return min(pairs, key=lambda pair: (pair.precedence, pair.load, -pair.idle, pair.agent), default=None)


def skill_first(pairs: Sequence[Pair]) -> Pair | None:
    """The first leg in line, and the agent with the fewest skills: who can do more is kept free for what needs it."""
    return min(pairs, key=lambda pair: (pair.precedence, len(pair.skills), -pair.idle, pair.agent), default=None)

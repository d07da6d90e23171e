"""Desks whose lost customers try again after an exponential time, as Markov chains of (inside, in the orbit).

Rates are per minute, times in minutes. Who is blocked or gives up comes to the orbit with a probability, either
without end or just once; who has retried just once and is blocked is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from chains import mean, stationary


@dataclass(frozen=True)
class RetryDesk:
    """`most_away`: more than ever are in the orbit. Giving up and retrying just once are not known together."""

    rate: float
    agents: int
    lines: int
    after: float
    talk: float = 1.0
    patience: float = inf
    probability: float = 1.0
    once: bool = False
    most_away: int = 100

    def __post_init__(self) -> None:
        assert not (self.once and self.lines > self.agents)

    def moves(self, state) -> Iterator:
        inside, away = state
        back = self.probability if away < self.most_away else 0.0
        again = 0.0 if self.once else self.probability
        if inside < self.lines:
            yield (inside + 1, away), self.rate
            if away:
                yield (inside + 1, away - 1), away / self.after
        else:
            if back:
                yield (inside, away + 1), self.rate * back
            if away and again < 1:
                yield (inside, away - 1), away / self.after * (1 - again)
        if inside:
            yield (inside - 1, away), min(inside, self.agents) / self.talk
        if inside > self.agents and self.patience < inf:
            leave = (inside - self.agents) / self.patience
            yield (inside - 1, away), leave * (1 - back)
            if back:
                yield (inside - 1, away + 1), leave * back

    def exact(self) -> dict[str, float]:
        """What contacts meet, first ones and retries, and how many come of an issue."""
        chances = stationary((0, 0), self.moves)
        assert max(chances[state] for state in chances if state[1] == self.most_away) < 1e-12
        away = mean(chances, lambda state: state[1])
        again = away / self.after
        contacts = self.rate + again
        full = mean(chances, lambda state: state[0] == self.lines)
        full_again = mean(chances, lambda state: state[1] * (state[0] == self.lines)) / away
        waits = mean(chances, lambda state: (self.rate + state[1] / self.after) * self._waits(state[0]))
        queue = mean(chances, lambda state: max(state[0] - self.agents, 0))
        busy = mean(chances, lambda state: min(state[0], self.agents))
        return {
            "P(wait)": waits / contacts,
            "P(abandon)": queue / self.patience / contacts,
            "mean wait": queue / contacts,
            "P(blocked) first": full,
            "P(blocked) retry": full_again,
            "retries per issue": again / self.rate,
            "answered per issue": busy / self.talk / self.rate,
            "mean in orbit": away,
            "occupancy": busy / self.agents,
        }

    def _waits(self, inside: int) -> bool:
        return self.agents <= inside < self.lines

"""Calls and chats with the same agents (R10, R11) as a Markov chain.

The state is how many chats and calls each agent has, whoever it is, and how many of both wait. A call takes a whole
agent; who chats gets n^(1 − slowdown) of one chat's work done. Rates are per minute, times in minutes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from chains import mean, stationary

IDLE, CALL = (0, 0), (0, 1)


@dataclass(frozen=True)
class CallsAndChats:
    """Pairs are (calls, chats); calls go before chats where both fit; `most_waiting` of each are more than ever do."""

    agents: int
    at_once: int
    slowdown: float
    rates: tuple[float, float]
    talks: tuple[float, float]
    patience: tuple[float, float]
    most_waiting: int = 40

    def _room(self, agent) -> bool:
        chats, calls = agent
        return not calls and chats < self.at_once

    def _settled(self, agents, calls: int, chats: int):
        """Who waits starts: a call with who is idle, a chat with who has the fewest (R10)."""
        agents = sorted(agents)
        while (calls and IDLE in agents) or (chats and any(map(self._room, agents))):
            if calls and IDLE in agents:
                agents[agents.index(IDLE)], calls = CALL, calls - 1
            else:
                place = agents.index(min(filter(self._room, agents)))
                agents[place], chats = (agents[place][0] + 1, 0), chats - 1
        return tuple(sorted(agents)), calls, chats

    def moves(self, state) -> Iterator:
        agents, calls, chats = state
        if calls < self.most_waiting:
            yield self._settled(agents, calls + 1, chats), self.rates[0]
        if chats < self.most_waiting:
            yield self._settled(agents, calls, chats + 1), self.rates[1]
        if calls:
            yield (agents, calls - 1, chats), calls / self.patience[0]
        if chats:
            yield (agents, calls, chats - 1), chats / self.patience[1]
        for agent in set(agents) - {IDLE}:
            others = list(agents)
            others.remove(agent)
            ends = agents.count(agent) * self._speed(agent)
            yield self._settled([*others, IDLE if agent == CALL else (agent[0] - 1, 0)], calls, chats), ends

    def _speed(self, agent) -> float:
        return 1 / self.talks[0] if agent == CALL else agent[0] ** (1 - self.slowdown) / self.talks[1]

    def exact(self) -> dict[str, float]:
        """What callers and who chats meet, and how long a chat takes with its interruptions by other chats."""
        chances = stationary(((IDLE,) * self.agents, 0, 0), self.moves)
        assert max(chances[state] for state in chances if max(state[1:]) == self.most_waiting) < 1e-12
        queues = [mean(chances, lambda state, at=at: state[at]) for at in (1, 2)]
        talking = [mean(chances, lambda state, at=at: sum(agent[at] for agent in state[0])) for at in (1, 0)]
        found = {}
        for kind, queue, busy, rate, patience in zip(
            ("phone", "chat"), queues, talking, self.rates, self.patience, strict=True
        ):
            found |= {
                f"P(abandon) {kind}": queue / patience / rate,
                f"mean wait {kind}": queue / rate,
                f"mean talk {kind}": busy / (rate - queue / patience),
            }
        return {
            **found,
            "P(wait) phone": mean(chances, lambda state: IDLE not in state[0]),
            "P(wait) chat": mean(chances, lambda state: not any(map(self._room, state[0]))),
            "time with 2": mean(chances, lambda state: state[0].count((2, 0)) / self.agents),
        }

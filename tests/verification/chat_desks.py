"""Chat desks with slowdown (R11) without the engine: their Markov chain, and one customer after the other to the tick.

With exponential work an agent who has n chats at once ends each at the rate n^(−slowdown) / mean, all together at
n^(1 − slowdown) / mean. So the state is how many chats each agent has, whoever it is, and how many wait, which they do
only while all agents are full. A newcomer goes to the agent with the fewest chats (R10); among equals it does not
matter to whom. Speeds are multiples of 2^−20 and ends are whole ticks in the engine: a millionth of what is compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np
from chains import answered_within, mean, stationary

SPEEDS = 2**20


@dataclass(frozen=True)
class ChatDesk:
    """Rates are per minute, times in minutes; the mean talk of a chat alone is one minute."""

    rate: float
    agents: int
    at_once: int
    slowdown: float
    patience: float = inf
    target: float = 0.2
    most_queued: int = 150

    @property
    def together(self) -> float:
        """The rate at which all agents, full, end chats."""
        return self.agents * self.at_once ** (1 - self.slowdown)

    def moves(self, state) -> Iterator:
        loads, queued = state  # loads: the chats of each agent, fewest first
        if loads[0] < self.at_once:
            yield (tuple(sorted((loads[0] + 1, *loads[1:]))), 0), self.rate
        elif queued < self.most_queued:
            yield (loads, queued + 1), self.rate
        for place, chats in enumerate(loads):
            fewer = tuple(sorted((*loads[:place], chats - 1, *loads[place + 1 :])))
            if chats:
                yield ((loads, queued - 1) if queued else (fewer, 0)), chats ** (1 - self.slowdown)
        if queued and self.patience < inf:
            yield (loads, queued - 1), queued / self.patience

    def exact(self) -> dict[str, float]:
        """What a customer meets, and for how much of the time an agent has so many chats."""
        chances = stationary(((0,) * self.agents, 0), self.moves)
        found = np.array([chances[(self.at_once,) * self.agents, k] for k in range(self.most_queued)])
        queue = mean(chances, lambda state: state[1])
        leave = queue / self.patience
        others = mean(chances, lambda state: sum(n ** (1 - self.slowdown) * (n - 1) for n in state[0] if n))
        answered = self.rate - leave
        in_time = answered_within(self.target, found, self.together, 1 / self.patience)
        loads = {
            f"share of time with {n}": mean(chances, lambda state, n=n: state[0].count(n) / self.agents)
            for n in range(self.at_once + 1)
        }
        return {
            "P(wait)": found.sum(),
            "mean wait of all min": queue / self.rate,
            "answered within target / offered": 1 - found.sum() + in_time,
            "P(abandon)": leave / self.rate,
            "answered / min": answered,
            "others at the end": others / answered,
            "elapsed min": mean(chances, lambda state: sum(state[0])) / answered,
            **loads,
        }


@dataclass(eq=False)
class Chat:
    """A customer's talk; `rest` is the work left, in 2^−20 ticks."""

    number: int
    rest: int


class Floor:
    """All chats at a tick, one customer after the other, as R2, R10 and R11 say it."""

    def __init__(self, agents: int, at_once: int, slowdown: float) -> None:
        self.now, self.at_once = 0, at_once
        self.desk: list[list[Chat]] = [[] for _ in range(agents)]
        self.changed = [-1] * agents  # the tick at which the load last changed
        self.speeds = [0, *(round(SPEEDS * n**-slowdown) for n in range(1, at_once + 1))]

    def next_end(self) -> float:
        ends = (-(-chat.rest // self.speeds[len(chats)]) for chats in self.desk for chat in chats)
        return self.now + min(ends, default=inf)

    def advance(self, now: int) -> list[int]:
        """Work goes on until a tick; returns who is done."""
        done = []
        for agent, chats in enumerate(self.desk):
            speed = self.speeds[len(chats)]
            for chat in chats:
                chat.rest -= (now - self.now) * speed
            self.desk[agent] = [chat for chat in chats if chat.rest > 0]
            if len(chats) > len(self.desk[agent]):
                self.changed[agent] = now
            done += [chat.number for chat in chats if chat.rest <= 0]
        self.now = now
        return done

    def take(self, number: int, talk: int) -> bool:
        """The agent with the fewest chats, for longest, takes the customer, if any has room."""
        agent = min(range(len(self.desk)), key=lambda a: (len(self.desk[a]), self.changed[a], a))
        if len(self.desk[agent]) == self.at_once:
            return False
        self.desk[agent].append(Chat(number, talk * SPEEDS))
        self.changed[agent] = self.now
        return True


def one_by_one(arrivals, talks, patience, floor: Floor) -> list[tuple[int, int]]:
    """When each customer's talk starts (−1: never) and when the customer leaves, to the tick."""
    started, left = [-1] * len(arrivals), [-1] * len(arrivals)
    come, waiting = 0, []
    while min(left) < 0:
        arrival = arrivals[come] if come < len(arrivals) else inf
        gives_up = min((arrivals[number] + patience[number] for number in waiting), default=inf)
        now = int(min(arrival, floor.next_end(), gives_up))
        for number in floor.advance(now):
            left[number] = now
        while come < len(arrivals) and arrivals[come] == now:
            waiting.append(come)
            come += 1
        while waiting and floor.take(waiting[0], talks[waiting[0]]):
            started[waiting.pop(0)] = now
        for number in [number for number in waiting if arrivals[number] + patience[number] == now]:
            waiting.remove(number)
            left[number] = now
    return list(zip(started, left, strict=True))

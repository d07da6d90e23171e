"""How talks advance: several at once slow each other down (R11)."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from simsupport.engines.reference.clock import Phase
from simsupport.engines.reference.nouns import Agent, Leg, Work

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk

FULL = 2**20  # the speed of a talk alone


@lru_cache(maxsize=1024)
def speed(slowdown: float, n: int) -> int:
    """How fast each of n talks at once advances, in 2⁻²⁰ ticks a tick."""
    return max(1, round(FULL * math.pow(n, -slowdown)))


def left(work: Work, now: int) -> int:
    """The ticks, at full speed, that are left of a talk."""
    return -(-max(0, work.left - work.speed * (now - work.since)) // FULL)


class Pace:
    """The talks that go on, agent by agent."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk

    def start(self, leg: Leg, ticks: int, then: Callable[[Leg], None], splits: bool = False) -> None:
        """A talk of so many ticks at full speed; `then` is called at its end."""
        agent, now = leg.agent, self.desk.clock.now
        assert agent is not None
        leg.work = Work(ticks, ticks * FULL, then, splits, FULL, now)
        alone = not agent.talks
        agent.talks[leg] = None
        if splits and leg.category.channel.channel.interruptible:
            agent.crew.interruptible[leg] = None
        if alone:
            leg.work.end = self.desk.clock.at(now + ticks, Phase.END, leg.ties, self._end, leg)
        else:
            self._book(agent)

    def stop(self, leg: Leg) -> int:
        """The talk does not go on here: the ticks that are left of it."""
        work = leg.work
        assert work is not None
        assert work.end is not None
        work.end.cancel()
        rest = left(work, self.desk.clock.now)
        self._remove(leg, work.ticks - rest)
        return rest

    def _end(self, leg: Leg) -> None:
        """The talk is over."""
        work, agent = leg.work, leg.agent
        assert work is not None
        assert agent is not None
        leg.others = len(agent.talks) - 1
        self._remove(leg, work.ticks)
        work.then(leg)

    def _remove(self, leg: Leg, effort: int) -> None:
        agent = leg.agent
        assert agent is not None
        leg.effort, leg.work = effort, None
        del agent.talks[leg]
        agent.crew.interruptible.pop(leg, None)
        if agent.talks:
            self._book(agent)

    def _book(self, agent: Agent) -> None:
        """The number of talks has changed: book the end of each whose speed is another now."""
        now, n = self.desk.clock.now, len(agent.talks)
        for leg in agent.talks:
            work = leg.work
            assert work is not None
            pace = speed(leg.category.channel.channel.slowdown, n)
            if work.end and pace == work.speed:
                continue
            if work.end:
                work.end.cancel()
            work.left = max(0, work.left - work.speed * (now - work.since))
            work.speed, work.since = pace, now
            tick = now - (-work.left // pace)
            work.end = self.desk.clock.at(tick, Phase.END, leg.ties, self._end, leg)

"""Queues with a policy of the user's own in the place of R10's order."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simsupport.engines.reference.nouns import Agent, Leg, Queue
from simsupport.engines.reference.queues import Queues
from simsupport.engines.routers import Pair, Router
from simsupport.errors import SimsupportError

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


class RoutedQueues(Queues):
    """Every pair that may be made is shown to the router, which chooses."""

    def __init__(self, desk: "Desk", router: Router) -> None:
        super().__init__(desk)
        self._router = router

    def next_pair(self) -> tuple[Leg, Agent] | None:
        shown = dict(self._pairs())
        chosen = self._router(list(shown)) if shown else None
        if chosen is None:
            return None
        if chosen not in shown:
            raise SimsupportError(f"the router chose what it was not shown: {chosen!r}")
        return shown[chosen]

    def _pairs(self) -> Iterator[tuple[Pair, tuple[Leg, Agent]]]:
        for crew in self.desk.crews_at_work:
            if crew.overstaffed:
                continue
            least = crew.least_weight
            for queue in crew.queues:
                for leg in (leg for _, leg in queue.heap if leg.waiting and leg.weight >= least):
                    for agent in self._able(queue, leg):
                        yield self._pair(queue, leg, agent), (leg, agent)

    def _able(self, queue: Queue, leg: Leg) -> Iterator[Agent]:
        """Who may take a leg of a queue now."""
        crew = queue.crew
        if queue.deferred and crew.next_for_deferred(self.capacity) is None:
            return
        for agent in [queue.owner] if queue.owner else crew.agents:
            held = queue.deferred and agent.paused
            if agent.may_start and not held and agent.load + leg.weight <= self.capacity:
                yield agent

    def _pair(self, queue: Queue, leg: Leg, agent: Agent) -> Pair:
        category, now = leg.category, self.desk.clock.now
        return Pair(
            *leg.ties,
            topic=category.topic,
            channel=category.channel.name,
            labels=category.labels,
            waited=now - leg.queued,
            precedence=(*queue.order, *leg.key),
            agent=agent.id,
            team=agent.crew.name,
            skills=tuple(sorted(agent.crew.team.skills)),
            place=queue.place,
            load=agent.load / self.capacity,
            idle=now - agent.since,
        )

"""Blending (R20): live legs that interrupt deferred work, and agents who resume what they have paused."""

from typing import TYPE_CHECKING

from simsupport.engines.reference.nouns import Agent, Crew, Duty, Leg, Queue
from simsupport.log import Outcome

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk


class Blending:
    """Live and deferred work in the same hands."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.possible = any(channel.interruptible for channel in desk.scenario.channels.values())

    # Interruption

    def interrupt(self) -> bool:
        """Let the least of the live legs that can interrupt do so; whether one did."""
        crews = [crew for crew in self.desk.crews_at_work if crew.interruptible and not crew.overstaffed]
        if not any(crew.queues for crew in crews):
            return False
        for leg in sorted(self._callers(), key=lambda leg: (leg.queues[0].order[0], leg.key)):
            if agent := self._most_suitable(leg):
                self._make_room(leg, agent)
                self.desk.queues.take(leg, agent)
                return True
        return False

    def _callers(self) -> list[Leg]:
        """Live legs whose customers wait: for an agent, or with one for an approval."""
        waiting = [leg for state in self.desk.channels.values() for leg in state.waiting if leg.duty != Duty.CALL]
        requests = [leg for queue in self.desk.approvals.queues.values() for _, leg in queue.heap if leg.waiting]
        return [leg for leg in waiting if leg.queues] + [r for r in requests if r.category.channel.channel.live]

    def _most_suitable(self, leg: Leg) -> Agent | None:
        """By place on the route, latest started work and id, of those whose pausing would make it fit."""
        found = [(*key, agent.id, agent) for queue in leg.queues for agent, key in self._candidates(leg, queue)]
        return min(found)[-1] if found else None

    def _candidates(self, leg: Leg, queue: Queue) -> list[tuple[Agent, tuple[int, int]]]:
        crew = queue.crew
        if crew.overstaffed or not crew.may_begin(leg):
            return []
        return [
            (agent, (queue.place, -latest))
            for agent, (latest, weight) in _pieces(crew).items()
            if agent.may_start and agent.load - weight + leg.weight <= self.desk.queues.capacity
        ]

    def _make_room(self, leg: Leg, agent: Agent) -> None:
        """Pause only as many pieces as needed, the latest started first."""
        pieces = sorted(
            (piece for piece in agent.crew.interruptible if piece.agent is agent),
            key=lambda piece: (piece.started, piece.ties),
        )
        while agent.load + leg.weight > self.desk.queues.capacity:
            self._pause(pieces.pop(), agent)

    def _pause(self, leg: Leg, agent: Agent) -> None:
        """Paused work stays with its agent, without weight; its row ends."""
        rest = self.desk.talks.break_off(leg, Outcome.PAUSED)
        rest.queued = self.desk.clock.now
        self.desk.queues.prepare(rest)
        agent.paused.append(rest)
        agent.crew.pausing[agent] = None

    # Resuming

    def resume(self) -> bool:
        """Agents take up what they have paused, the latest first of what fits; whether one did."""
        resumed = False
        for crew in self.desk.crews_at_work:
            for agent in sorted(crew.pausing, key=lambda agent: agent.id):
                for leg in agent.paused[::-1]:
                    if self._fits(leg, agent):
                        self._take_up(leg, agent)
                        self.desk.talks.begin(leg, agent)
                        resumed = True
        return resumed

    def _fits(self, leg: Leg, agent: Agent) -> bool:
        room = agent.load + leg.weight <= self.desk.queues.capacity
        return room and agent.may_start and not agent.crew.overstaffed and agent.crew.may_begin(leg)

    def _take_up(self, leg: Leg, agent: Agent) -> None:
        agent.paused.remove(leg)
        if not agent.paused:
            del agent.crew.pausing[agent]

    def give_back(self, agent: Agent) -> None:
        """Who leaves puts the paused work into the queues of its route."""
        for leg in agent.paused[::-1]:
            self._take_up(leg, agent)
            self.desk.queues.wait(leg)


def _pieces(crew: Crew) -> dict[Agent, tuple[int, int]]:
    """For each agent with interruptible talks the latest start and the weight of all."""
    found: dict[Agent, tuple[int, int]] = {}
    for leg in crew.interruptible:
        assert leg.agent is not None
        latest, weight = found.get(leg.agent, (0, 0))
        found[leg.agent] = max(latest, leg.started), weight + leg.weight
    return found

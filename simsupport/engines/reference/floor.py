"""The floor: agents who come, take breaks and leave (R18, R19), and the load that they carry (R11)."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from simsupport.engines.reference.clock import Moment, Phase
from simsupport.engines.reference.nouns import Agent, Crew, Leg
from simsupport.engines.reference.pace import left
from simsupport.log import Outcome, State
from simsupport.roster import HeadCount, Person
from simsupport.scenario.models import OnCall
from simsupport.scenario.timeline.presence import Pause, Presence

if TYPE_CHECKING:
    from simsupport.engines.reference.desk import Desk

Story = Generator[Moment, None, None]


PAUSES = {"break": State.BREAK, "meeting": State.MEETING, "training": State.TRAINING}


class Floor:
    """Presence and load of all agents."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        teams = desk.scenario.teams.values()
        self.stands_by = any(shift.on_call for team in teams for shift in team.shifts.values())

    # Presence: people with a schedule

    def person(self, agent: Agent, person: Person) -> Story:
        """Someone's weeks: come, take breaks, leave (R18)."""
        clock, shift = self.desk.clock, agent.crew.team.shifts.get(person.group)
        for presence in person.presences:
            yield clock.moment(presence.start, Phase.COME, agent.id)
            if presence.absent:
                yield from self._absence(agent, presence)
                continue
            if shift and shift.on_call:
                self._stand_by(agent, person.group)
            else:
                self.come(agent)
            for pause in presence.breaks:
                yield clock.moment(max(pause.start, clock.now), Phase.LEAVE, agent.id)
                if agent.present:
                    self._break_due(agent, pause)
                yield clock.moment(pause.end, Phase.COME, agent.id, 1)  # after being woken
                self._break_missed(agent, pause)
            yield clock.moment(presence.end, Phase.LEAVE, agent.id)
            if agent.present:
                self.leave(agent)
            else:
                self._stand_down(agent, person.group)

    def _absence(self, agent: Agent, presence: Presence) -> Story:
        agent.absent = True
        self._settle(agent)
        yield self.desk.clock.moment(presence.end, Phase.LEAVE, agent.id)
        agent.absent = False
        self._settle(agent)

    def come(self, agent: Agent) -> None:
        agent.present = True
        agent.crew.present += 1
        self._settle(agent)
        self._offer(agent)

    def leave(self, agent: Agent) -> None:
        """At the end of a shift: nothing new; what is begun is finished in overtime, or parked (R19)."""
        agent.present = agent.on_break = False
        agent.breaks_due.clear()
        agent.crew.present -= 1
        self._put_down(agent)
        self.desk.blending.give_back(agent)
        self._settle(agent)
        self.desk.entrance.watch_all()

    def _put_down(self, agent: Agent) -> None:
        """Deferred work is finished if what is left of it fits the grace; else it is parked (R19)."""
        grace = agent.crew.team.grace
        if grace is None:
            return
        for leg in sorted(agent.talks, key=lambda leg: leg.ties):
            assert leg.work is not None
            if leg.work.splits and left(leg.work, self.desk.clock.now) + self.desk.chances.wrap(leg) > grace:
                self.desk.queues.join(self.desk.talks.break_off(leg, Outcome.PARKED))

    # On call

    def _stand_by(self, agent: Agent, shift: str) -> None:
        """Not on shift until something comes that the shift is there for (R18)."""
        agent.standby = True
        agent.crew.on_call.setdefault(shift, []).append(agent)
        self._settle(agent)
        for leg in list(self.desk.facts.open):
            if leg.waiting and leg.route.includes(agent.crew) and not self.desk.queues.is_fresh(leg):
                self.alarm(leg)

    def _stand_down(self, agent: Agent, shift: str) -> None:
        agent.standby = False
        if agent.woken:
            agent.woken.cancel()
        agents = agent.crew.on_call.get(shift, [])
        if agent in agents:
            agents.remove(agent)
        self._settle(agent)

    def alarm(self, leg: Leg) -> None:
        """Who waits wakes the shifts on call for it in the teams of the route, whole (R18)."""
        for place in leg.route.places:
            for shift, agents in place.crew.on_call.items():
                on_call = place.crew.team.shifts[shift].on_call
                if agents and on_call and _concerns(on_call, leg):
                    for agent in agents:
                        agent.woken = self.desk.clock.after(on_call.after, Phase.COME, (agent.id,), self._wake, agent)
                    agents.clear()

    def _wake(self, agent: Agent) -> None:
        """On until the end of the shift, if that is not over yet."""
        agent.standby, agent.woken = False, None
        self.come(agent)

    # Breaks

    def _break_due(self, agent: Agent, pause: Pause) -> None:
        agent.breaks_due.append(pause)
        self._put_down(agent)
        self._start_break(agent)

    def _start_break(self, agent: Agent) -> None:
        """If the agent is free a break begins; it ends when due or, if it says so, after its full length (R19)."""
        if agent.breaks_due and not agent.on_break and agent.load == 0:
            pause, now = agent.breaks_due[0], self.desk.clock.now
            end = now + pause.end - pause.start if pause.keeps_length else pause.end
            agent.on_break = True
            self.desk.clock.at(end, Phase.COME, (agent.id,), self._end_break, agent, pause)
        self._settle(agent)

    def _end_break(self, agent: Agent, pause: Pause) -> None:
        if agent.on_break and agent.breaks_due[0] is pause:  # else the shift ended before
            agent.on_break = False
            self._drop_break(agent, pause)

    def _break_missed(self, agent: Agent, pause: Pause) -> None:
        """At its planned end a break that found no free moment is lost to work, unless it keeps its length."""
        taken = agent.on_break and agent.breaks_due[0] is pause
        if pause in agent.breaks_due and not taken and not pause.keeps_length:
            self._drop_break(agent, pause)

    def _drop_break(self, agent: Agent, pause: Pause) -> None:
        agent.breaks_due.remove(pause)
        self._start_break(agent)
        self._offer(agent)

    # Presence: a head count

    def head_count(self, heads: HeadCount) -> Story:
        """A team that is only counted: so many from each tick on (R18)."""
        clock, crew = self.desk.clock, self.desk.crews[heads.team]
        crew.head_count = 0
        for tick, count in heads.steps:
            falls = count < crew.head_count
            yield clock.moment(tick, Phase.LEAVE if falls else Phase.COME, heads.first_agent)
            crew.head_count = count
            if falls:
                self._send_home(crew)
            else:
                self._call_in(crew)

    def _send_home(self, crew: Crew) -> None:
        """Idle agents leave first: the latest idle, then the largest id."""
        idle = sorted((a for a in crew.agents if a.present and a.load == 0), key=lambda a: (a.since, a.id))
        while crew.overstaffed and idle:
            self.leave(idle.pop())
        self.desk.entrance.watch_all()

    def _call_in(self, crew: Crew) -> None:
        """Those who were about to leave are retained by the count itself; then the smallest unused ids come."""
        unused = (agent for agent in crew.agents if not agent.present)
        while crew.head_count is not None and crew.present < crew.head_count:
            self.come(next(unused))
        if crew.queues or crew.pausing:
            self.desk.queues.wake()

    # Load

    def take(self, agent: Agent, weight: int) -> None:
        agent.load += weight
        agent.since = self.desk.clock.now
        agent.crew.offer(agent, self.desk.queues.capacity)

    def release(self, agent: Agent, weight: int) -> None:
        """The agent carries so much less; whoever is free may leave, or take the break that is due (R18, R19)."""
        agent.load -= weight
        agent.since = self.desk.clock.now
        if agent.load == 0:
            self._start_break(agent)
            if agent.present and agent.crew.overstaffed:
                self.leave(agent)
        self._offer(agent)

    def _offer(self, agent: Agent) -> None:
        agent.crew.offer(agent, self.desk.queues.capacity)
        if agent.crew.queues or agent.crew.pausing:
            self.desk.queues.wake()

    def _settle(self, agent: Agent) -> None:
        """Write down what the agent's presence is now (R24)."""
        if agent.present:
            due = State.OVERRUN if agent.breaks_due else State.ON
            state = PAUSES[agent.breaks_due[0].kind] if agent.on_break else due
        elif agent.load:
            state = State.OVERTIME
        elif agent.standby:
            state = State.STANDBY
        else:
            state = State.ABSENT if agent.absent else State.OFF
        self.desk.facts.state(agent, state, self.desk.clock.now)


def _concerns(on_call: OnCall, leg: Leg) -> bool:
    """Whether a shift is on call for a leg: by topic or rank; for anything if it names neither."""
    taken_for = leg.mistaken or leg.category
    named = taken_for.topic in on_call.topics or taken_for.rank in on_call.ranks
    return named or not (on_call.topics or on_call.ranks)

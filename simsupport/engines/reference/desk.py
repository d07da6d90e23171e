"""The desk: what the parts of the reference engine share, and how they are put together."""

from collections.abc import Iterator
from random import Random

from simsupport.chance import stream
from simsupport.demand import Demand
from simsupport.engines.reference.chances import Chances
from simsupport.engines.reference.clock import Clock, Phase
from simsupport.engines.reference.customers import Customers, Season
from simsupport.engines.reference.entrance import Entrance
from simsupport.engines.reference.facts import Facts
from simsupport.engines.reference.floor import Floor, Story
from simsupport.engines.reference.nouns import Agent, ChannelState, Contact, Crew, Issue, Leg, Queue, Route
from simsupport.engines.reference.queues import Queues
from simsupport.engines.reference.talks import Talks
from simsupport.log import Kind, Log
from simsupport.roster import roster
from simsupport.scenario.models import Scenario


class Desk:
    """One replication: its clock, its people, its queues and what is written down."""

    def __init__(self, scenario: Scenario, demand: Demand) -> None:
        self.scenario, self.demand = scenario, demand
        self.horizon = scenario.calendar.horizon
        self.clock = Clock()
        self.label_names = list(demand.labels)
        self.channels = self._channels()
        self.roster = roster(scenario, demand.seed, demand.replication)
        self.crews = self._crews()
        self.crews_at_work = list(self.crews.values())
        self.approvals: dict[str, Queue] = {}
        self.seasons = {line.name: Season(scenario, line) for line in scenario.demand}
        self.facts = Facts(demand, list(self.channels), list(self.crews))
        self.chances = Chances(scenario)
        self.queues = Queues(self)
        self.floor = Floor(self)
        self.entrance = Entrance(self)
        self.customers = Customers(self)
        self.talks = Talks(self)

    def _channels(self) -> dict[str, ChannelState]:
        clock, channels = self.scenario.wall_clock, self.scenario.channels
        return {
            name: ChannelState(
                name, channels[name], number, clock.opening(channels[name].open, channels[name].time_zone)
            )
            for number, name in enumerate(sorted(channels))
        }

    def _crews(self) -> dict[str, Crew]:
        crews = {name: Crew(name, self.scenario.teams[name]) for name in sorted(self.scenario.teams)}
        self.agents = [Agent(number, crews[team]) for number, team in enumerate(self.roster.teams)]
        for agent in self.agents:
            agent.crew.agents.append(agent)
        return crews

    def leg(self, contact: Contact, kind: Kind, route: Route | None = None) -> Leg:
        """The contact's next leg."""
        number = contact.legs
        ties = contact.issue.id, contact.number, number
        leg = Leg(contact, number, kind, route or contact.category.route, ties, draws_as=number)
        contact.legs += 1
        self.facts.opens(leg)
        return leg

    def run(self, shuffle: int | None = None) -> Log:
        """Let everything happen that happens before the horizon."""
        stories = list(self._stories())
        if shuffle is not None:
            Random(shuffle).shuffle(stories)
        for story in stories:
            self.clock.process(story)
        self.clock.run(until=self.horizon)
        return self.facts.log(self.roster.teams)

    def _stories(self) -> Iterator[Story]:
        """The processes: hours, people, head counts and demand lines."""
        yield from (self.entrance.hours(channel) for channel in self.channels.values())
        yield from (self.floor.person(self.agents[person.agent], person) for person in self.roster.persons)
        yield from (self.floor.head_count(heads) for heads in self.roster.head_counts)
        yield from (self._arrivals(number, name) for number, name in enumerate(self.demand.line_names))

    def _arrivals(self, number: int, name: str) -> Story:
        """The issues of a demand line, one after the other (R4, R5)."""
        demand = self.demand
        line = next(line for line in self.scenario.demand if line.name == name)
        topic = self.scenario.topics[line.topic]
        key = stream(demand.seed, demand.replication, f"line {name}")
        values = list(demand.label_values.values())
        ids = (demand.line == number).nonzero()[0]
        columns = [column[ids] for column in (demand.created, demand.k, demand.hard, demand.amount)]
        labels = [codes[ids] for codes in demand.labels.values()]
        for id, created, k, hard, amount, *codes in zip(
            *(memoryview(x) for x in (ids, *columns, *labels)), strict=True
        ):
            yield self.clock.moment(created, Phase.ARRIVE, id, 0, 0)
            named = tuple(known[code] if code >= 0 else None for known, code in zip(values, codes, strict=True))
            issue = Issue(id, line, key, k, topic, named, hard, amount)
            self.entrance.arrive(self.entrance.contact(issue, Kind.FIRST, line.channel))

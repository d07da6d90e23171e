"""The desk: what the parts of the reference engine share, and how they are put together."""

from collections.abc import Iterator
from random import Random
from typing import Any

from numpy.typing import NDArray

from simsupport.chance import stream
from simsupport.demand import Demand
from simsupport.engines.reference.approvals import Approvals
from simsupport.engines.reference.blending import Blending
from simsupport.engines.reference.callbacks import Callbacks
from simsupport.engines.reference.chances import Chances
from simsupport.engines.reference.clock import Clock, Phase
from simsupport.engines.reference.customers import Customers, Season
from simsupport.engines.reference.entrance import Entrance
from simsupport.engines.reference.facts import Facts
from simsupport.engines.reference.floor import Floor, Story
from simsupport.engines.reference.machines import Machines
from simsupport.engines.reference.nouns import Agent, Category, ChannelState, Contact, Crew, Issue, Leg, Route
from simsupport.engines.reference.pace import Pace
from simsupport.engines.reference.queues import Queues
from simsupport.engines.reference.routed import RoutedQueues
from simsupport.engines.reference.talks import Talks
from simsupport.engines.reference.turns import Turns
from simsupport.engines.routers import Router
from simsupport.log import Kind, Log
from simsupport.roster import roster
from simsupport.scenario.models import Scenario


class Desk:
    """One replication: its clock, its people, its queues and what is written down."""

    def __init__(self, scenario: Scenario, demand: Demand, router: Router | None = None) -> None:
        self.scenario, self.demand = scenario, demand
        self.horizon = scenario.calendar.horizon
        self.clock = Clock()
        self.label_names = list(demand.labels)
        self.channels = self._channels()
        self.roster = roster(scenario, demand.seed, demand.replication)
        self.crews = self._crews()
        self.crews_at_work = list(self.crews.values())
        self.seasons = {line.name: Season(scenario, line) for line in scenario.lines}
        self.facts = Facts(demand, list(self.crews))
        self.chances = Chances(scenario)
        self.queues = RoutedQueues(self, router) if router else Queues(self)
        self.floor = Floor(self)
        self.entrance = Entrance(self)
        self.customers = Customers(self)
        self.callbacks = Callbacks(self)
        self.machines = Machines(self)
        self.pace = Pace(self)
        self.talks = Talks(self)
        self.turns = Turns(self)
        self.approvals = Approvals(self)
        self.blending = Blending(self)

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
        teams, traits = self.roster.teams, self.roster.traits
        self.agents = [Agent(number, crews[team], traits[number]) for number, team in enumerate(teams)]
        for agent in self.agents:
            agent.crew.agents.append(agent)
        return crews

    def leg(self, contact: Contact, kind: Kind, route: Route | None = None, category: Category | None = None) -> Leg:
        """The contact's next leg, on the route and of the category of the contact unless said otherwise."""
        number = contact.legs
        ties = contact.issue.id, contact.number, number
        category = category or contact.category
        leg = Leg(contact, number, kind, route or category.route, category, contact.turn, ties, draws_as=number)
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
        for issue, channel, created in self._issues(number, name):
            yield self.clock.moment(max(created, 0), Phase.ARRIVE, issue.id, 0, 0)
            contact = self.entrance.contact(issue, Kind.FIRST, channel)
            if created < 0:
                self.entrance.from_backlog(contact, created)
            elif not self.machines.deflects(contact):
                self.entrance.arrive(contact)

    def _issues(self, number: int, name: str) -> Iterator[tuple[Issue, str, int]]:
        """The issues of a line, each with its first channel and when it is created."""
        demand = self.demand
        line = next(line for line in self.scenario.lines if line.name == name)
        topic = self.scenario.topics[line.topic]
        key = stream(demand.seed, demand.replication, f"line {name}")
        channels, values = sorted(self.scenario.channels), list(demand.label_values.values())
        ids = (demand.line == number).nonzero()[0]
        arrays: tuple[NDArray[Any], ...] = (
            demand.created, demand.channel, demand.k, demand.hard, demand.amount, demand.talk, demand.patience,
            demand.pace, demand.comes_back, *demand.labels.values(),
        )  # fmt: skip
        columns = [memoryview(array[ids]) for array in arrays]
        for id, created, channel, k, hard, amount, talk, patience, pace, comes_back, *codes in zip(
            memoryview(ids), *columns, strict=True
        ):
            named = tuple(known[code] if code >= 0 else None for known, code in zip(values, codes, strict=True))
            given = hard, amount, talk, patience, pace, comes_back
            yield Issue(id, line, key, k, line.topic, topic, named, *given), channels[channel], created

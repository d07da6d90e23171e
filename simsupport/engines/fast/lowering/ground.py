"""What the tables of a scenario share: the numbers of its names, and the tables that others point to."""

from math import lcm

from simsupport.chance import Inverses
from simsupport.demand import label_values
from simsupport.engines.fast.lowering.rows import Numbered, Row, Stretches, row
from simsupport.engines.fast.tables import MACHINE, NONE
from simsupport.scenario.distributions import Distribution
from simsupport.scenario.models import Bot, Channel, Scenario, SelfService
from simsupport.scenario.timeline.in_force import tick_of


class Ground:
    """A scenario on the way to its tables; channels, topics and teams are numbered by name."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.channels = Numbered(sorted(scenario.channels))
        self.topics = Numbered(sorted(scenario.topics))
        self.teams = Numbered(sorted(scenario.teams))
        self.labels = list(label_values(scenario))
        self.capacity = lcm(*(channel.concurrency for channel in scenario.channels.values()))  # whole weights (R11)
        self.inverses = Inverses()
        self.intervals, self.shares = Stretches(), Stretches()
        self.machines: list[Row] = []

    def distribution(self, given: Distribution | None) -> int:
        return NONE if given is None else self.inverses.add(given)

    def weight(self, channel: Channel) -> int:
        """What a leg on a channel takes of an agent's capacity (R11)."""
        return self.capacity // channel.concurrency

    def switch(self, shares: dict[str, float]) -> tuple[int, int]:
        """The channels on which customers come back, by name, each with its share."""
        return self.shares.add((self.channels.number(name), shares[name]) for name in sorted(shares))

    def opening(self, hours: object, zone: str) -> tuple[int, int]:
        """The intervals at which weekly hours hold."""
        return self.intervals.add(self.scenario.wall_clock.opening(hours, zone))

    def machine(self, given: Bot | SelfService, zone: str) -> int:
        """When a machine is there, and how it ramps in (R7)."""
        first, count = self.opening(given.open, zone)
        start = tick_of(self.scenario, given.starts)
        self.machines.append(row(MACHINE, first_hour=first, hour_count=count, start=start, ramp=given.ramp))
        return len(self.machines) - 1

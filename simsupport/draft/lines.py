"""A channel as it was described, and how many agents it takes: by Erlang A where contacts wait live, else by its work.

An agent with several chats at once counts as so many agents, each slowed down by the others.
"""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

from simsupport import theory, units
from simsupport.draft.answers import Opening, Promise

BUSIEST = 0.9  # of agents whose work waits: who is busier has no room for a day that is above the mean
SLOWDOWN = 0.22  # n chats at once go on at 1/n**0.22 of the pace of one, so that 2 and 3 do 1.7 and 2.4 times as much
_SUREST = 0.999  # no number of agents answers everybody in time


@dataclass(frozen=True)
class Way:
    """A channel that can be asked for: what its contacts are called, and the answers that are there before any."""

    name: str
    noun: str
    live: bool
    contacts: str
    handling: str
    cv: float
    target: str
    patience: str = ""
    at_once: str = ""

    @property
    def team(self) -> str:
        return f"{self.name}-desk"

    @property
    def erlang(self) -> str:
        """Which theory is taken."""
        return "A" if self.live else "C"


WAYS = {
    way.name: way
    for way in (
        Way("phone", "calls", True, "300 / d", "6 min", 0.8, "80% in 20 s", patience="3 min"),
        Way("email", "mails", False, "150 / d", "7 min", 1.0, "90% in 4 h"),
        Way("chat", "chats", True, "150 / d", "10 min", 0.9, "80% in 60 s", patience="3 min", at_once="2"),
    )
}


@dataclass(frozen=True)
class Line:
    """What comes on a channel, and what is promised; `handling` and `patience` are ticks."""

    way: Way
    opening: Opening
    contacts: units.Rate
    handling: int
    promise: Promise
    patience: int | None = None
    at_once: int = 1

    @cached_property
    def a_week(self) -> float:
        """Contacts a week: so many a day stand for each day with hours, so many an hour for each that is open."""
        period = self.contacts.period
        if period % units.WEEK == 0:
            return self.contacts.count * units.WEEK / period
        if period % units.DAY == 0:
            return self.contacts.count * self.opening.days * units.DAY / period
        return self.contacts.count * self.opening.a_week / period

    @property
    def an_hour(self) -> float:
        """Contacts in an hour that is open."""
        return self.a_week * units.HOUR / self.opening.a_week

    @property
    def erlangs(self) -> float:
        """Talks that go on at once, on average over the hours that are open."""
        return self.a_week * self.handling * self._slower / self.opening.a_week

    @property
    def agents_needed(self) -> int:
        """The fewest with whom the promise is kept."""
        if not self.a_week:
            return 1
        given = (self.a_week / self.opening.a_week, self.handling * self._slower)
        promised = min(self.promise.share, _SUREST)
        if self.patience is None:
            return theory.agents_needed(*given, target=self.promise.within, service_level=promised, occupancy=BUSIEST)
        talks = theory.agents_needed(*given, self.patience, self.promise.within, service_level=promised)
        return ceil(talks / self.at_once)

    def expected(self, agents: int) -> theory.Figures:
        """What Erlang A says of so many agents, or Erlang C where nobody gives up; for a line with contacts."""
        patience = float("inf") if self.patience is None else self.patience
        rate = self.a_week / self.opening.a_week
        return theory.erlang_a(
            rate, self.handling * self._slower, agents * self.at_once, patience, float(self.promise.within)
        )

    @property
    def _slower(self) -> float:
        return float(self.at_once**SLOWDOWN)

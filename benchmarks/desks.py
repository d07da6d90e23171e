"""The two desks on which peers are compared: their numbers, their scenarios, and what theory knows of them."""

from dataclasses import astuple, dataclass
from typing import Any, ClassVar

import numpy as np

from simsupport.scenario.models import Scenario
from simsupport.scenario.reading.loading import from_mapping


@dataclass(frozen=True)
class ErlangA:
    """One queue in front of equal agents; arrivals a minute, means in minutes."""

    rate: float = 10.0
    talk: float = 5.0
    patience: float = 3.0
    agents: int = 50

    title: ClassVar[str] = "Erlang A"
    module: ClassVar[str] = "erlang_a"

    @property
    def contacts_per_minute(self) -> float:
        return self.rate

    def scenario(self, minutes: float, warm_up: float) -> Scenario:
        return from_mapping(
            {
                "name": self.title,
                "calendar": calendar(minutes, warm_up),
                "channels": {"phone": PHONE},
                "topics": {"call": topic(self.talk, self.patience)},
                "demand": [{"topic": "call", "channel": "phone", "rate": f"{self.rate} / min"}],
                "teams": {"desk": {"agents": self.agents, "skills": {"call": {}}}},
            },
            force=True,
        )

    def exact(self) -> dict[str, float]:
        """The stationary figures, from the chain of the number of customers (a birth-death process)."""
        there = np.arange(1, 20 * self.agents + 1000)
        leaving = np.minimum(there, self.agents) / self.talk + np.maximum(there - self.agents, 0) / self.patience
        logs = np.concatenate([[0.0], np.cumsum(np.log(self.rate / leaving))])
        chance = np.exp(logs - logs.max())
        chance /= chance.sum()
        waiting = float((chance[1:] * np.maximum(there - self.agents, 0)).sum())
        busy = float((chance[1:] * np.minimum(there, self.agents)).sum())
        return {
            "abandonment_rate": waiting / self.patience / self.rate,
            "mean_wait": 60 * waiting / self.rate,
            "occupancy": busy / self.agents,
        }


@dataclass(frozen=True)
class TwoSkills:
    """Two topics, a team for each and one for both: the longest waiting first, specialists first."""

    rate_a: float = 6.0
    rate_b: float = 4.0
    talk_a: float = 4.0
    talk_b: float = 6.0
    patience: float = 4.0
    only_a: int = 20
    only_b: int = 15
    both: int = 12

    title: ClassVar[str] = "two skills"
    module: ClassVar[str] = "two_skills"

    @property
    def contacts_per_minute(self) -> float:
        return self.rate_a + self.rate_b

    @property
    def agents(self) -> int:
        return self.only_a + self.only_b + self.both

    def scenario(self, minutes: float, warm_up: float) -> Scenario:
        return from_mapping(
            {
                "name": self.title,
                "calendar": calendar(minutes, warm_up),
                "channels": {"phone": PHONE},
                "topics": {"a": topic(self.talk_a, self.patience), "b": topic(self.talk_b, self.patience)},
                "demand": [
                    {"topic": "a", "channel": "phone", "rate": f"{self.rate_a} / min"},
                    {"topic": "b", "channel": "phone", "rate": f"{self.rate_b} / min"},
                ],
                "teams": {
                    "only-a": {"agents": self.only_a, "skills": {"a": {}}},
                    "only-b": {"agents": self.only_b, "skills": {"b": {}}},
                    "both": {"agents": self.both, "skills": {"a": {}, "b": {}}},
                },
                "routing": [
                    {"topic": "a", "to": [{"team": "only-a"}, {"team": "both"}]},
                    {"topic": "b", "to": [{"team": "only-b"}, {"team": "both"}]},
                ],
            },
            force=True,
        )

    def exact(self) -> dict[str, float]:
        """No closed form is known to us; that abandonment is mean wait / patience (Little's law) is checked of all."""
        return {}


Desk = ErlangA | TwoSkills

PHONE: dict[str, Any] = {"kind": "live", "target": {"share": "80%", "within": "20 s"}}


def topic(talk: float, patience: float) -> dict[str, Any]:
    """Exponential talk and patience, of means in minutes."""
    return {"talk": {"exponential": f"{talk} min"}, "patience": {"exponential": f"{patience} min"}}


def calendar(minutes: float, warm_up: float) -> dict[str, str]:
    """The calendar of a run of so many minutes, of which the first are the warm-up."""
    return {"duration": f"{minutes - warm_up:.3f} min", "warm_up": f"{warm_up:.3f} min"}


def arguments(desk: Desk) -> list[str]:
    """The desk's numbers in their order, as a program's arguments."""
    return [str(number) for number in astuple(desk)]

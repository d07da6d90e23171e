"""A control variate for desks under heavy load: a shadow, one server as fast as all agents together.

The same customers, with the same talks, go to it in the order in which they come. Its mean wait is known (Pollaczek and
Khinchine), so what its waits exceed that by is luck, with an expected value of 0, and most of the luck of the desk
itself. A figure's numerator less a multiple of it has the same expected value and hardly varies: at 96% load one
eightieth of the replications is enough. The multiples are fixed by replications of their own, which count for nothing
else, so the figures stay unbiased (Law, Simulation Modeling and Analysis, 5th ed. 2015, sec. 11.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport import units

TRIAL = 20  # replications that fix the multiples


@dataclass(frozen=True)
class Shadow:
    """One server as fast as so many agents: arrivals per tick, mean talk in ticks, its coefficient of variation.

    Chats at once that slow each other down count as the agents without a slowdown who would be as fast.
    """

    agents: float
    rate: float
    talk: int
    cv: float

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Shadow":
        rate = units.parse_rate(given["rate"])
        return cls(given["agents"], rate.count / rate.period, units.parse_duration(given["talk"]), given["cv"])

    @property
    def mean_wait(self) -> float:
        talk = self.talk / self.agents
        return self.rate * talk**2 * (1 + self.cv**2) / 2 / (1 - self.rate * talk)

    def luck(self, arrived: NDArray[np.int64], talk: NDArray[np.int64], counts: NDArray[np.bool_]) -> float:
        """By how much the waits of those who are counted exceed what is due, all together."""
        order = np.argsort(arrived, kind="stable")
        waits = single_server_waits(arrived[order], talk[order] / self.agents)
        return float((waits - self.mean_wait)[counts[order]].sum())


def single_server_waits(arrived: NDArray[np.int64], service: NDArray[np.float64]) -> NDArray[np.float64]:
    """Waits in front of one server, first come, first served (Lindley's recursion)."""
    net = np.concatenate([[0.0], np.cumsum(service[:-1] - np.diff(arrived))])
    return np.asarray(net - np.minimum.accumulate(net))


def slopes(numerator: NDArray[np.float64], denominator: NDArray[np.float64], luck: NDArray[np.float64]) -> NDArray[Any]:
    """For each figure how much of its numerator goes with the luck; rows are figures, columns replications."""
    value = numerator.sum(axis=1) / denominator.sum(axis=1)
    return np.asarray((numerator - value[:, None] * denominator) @ luck / (luck @ luck))

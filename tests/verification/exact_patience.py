"""M/M/n+G: patience of any distribution, by integrals over the wait that is offered.

Baccelli and Hebuterne, "On queues with impatient customers" (1981), in the form of Zeltyn and Mandelbaum, "Call centers
with impatient customers: many-server asymptotics of the M/M/n+G queue" (2005). Rates are per minute, times in minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
PARTS = np.concatenate([np.geomspace(1e-6, 0.02, 30), np.arange(0.04, 40, 0.02)])  # between which quadrature is exact

Survival = Callable[[np.ndarray], np.ndarray]


def lognormal(mean: float, cv: float) -> Survival:
    spread = np.log1p(cv**2)
    return stats.lognorm(np.sqrt(spread), scale=mean * np.exp(-spread / 2)).sf


def weibull(mean: float, cv: float) -> Survival:
    def excess(shape: float) -> float:
        of = stats.weibull_min(shape)
        return of.std() / of.mean() - cv

    shape = optimize.brentq(excess, 0.2, 20, xtol=1e-14)
    return stats.weibull_min(shape, scale=mean / stats.weibull_min.mean(shape)).sf


def constant(patience: float) -> Survival:
    return lambda x: (x < patience).astype(float)


@dataclass(frozen=True)
class GeneralPatience:
    """`survival`: the chance that patience is longer, of those who don't balk; `jumps`: where it is not smooth."""

    rate: float
    agents: int
    survival: Survival
    target: float
    talk: float = 1.0
    balks: float = 0.0
    jumps: tuple[float, ...] = ()

    def exact(self) -> dict[str, float]:
        """What customers meet; who balks has not waited (R8)."""
        cuts = np.unique([0.0, *PARTS, *self.jumps, self.target])
        waits, lengths = _nodes(cuts[:-1], cuts[1:])
        stays = (1 - self.balks) * self.survival(waits)
        patience = self._patience_until(cuts, waits)
        offered = self.rate * np.exp(self.rate * patience - self.agents / self.talk * waits) * lengths
        idle = np.cumprod([1.0, *(j / self.rate / self.talk for j in range(self.agents - 1, 0, -1))]).sum()
        offered, idle = offered / (idle + offered.sum()), idle / (idle + offered.sum())
        answered = idle + (offered * stays).sum()
        balked = self.balks * offered.sum()
        return {
            "P(wait)": offered.sum() - balked,
            "P(balk)": balked,
            "P(abandon)": 1 - answered - balked,
            "mean wait": (offered * patience).sum(),
            "mean wait of answered": (offered * stays * waits).sum() / answered,
            "P(answered)": idle + (offered * stays)[waits < self.target].sum(),
            "occupancy": self.rate * self.talk * answered / self.agents,
        }

    def _patience_until(self, cuts: np.ndarray, waits: np.ndarray) -> np.ndarray:
        """The mean of the lesser of patience and each wait: the integral of survival."""
        within, lengths = _nodes(cuts[:-1], cuts[1:])
        whole = (self.survival(within) * lengths).sum(axis=1)
        before = np.concatenate([[0.0], np.cumsum(whole)[:-1]])[:, None]
        inside, steps = _nodes(np.broadcast_to(cuts[:-1, None], waits.shape), waits)
        return (1 - self.balks) * (before + (self.survival(inside) * steps).sum(axis=-1))


def _nodes(starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of Gauss and Legendre in each interval, along a new last axis."""
    half = (ends - starts)[..., None] / 2
    return starts[..., None] + half * (NODES + 1), half * WEIGHTS

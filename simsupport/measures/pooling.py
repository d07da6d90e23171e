"""Percentiles over replications: of all their rows together, with intervals over replications.

A replication hands over a *sample* of the values that a percentile ranks: all, if they are few, else the least, the
greatest, and those whose ranks lie around the percentile's own at distances that grow by a fifth each. It is small,
and tells which share of the values lies below any number, to a fifth of how far that share is from the percentile's at
worst. The pooled percentile is then NumPy's of all samples, each value weighing as many as it stands for.

Its interval goes by how many values of each replication lie below it (Bahadur's representation): a ratio of sums
F = Σ below / Σ count, with the delta method (see `intervals`), times the slope of the pooled percentile over the two
standard errors of F on either side (Woodruff, Journal of the American Statistical Association 47, 1952; Francisco and
Fuller, Annals of Statistics 19, 1991). So it takes the form of a numerator and a denominator for each replication: the
ratio of their sums is the percentile, and differences can be paired like any other.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array, Pair
    from simsupport.measures.groups import Picked

NOTHING = b""  # the sample where there is nothing to rank, and of figures that are not percentiles
WHOLE = 128  # values that are kept one and all
_DISTANCES = 2e-4 * 1.2 ** np.arange(47)  # in shares of the values
_PARTS = 4  # of the values between two ranks that were kept
_ERRORS = 2  # standard errors over which the slope is taken


def samples(picked: "Picked", share: float, per: int) -> list[bytes]:
    """The sample of each group, in units of so many."""
    kept = [NOTHING] * len(picked.counts)
    for group in np.flatnonzero(picked.counts).tolist():
        values = picked.of(group)
        kept[group] = np.concatenate([(share, len(values)), values[ranks(len(values), share)] / per]).tobytes()
    return kept


def ranks(count: int, share: float) -> "Array":
    """Which of so many values are kept, from 0: those on both sides of the percentile always."""
    if count <= WHOLE:
        return np.arange(count)
    place = int((count - 1) * share)
    steps = np.rint(_DISTANCES * (count - 1)).astype(np.int64)
    found = np.concatenate([[0, place, place + 1, count - 1], place - steps, place + 1 + steps])
    return np.unique(found[(found >= 0) & (found < count)])


class Sample(NamedTuple):
    """Values of one replication by rank, in ascending order, out of so many."""

    share: float
    size: int
    ranks: "Array"
    values: "Array"

    @classmethod
    def of(cls, kept: bytes) -> "Sample | None":
        """What was kept, if there was anything to rank."""
        if not kept:
            return None
        numbers = np.frombuffer(kept)
        share, count = float(numbers[0]), int(numbers[1])
        return cls(share, count, ranks(count, share), numbers[2:])

    @property
    def whole(self) -> bool:
        """Whether all values were kept."""
        return len(self.values) == self.size

    def below(self, limit: float) -> float:
        """How many of all values do not exceed a limit; between two that were kept they are spread evenly."""
        after = int(self.values.searchsorted(limit, side="right"))
        if self.whole or after == 0:
            return after
        if after == len(self.values):
            return self.size
        (low, high), (first, last) = self.values[after - 1 : after + 1], self.ranks[after - 1 : after + 1]
        return float(first + 1 + (last - first - 1) * (limit - low) / (high - low))

    def weighted(self) -> "tuple[Array, Array]":
        """All values, and how many each stands for: itself, or a part of those between two that were kept."""
        if self.whole:
            return self.values, np.ones(self.size)
        between = np.diff(self.ranks) - 1
        gaps = np.flatnonzero(between)
        parts = (np.arange(_PARTS) + 0.5) / _PARTS
        inner = self.values[gaps, None] + np.diff(self.values)[gaps, None] * parts
        weights = np.repeat(between[gaps] / _PARTS, _PARTS)
        return np.concatenate([self.values, inner.ravel()]), np.concatenate([np.ones(len(self.values)), weights])


class Together:
    """The values of all replications."""

    def __init__(self, all_samples: Sequence[Sample]) -> None:
        values, weights = (np.concatenate(each) for each in zip(*(s.weighted() for s in all_samples), strict=True))
        order = np.argsort(values, kind="stable")
        self._values, weights = values[order], weights[order]
        self._place = np.cumsum(weights) - (weights + 1) / 2
        self._last = sum(sample.size for sample in all_samples) - 1

    def percentile(self, share: float) -> float:
        """The value that a share does not exceed, interpolated as NumPy does (Hyndman and Fan's type 7)."""
        return float(np.interp(share * self._last, self._place, self._values))

    def slope(self, share: float, error: float) -> float:
        """How much the percentile rises with the share, seen over an error on either side."""
        low, high = max(share - error, 0.0), min(share + error, 1.0)
        return (self.percentile(high) - self.percentile(low)) / (high - low) if high > low else 0.0


def pooled(kept: Sequence[bytes]) -> "Pair":
    """The pooled percentile of samples, one of each replication: numerators and denominators (0 where it is empty)."""
    found = {place: sample for place, each in enumerate(kept) if (sample := Sample.of(each))}
    numerator, denominator = np.zeros((2, len(kept)))
    if not found:
        return numerator, denominator
    drawn, places = list(found.values()), list(found)
    share, together = drawn[0].share, Together(drawn)
    percentile = together.percentile(share)
    counts = np.array([float(sample.size) for sample in drawn])
    below = np.array([sample.below(percentile) for sample in drawn])
    fewer = below.sum() / counts.sum() * counts - below
    slope = together.slope(share, _ERRORS * _standard_error(fewer, counts))
    numerator[places], denominator[places] = percentile * counts + slope * fewer, counts
    return numerator, denominator


def _standard_error(residuals: "Array", counts: "Array") -> float:
    """That of a ratio of sums over replications; 0 for a single one."""
    number = len(counts)
    return float(np.sqrt((residuals**2).sum() * number / max(number - 1, 1)) / counts.sum())

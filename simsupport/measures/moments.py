"""Expectations of normal numbers in closed form: so that what is a mean has no noise of its own."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array

_SURE = 1e-9  # a deviation of 0 is taken for this


def clipped_mean(mean: "Array", deviation: float, low: float, high: float) -> "Array":
    """The mean of a normal number that is clipped to [low, high].

    By parts, with the density's integral: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 1, 2nd
    ed. 1994, sec. 13.10.1.
    """
    from scipy.special import ndtr

    spread = max(deviation, _SURE)
    a, b = (low - mean) / spread, (high - mean) / spread
    inner = mean * (ndtr(b) - ndtr(a)) + spread * (_density(a) - _density(b))
    found: Array = inner + low * ndtr(a) + high * ndtr(-b)
    return found


def chance_above(mean: "Array", deviation: float, bound: float) -> "Array":
    """The probability that a normal number exceeds a bound."""
    from scipy.special import ndtr

    found: Array = ndtr((mean - bound) / max(deviation, _SURE))
    return found


def _density(z: "Array") -> "Array":
    found: Array = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return found

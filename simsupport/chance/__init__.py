"""Chance (R3): every random number belongs to an issue or a person and is a pure function of what it is for.

A stream is named (a demand line, a team's absence) and keyed by seed and replication; within it the number for
entity k, contact, leg and purpose comes from Philox2x64-10 (Salmon et al., "Parallel random numbers: as easy as
1, 2, 3", SC 2011), a counter-based generator that passes BigCrush. So no draw can disturb another. An inverse turns the
number into a value of a distribution. Both exist for Python and for compiled code, equal to the bit.
"""

from simsupport.chance.inverses import DISTRIBUTION, Draw, Inverses, inverse, value_at, values_at
from simsupport.chance.purposes import Purpose
from simsupport.chance.quantiles import normal_quantile
from simsupport.chance.streams import Stream, stream, uniform, uniform_at, uniforms, uniforms_of

__all__ = [
    "DISTRIBUTION",
    "Draw",
    "Inverses",
    "Purpose",
    "Stream",
    "inverse",
    "normal_quantile",
    "pick",
    "stream",
    "uniform",
    "uniform_at",
    "uniforms",
    "uniforms_of",
    "value_at",
    "values_at",
]


def pick(shares: dict[str, float], u: float) -> str | None:
    """The value whose share of [0, 1) holds u, names sorted; None where the shares leave u over."""
    for name in sorted(shares):
        if u < shares[name]:
            return name
        u -= shares[name]
    return None

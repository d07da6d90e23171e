"""Chance (R3): every random number belongs to an issue or a person and is a pure function of what it is for.

A stream is named (a demand line, a team's absence) and keyed by seed and replication; within it the number for
entity k, contact, leg and purpose comes from Philox2x64-10 (Salmon et al., "Parallel random numbers: as easy as
1, 2, 3", SC 2011), a counter-based generator that passes BigCrush. So no draw can disturb another.
"""

from collections.abc import Callable
from enum import IntEnum
from hashlib import blake2b
from math import exp, gamma, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.scenario import distributions as d

_MULTIPLIER = 0xD2B74407B1CE6E93
_WEYL = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF
_ROUNDS = 10
_LEAST = 2.0**-53  # of a uniform number

Draw = Callable[[float], float]


class Purpose(IntEnum):
    """What a random number decides; a value is never used for anything else."""

    GAP = 1
    HARD = 2
    NEEDS_AUTHORITY = 3
    AMOUNT = 4
    LABEL = 5
    FACTOR = 6
    TALK = 10
    WRAP = 11
    PATIENCE = 12
    SOLVE = 13
    RECOGNISE = 14
    BRIEFING = 15
    APPROVAL = 16
    GRANT = 17
    BALK = 18
    RETRY = 20
    RETRY_DELAY = 21
    RETRY_SWITCH = 22
    RETURN = 23
    RETURN_DELAY = 24
    RETURN_SWITCH = 25
    ABSENCE = 30
    SPREAD_SPEED = 31
    SPREAD_RESOLVES = 32
    NEWCOMER = 33
    DEFLECT = 40
    WRONGLY = 41
    ENGAGE = 42
    BOT = 43
    CONTAIN = 44
    MISROUTE = 45
    MISROUTE_TOPIC = 46
    FIND_OUT = 47
    ASK = 48
    REPLY = 49
    REPLY_DELAY = 50
    HOLD = 51
    HOLD_DELAY = 52
    FOLLOW_UP = 53
    CHASE = 54
    CHASE_DELAY = 55
    SILENT = 56
    CALLBACK = 57
    ANSWERED = 58
    MOVE = 60
    MIX = 61
    AGE = 62


Stream = tuple[int, ...]  # the keys of Philox's rounds


def stream(seed: int, replication: int, name: str) -> Stream:
    """The round keys of a named stream, from a 64-bit key."""
    text = f"{seed}/{replication}/{name}".encode()
    return round_keys(int.from_bytes(blake2b(text, digest_size=8).digest(), "little"))


def round_keys(key: int) -> Stream:
    """The key of each of Philox's rounds."""
    return tuple(key + turn * _WEYL & _MASK for turn in range(_ROUNDS))


def uniform(stream: Stream, entity: int, contact: int, leg: int, purpose: int) -> float:
    """A number strictly between 0 and 1: 52 bits of Philox at the counter (entity, contact, leg, purpose).

    `entity` may take 64 bits, `contact` 32, `leg` and `purpose` 16 each.
    """
    a, b = entity, contact << 32 | leg << 16 | purpose
    for key in stream:
        product = a * _MULTIPLIER
        a = (product >> 64) ^ key ^ b
        b = product & _MASK
    return ((a >> 12) + 0.5) * 2.0**-52


def uniforms(stream: Stream, entities: NDArray[Any], purpose: int) -> NDArray[np.float64]:
    """`uniform` for many entities at once, to the bit; contact and leg 0."""
    a = entities.astype(np.uint64)
    b = np.full_like(a, purpose)
    for key in stream:
        high, low = _multiply(a)
        a, b = high ^ np.uint64(key) ^ b, low
    return ((a >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def _multiply(a: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """The upper and lower 64 bits of a · multiplier."""
    half, low_half = np.uint64(32), np.uint64(0xFFFFFFFF)
    m_high, m_low = np.uint64(_MULTIPLIER >> 32), np.uint64(_MULTIPLIER & 0xFFFFFFFF)
    a_high, a_low = a >> half, a & low_half
    low = a_low * m_low
    middle = a_high * m_low + (low >> half)
    other = a_low * m_high + (middle & low_half)
    return a_high * m_high + (middle >> half) + (other >> half), a * np.uint64(_MULTIPLIER)


def inverse(distribution: d.Distribution) -> Draw:
    """The function that turns a uniform number into a value of the distribution."""
    match distribution:
        case d.Constant(value):
            return lambda u: value
        case d.Exponential(mean):
            return lambda u: -mean * log1p(-u)
        case d.Uniform(low, high):
            return lambda u: low + (high - low) * u
        case d.Triangular(low, mode, high):
            return _triangular(low, mode, high)
        case d.Erlang(mean, k):
            return _gamma(mean, float(k))
        case d.Gamma(mean, cv):
            return _gamma(mean, cv**-2)
        case d.Lognormal(mean, cv):
            return _lognormal(mean, cv)
        case d.Weibull(mean, cv):
            return _weibull(mean, cv)
        case d.Empirical(values):
            return lambda u: values[int(u * len(values))]
        case d.Mixture(parts):
            return _mixture(parts)


def _triangular(low: float, mode: float, high: float) -> Draw:
    width = high - low
    if width == 0:
        return lambda u: mode
    turn = (mode - low) / width
    return lambda u: low + sqrt(u * width * (mode - low)) if u < turn else high - sqrt((1 - u) * width * (high - mode))


def _gamma(mean: float, shape: float) -> Draw:
    from scipy.special import gammaincinv

    return lambda u: mean / shape * float(gammaincinv(shape, u))


def _lognormal(mean: float, cv: float) -> Draw:
    sigma = sqrt(log1p(cv * cv))
    mu = log(mean) - sigma * sigma / 2
    quantile = NormalDist(mu, sigma).inv_cdf
    return lambda u: exp(quantile(u))


def _weibull(mean: float, cv: float) -> Draw:
    shape = _weibull_shape(cv)
    scale = mean / gamma(1 + 1 / shape)
    return lambda u: scale * (-log1p(-u)) ** (1 / shape)


def _weibull_shape(cv: float) -> float:
    """The shape whose cv is the given one: 1 + cv² = Γ(1 + 2/k) / Γ(1 + 1/k)², which falls in k."""
    low, high = 0.05, 200.0
    for _ in range(200):
        k = sqrt(low * high)
        above = lgamma(1 + 2 / k) - 2 * lgamma(1 + 1 / k) > log1p(cv * cv)
        low, high = (k, high) if above else (low, k)
    return sqrt(low * high)


def _mixture(parts: tuple[tuple[float, d.Distribution], ...]) -> Draw:
    draws = [(share, inverse(part)) for share, part in parts if share > 0]

    def draw(u: float) -> float:
        for share, part in draws[:-1]:
            if u < share:
                return part(max(u / share, _LEAST))
            u -= share
        share, part = draws[-1]
        return part(min(max(u / share, _LEAST), 1 - 2.0**-52))

    return draw


def pick(shares: dict[str, float], u: float) -> str | None:
    """The value whose share of [0, 1) holds u, names sorted; None where the shares leave u over."""
    for name in sorted(shares):
        if u < shares[name]:
            return name
        u -= shares[name]
    return None

"""Uniform numbers from Philox2x64-10: streams by name, and the number at a counter."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import numpy as np
from numba.core import types
from numba.extending import intrinsic, overload
from numpy.typing import NDArray

from simsupport.compiled import COUNTS_NOTHING, entry

MULTIPLIER = 0xD2B74407B1CE6E93
WEYL = 0x9E3779B97F4A7C15
ROUNDS = 10
_MASK = 0xFFFFFFFFFFFFFFFF

Stream = tuple[int, ...]  # the keys of Philox's rounds


def stream(seed: int, replication: int, name: str) -> Stream:
    """The round keys of a named stream, from a 64-bit key."""
    text = f"{seed}/{replication}/{name}".encode()
    return round_keys(int.from_bytes(blake2b(text, digest_size=8).digest(), "little"))


def round_keys(key: int) -> Stream:
    """The key of each of Philox's rounds."""
    return tuple(key + turn * WEYL & _MASK for turn in range(ROUNDS))


def uniform(stream: Stream, entity: int, contact: int, leg: int, purpose: int) -> float:
    """A number strictly between 0 and 1: 52 bits of Philox at the counter (entity, contact, leg, purpose).

    `entity` may take 64 bits, `contact` 32, `leg` and `purpose` 16 each.
    """
    a, b = entity, contact << 32 | leg << 16 | purpose
    for key in stream:
        product = a * MULTIPLIER
        a = (product >> 64) ^ key ^ b
        b = product & _MASK
    return ((a >> 12) + 0.5) * 2.0**-52


def uniform_at(keys: NDArray[np.uint64], entity: int, contact: int, leg: int, purpose: int) -> float:
    """`uniform` for compiled code, to the bit: `keys` are the ten round keys of a stream."""
    return uniform(tuple(keys.tolist()), int(entity), int(contact), int(leg), int(purpose))


@overload(uniform_at, jit_options=COUNTS_NOTHING)
def _compiled_uniform_at(keys: Any, entity: Any, contact: Any, leg: Any, purpose: Any) -> Callable[..., float]:
    multiplier, half = np.uint64(MULTIPLIER), np.uint64(16)

    def compiled(keys: Any, entity: Any, contact: Any, leg: Any, purpose: Any) -> float:
        a = np.uint64(entity)
        b = ((np.uint64(contact) << half | np.uint64(leg)) << half) | np.uint64(purpose)
        for turn in range(ROUNDS):
            high, low = _upper_half(a, multiplier), a * multiplier
            a, b = high ^ keys[turn] ^ b, low
        return (np.float64(a >> np.uint64(12)) + 0.5) * 2.0**-52

    return compiled


def _product_above_64(typing: Any, a: Any, b: Any) -> Any:
    """The upper 64 bits of a product of two numbers of 64: one instruction, for which Python has no word."""

    def build(context: Any, builder: Any, signature: Any, factors: Any) -> Any:
        wide = context.get_value_type(types.uint64).__class__(128)
        first, second = (builder.zext(factor, wide) for factor in factors)
        upper = builder.lshr(builder.mul(first, second), wide(64))
        return builder.trunc(upper, context.get_value_type(types.uint64))

    return types.uint64(types.uint64, types.uint64), build


_upper_half: Any = intrinsic(_product_above_64)


def uniforms(stream: Stream, entities: NDArray[Any], purpose: int) -> NDArray[np.float64]:
    """`uniform` for many entities at once, to the bit; contact and leg 0."""
    return _uniforms(np.array(stream, np.uint64), entities.astype(np.uint64, copy=False), int(purpose))


@entry
def _uniforms(keys: NDArray[np.uint64], entities: NDArray[np.uint64], purpose: int) -> NDArray[np.float64]:
    found = np.empty(len(entities))
    for place in range(len(entities)):
        found[place] = uniform_at(keys, entities[place], 0, 0, purpose)
    return found


def uniforms_of(stream: Stream, entity: int, contacts: NDArray[np.int64], purpose: int) -> NDArray[np.float64]:
    """`uniform` for many contacts of an entity at once, to the bit; leg 0."""
    return _uniforms_of(np.array(stream, np.uint64), entity, contacts, int(purpose))


@entry
def _uniforms_of(
    keys: NDArray[np.uint64], entity: int, contacts: NDArray[np.int64], purpose: int
) -> NDArray[np.float64]:
    found = np.empty(len(contacts))
    for place in range(len(contacts)):
        found[place] = uniform_at(keys, entity, contacts[place], 0, purpose)
    return found

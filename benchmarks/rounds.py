"""Timing in turns: what disturbs a machine for a while disturbs all programs alike."""

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Generic, TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True)
class Timed(Generic[Found]):
    """How long a program took, in seconds, and what it returned."""

    seconds: float
    found: Found


@dataclass(frozen=True)
class Ratios:
    """A ratio round by round: its median counts."""

    each: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.each)

    def __str__(self) -> str:
        return f"{self.median:.3g} × ({min(self.each):.3g} to {max(self.each):.3g})"


def in_turns(programs: Mapping[str, Callable[[int], Found]], rounds: int) -> dict[str, list[Timed[Found]]]:
    """Runs every program once in every round, another one first each time; the number of the round is its seed."""
    names = list(programs)
    times: dict[str, list[Timed[Found]]] = {name: [] for name in names}
    for seed in range(rounds):
        first = seed % len(names)
        for name in names[first:] + names[:first]:
            times[name].append(_timed(programs[name], seed))
    return times


def ratios(dividends: list[float], divisors: list[float]) -> Ratios:
    """Round by round; both took place in the same rounds."""
    return Ratios(tuple(one / other for one, other in zip(dividends, divisors, strict=True)))


def _timed(program: Callable[[int], Found], seed: int) -> Timed[Found]:
    gc.collect()
    gc.freeze()  # what others have left is not searched for garbage on this program's time
    start = perf_counter()
    found = program(seed)
    seconds = perf_counter() - start
    gc.unfreeze()
    return Timed(seconds, found)

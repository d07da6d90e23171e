"""The points of a Poisson process (R4), by inverting its cumulative rate: compiled, for there may be millions."""

from math import log1p

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import Purpose, Stream, uniform_at
from simsupport.compiled import entry
from simsupport.scenario.timeline.rates import Numbers, Rates, Ticks

Places = NDArray[np.int32]

_TOO_SMALL = -1


def points(rates: Rates, per_tick: Numbers, key: Stream, first: int) -> tuple[Ticks, Places]:
    """The ticks of the points, in order, and the interval of each; the gap before the k-th is drawn by `first` + k."""
    cumulative = np.concatenate([[0.0], np.cumsum(per_tick * (rates.ends - rates.starts))])
    size, number = int(cumulative[-1] + 6 * cumulative[-1] ** 0.5 + 16), _TOO_SMALL
    while number == _TOO_SMALL:
        ticks, places = np.empty(size, np.int64), np.empty(size, np.int32)
        keys = np.array(key, np.uint64)
        number = _fill(ticks, places, keys, first, rates.starts, rates.ends, per_tick, cumulative)
        size *= 2
    return ticks[:number], places[:number]


@entry
def _fill(
    ticks: Ticks,
    places: Places,
    keys: NDArray[np.uint64],
    first: int,
    starts: Ticks,
    ends: Ticks,
    per_tick: Numbers,
    cumulative: Numbers,
) -> int:
    """Writes the points interval by interval; returns how many there are, or that there is no room for them."""
    number, point = 0, -log1p(-uniform_at(keys, first, 0, 0, Purpose.GAP))
    for place in range(len(per_tick)):
        low, high, start, rate = cumulative[place], cumulative[place + 1], starts[place], per_tick[place]
        while point < high:
            if number == len(ticks):
                return _TOO_SMALL
            ticks[number] = min(np.int64(np.rint(start + (point - low) / rate)), ends[place] - 1)
            places[number] = place
            number += 1
            point -= log1p(-uniform_at(keys, first + number, 0, 0, Purpose.GAP))
    return number

"""What samples see: which spans last at the ticks at which a state is looked at."""

from typing import TYPE_CHECKING

from simsupport.measures.dimensions import boundaries
from simsupport.measures.groups import rows_where
from simsupport.measures.ranges import ranges
from simsupport.measures.ruler import Ruler
from simsupport.measures.runs import NEVER

if TYPE_CHECKING:
    from simsupport.measures.arrays import Array
    from simsupport.measures.legs import Legs
    from simsupport.scenario.wall_clock import WallClock


def within_spans(start: "Array", end: "Array", among: "Array", samples: "Array") -> tuple["Array", "Array"]:
    """The samples at which spans last: each span's row and the place of the sample, pair by pair."""
    ruler = Ruler(samples)
    rows = rows_where(lambda *block: block[2] & ruler.may_pass(block[0], block[1]), start, end, among)
    return ranges(rows, ruler.passed(start[rows]), ruler.passed(end[rows]))


class Waiting:
    """The legs that wait for the desk, as samples at several steps see them."""

    def __init__(self, legs: "Legs", clock: "WallClock") -> None:
        self._legs = legs
        self._clock = clock
        self._seen: dict[int, tuple[Array, Array]] = {}

    def seen(self, step: int) -> tuple["Array", "Array"]:
        """Which legs each sample sees: legs and places of samples, pair by pair; the first is the warm-up's end."""
        if step not in self._seen:
            legs, samples = self._legs, boundaries(self._clock, step)
            waits = legs.human & (legs.waits_from != NEVER)
            self._seen[step] = within_spans(legs.waits_from, legs.waited_until, waits, samples)
        return self._seen[step]

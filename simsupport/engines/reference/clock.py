"""Time in the reference engine: SimPy's clock, with the order of events within a tick made explicit (R2)."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, TypeVarTuple

import simpy

Order = tuple[int, ...]


class Phase(IntEnum):
    """What happens in which order within a tick (R2)."""

    BOOKKEEPING = 0  # SimPy's own: processes start and end
    END = 1
    LEAVE = 2
    CLOSE = 3
    COME = 4
    OPEN = 5
    CLEAR = 6
    ARRIVE = 7
    DISPATCH = 8
    PATIENCE = 9
    LIMIT = 10
    DISPATCH_AGAIN = 11


_FIRST: Any = (Phase.BOOKKEEPING,)
_Args = TypeVarTuple("_Args")


class Moment(simpy.Event):
    """An event at a tick and phase; ties go by numbers such as (issue, contact, leg) or the agent's id."""

    def __init__(self, clock: "Clock", then: Callable[..., object] | None, args: tuple[Any, ...]) -> None:
        self.env = clock
        self.callbacks = [_happen] if then else []
        self.then, self.args = then, args
        self._ok = True
        self._value = None

    def cancel(self) -> None:
        """It will not happen."""
        if self.callbacks is not None:
            self.callbacks = []


def _happen(moment: Any) -> None:
    moment.then(*moment.args)


class Clock(simpy.Environment):
    """An environment that knows the order of R2; whatever SimPy schedules itself comes first in its tick."""

    @property
    def now(self) -> int:
        """The present tick."""
        return self._now  # type: ignore[return-value]  # whole, since it starts at 0 and delays are whole

    def schedule(self, event: simpy.Event, priority: Any = None, delay: float = 0) -> None:
        super().schedule(event, _FIRST, delay)

    def at(
        self, tick: int, phase: Phase, ties: Order, then: Callable[[*_Args], object] | None, *args: *_Args
    ) -> Moment:
        """Let something happen, with these arguments, at a tick in its phase."""
        assert tick >= self._now, "time does not run backwards"
        moment = Moment(self, then, args)
        super().schedule(moment, (phase, *ties), tick - self._now)  # type: ignore[arg-type]  # more than a number
        return moment

    def after(self, delay: int, phase: Phase, ties: Order, then: Callable[[*_Args], object], *args: *_Args) -> Moment:
        """Let something happen after a delay, which takes at least a tick (R1)."""
        return self.at(self.now + max(1, delay), phase, ties, then, *args)

    def moment(self, tick: int, phase: Phase, *ties: int) -> Moment:
        """What a process can wait for."""
        return self.at(tick, phase, ties, None)

"""What is made of a scenario once and serves all its replications."""

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import Any, TypeVar, TypeVarTuple
from weakref import finalize

Scenario = TypeVar("Scenario")  # known by name to those who import this: it knows no language
Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

_kept: dict[int, dict[Any, Any]] = {}  # by the scenario's identity: frozen as it is, a dict in it has no hash
_lock = RLock()  # what is made may need what else is kept


def once(function: Callable[[Scenario, *Arguments], Result]) -> Callable[[Scenario, *Arguments], Result]:
    """Keep what a function makes of a scenario and further hashable arguments, as long as the scenario lives.

    It is the same object each time, in all threads, so nobody may change it.
    """

    @wraps(function)
    def made(scenario: Scenario, *arguments: *Arguments) -> Result:
        with _lock:
            found = _kept.get(id(scenario))
            if found is None:
                found = _kept[id(scenario)] = {}
                finalize(scenario, _kept.pop, id(scenario), None)
            key = function, arguments
            if key not in found:
                found[key] = function(scenario, *arguments)
            result: Result = found[key]
            return result

    return made

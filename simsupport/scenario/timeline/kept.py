"""What is made of a scenario once and serves all its replications."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from weakref import finalize

from simsupport.scenario.models import Scenario

Function = TypeVar("Function", bound=Callable[..., Any])

_kept: dict[int, dict[Any, Any]] = {}  # by the scenario's identity: frozen as it is, a dict in it has no hash


def once(function: Function) -> Function:
    """Keep what a function makes of a scenario and further hashable arguments, as long as the scenario lives.

    It is the same object each time, so nobody may change it.
    """

    @wraps(function)
    def made(scenario: Scenario, *arguments: Any) -> Any:
        found = _kept.get(id(scenario))
        if found is None:
            found = _kept[id(scenario)] = {}
            finalize(scenario, _kept.pop, id(scenario), None)
        key = function, arguments
        if key not in found:
            found[key] = function(scenario, *arguments)
        return found[key]

    return cast(Function, made)

"""A discrete-event simulator of support desks.

A few verbs over a few nouns: `load` a Scenario, `sample_demand` for it, `simulate` to a Log, `measure` the log;
`run` does it for many scenarios and replications, and `compare` sets the results side by side,
`rank` says which is likely the best, and `select` runs them until that is decided.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from simsupport.version import __version__ as __version__

if TYPE_CHECKING:
    from simsupport.compare import compare
    from simsupport.demand import Demand, sample_demand
    from simsupport.engines import simulate
    from simsupport.errors import ScenarioError
    from simsupport.experiment import run
    from simsupport.log import Log
    from simsupport.measures import measure
    from simsupport.ranking import rank
    from simsupport.scenario import load
    from simsupport.scenario.models import Scenario
    from simsupport.selection import select
    from simsupport.sensitivity import sensitivity
    from simsupport.sweep import sweep

__all__ = [
    "Demand", "Log", "Scenario", "ScenarioError", "compare", "load", "measure", "rank", "run", "sample_demand",
    "select", "sensitivity", "simulate", "sweep",
]  # fmt: skip

_HOMES = {
    "Demand": "simsupport.demand",
    "Log": "simsupport.log",
    "Scenario": "simsupport.scenario.models",
    "ScenarioError": "simsupport.errors",
    "compare": "simsupport.compare",
    "load": "simsupport.scenario",
    "measure": "simsupport.measures",
    "rank": "simsupport.ranking",
    "run": "simsupport.experiment",
    "sample_demand": "simsupport.demand",
    "select": "simsupport.selection",
    "sensitivity": "simsupport.sensitivity",
    "simulate": "simsupport.engines",
    "sweep": "simsupport.sweep",
}


class _Package(ModuleType):
    """Keeps public names apart from modules of the same name, such as the verb and the module `compare`."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _HOMES or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: `import simsupport` alone loads nothing heavy."""
    if name not in _HOMES:
        raise AttributeError(f"module 'simsupport' has no attribute '{name}'")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


sys.modules[__name__].__class__ = _Package

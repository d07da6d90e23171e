"""Two engines behind one function: the same scenario and demand give the same log, row for row."""

from simsupport.demand import Demand, label_values
from simsupport.engines.routers import Router
from simsupport.errors import SimsupportError, nearest
from simsupport.log import Log
from simsupport.scenario.models import Scenario

ENGINES = ("fast", "reference")
DEFAULT = "fast"


def named(engine: str | None, default: str = DEFAULT) -> str:
    """The engine that is meant; raises SimsupportError for one that there is not."""
    name = default if engine is None else engine
    if name not in ENGINES:
        raise SimsupportError(f"'{name}' is not an engine{nearest(name, ENGINES)}: use {', '.join(ENGINES)}")
    return name


def simulate(
    scenario: Scenario,
    demand: Demand,
    engine: str | None = None,
    shuffle: int | None = None,
    router: Router | None = None,
) -> Log:
    """What happens to the issues of a demand at a desk.

    `engine` is "fast" (compiled), or "reference" (SimPy, slower to be read and traced).
    `router` is a policy of one's own that pairs legs and agents in the place of R10, see `simsupport.engines.routers`.
    `shuffle` is a seed for the order in which the reference engine starts its processes; the log does not depend on
    it (R2). With one of these the engine is "reference", else by default "fast". Raises SimsupportError for an engine
    that there is not or that can't do what is asked, for a demand drawn for another scenario, and for a router that
    returns what it was not shown.
    """
    of_reference = router is not None or shuffle is not None
    engine = named(engine, "reference" if of_reference else DEFAULT)
    if engine == "fast" and of_reference:
        raise SimsupportError("a router or a shuffle needs the engine 'reference', which is Python throughout")
    lines = sorted(line.name for line in scenario.lines)
    if (demand.line_names, demand.label_values) != (lines, label_values(scenario)):
        raise SimsupportError(f"the demand was drawn for other lines or labels than those of '{scenario.name}'")
    if engine == "fast":
        from simsupport.engines.fast import simulate as simulate_fast

        return simulate_fast(scenario, demand)
    from simsupport.engines.reference import simulate as simulate_by_reference

    return simulate_by_reference(scenario, demand, shuffle, router)

"""The fast engine: a scenario lowered to tables of numbers, and a kernel that Numba compiles.

Read tables and state (what there is) and world (how it is reached), then kernel (what happens next), dispatch,
entrance, customers, machines, talks, turns, callbacks, endings, floor, queues, pace, chances, facts (each rule once, by
number), then pools, agenda, waiting and ready, the data structures, and rooms, which lets a table grow. lowering makes
the tables, rows the log; lean says what is left out where no rule needs it; plain runs the kernel as Python, for tests.
It shares nothing with the reference engine that decides anything, and must give the same log, tick for tick.
"""

from simsupport.demand import Demand
from simsupport.log import Log
from simsupport.scenario.models import Scenario


def simulate(scenario: Scenario, demand: Demand) -> Log:
    """The log of one replication."""
    from simsupport.engines.fast.kernel import DONE, run, run_lean
    from simsupport.engines.fast.lean import is_lean
    from simsupport.engines.fast.lowering import desk, issues, people
    from simsupport.engines.fast.rooms import roomier
    from simsupport.engines.fast.rows import log
    from simsupport.engines.fast.state import fresh_state
    from simsupport.engines.fast.world import Tables

    given, kinds = issues(scenario, demand)
    there, teams = people(scenario, demand.seed, demand.replication)
    lowered = desk(scenario, kinds)
    tables = Tables(lowered, given, there, fresh_state(lowered, given, there, len(teams)))
    play = run_lean if is_lean(lowered) else run
    while (lacking := play(tables.world())) != DONE:
        tables = roomier(tables, lacking)
    return log(demand, tables.state, teams)

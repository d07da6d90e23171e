"""The reference engine: SimPy, and the model's readable text. Read clock, nouns, queues, floor, entrance,
customers, talks, in this order, then what not every desk has: approvals, turns, machines, callbacks, blending; each
rule stands once, by number.
"""

from simsupport.demand import Demand
from simsupport.engines.reference.desk import Desk
from simsupport.engines.routers import Router
from simsupport.log import Log
from simsupport.scenario.models import Scenario


def simulate(scenario: Scenario, demand: Demand, shuffle: int | None = None, router: Router | None = None) -> Log:
    """The log of one replication."""
    return Desk(scenario, demand, router).run(shuffle)

"""The reference engine: SimPy, and the model's readable text. Read clock, nouns, queues, floor, entrance,
customers, talks, in this order; each rule stands once, by number.
"""

from simsupport.demand import Demand
from simsupport.engines.reference.desk import Desk
from simsupport.log import Log
from simsupport.scenario.models import Scenario


def simulate(scenario: Scenario, demand: Demand, shuffle: int | None = None) -> Log:
    """The log of one replication."""
    return Desk(scenario, demand).run(shuffle)

"""Loyalty: how many customers leave over their issues, how many stay for a year, and what one is worth.

How issues fall to customers is not known: they are spread evenly, so that a customer's share of staying is the product
over all issues, to the power of years and customers.
"""

import numpy as np

from simsupport import units
from simsupport.measures.arrays import Array, Pair
from simsupport.measures.formula import Measure, View, ratio
from simsupport.measures.opinions import Opinions
from simsupport.measures.satisfaction import asked, over

YEAR = 365.25 * units.DAY
_SURELY = 1 - 1e-15


def leaves(opinions: Opinions) -> Array:
    """The probability that the customer leaves over the issue."""
    given, journeys = opinions.facts.scenario.experience.churn, opinions.journeys
    solved = np.where(journeys.further == 0, given.at_once, given.later)
    return given.carried_out * np.where(journeys.solved, solved, given.unresolved)


_stays = asked.sum(lambda o: np.log1p(-np.minimum(leaves(o), _SURELY)), lambda o: o.counts)


def _retention(view: View) -> Array:
    """The share of customers who are still there after a year like this; NaN where their number is not known."""
    scenario = view.facts.scenario
    if scenario.value.customers is None:
        return np.full(view.grouping.size, np.nan)
    years = view.grouping.elapsed / YEAR
    return (1 - scenario.experience.churn.base) * np.exp(_stays.sums(view) / (scenario.value.customers * years))


def _lifetime_value(view: View) -> Array:
    """Margin × r / (1 + d − r): the margins of all years to come, each worth less the later (after Gupta et al.,
    Journal of Service Research 9, 2006).
    """
    value, stays = view.facts.scenario.value, _retention(view)
    lost = 1 + value.discount - stays
    margin = np.nan if value.margin_per_customer is None else value.margin_per_customer
    found: Array = np.divide(margin * stays, lost, out=np.full(len(stays), np.nan), where=lost > 0)
    return found


def _statistic(values: Array) -> Pair:
    known = ~np.isnan(values)
    return np.where(known, values, 0.0), known.astype(float)


MEASURES: tuple[Measure, ...] = (
    ratio("churn", "1",
          "customers who leave over their issue, the probability of each in the mean / issues as for csat",
          asked.sum(leaves, lambda o: o.counts), over),
    Measure("retention", "1",
            "customers still there after a year with such issues; without value.customers it is not known",
            "statistic", ("week", "month"), lambda view: _statistic(_retention(view)),
            none="value.customers is not stated"),
    Measure("clv", "money",
            "lifetime value of a customer: yearly margin x r / (1 + discount - r), r the retention; without "
            "value.customers and value.margin_per_customer it is not known",
            "statistic", ("week", "month"), lambda view: _statistic(_lifetime_value(view)),
            none="value.customers or value.margin_per_customer is not stated, or nobody ever leaves"),
)  # fmt: skip

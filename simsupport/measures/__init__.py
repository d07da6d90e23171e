"""Figures are pure functions of the log (R24): `measure(log, by=["channel"])` gives a tidy table, one row per group
and measure.

Every figure is a numerator over a denominator, and both stand beside it: `value = numerator / denominator`.

- A *ratio* has its sums. Over replications, and over groups, take the ratio of the sums, never the mean of ratios.
- An *amount* (offered, paid_hours, cost) has the denominator 1, so that the same rule gives its mean over
  replications. Over groups amounts add up.
- A *statistic* (a percentile, a longest wait) is its own numerator over 1, or 0 over 0 where there is nothing to rank,
  and can't be pooled over groups. Over replications a percentile is that of all their contacts together, with an
  interval by Woodruff's method; a longest wait has a mean.
- Where the denominator is 0 the value is NaN, never 0 or 1.

Contacts go by their arrival, issues by their creation, replies by their own tick; agents' time, waiting, giving up and
costs by the time at which they happen. What lies in the warm-up is left out, and so is whoever came before the start:
the backlog that waits then is backlog and queue, but nobody's contact or issue. Times are in seconds or hours (s, h),
shares lie between 0 and 1 (unit 1), money is in the scenario's currency.

Contacts are offered when they come to the desk: those that the bot contains are counted apart, and an issue that
self-service deflects has no contact yet; both are solved if that holds, if nobody comes back about it. Turns,
transfers, follow-up work, the pieces of a talk that was put aside and a chaser are parts of one contact. It is answered
when a human first talks; a call back that finds nobody is no answer. Work that stays when its customer has given up is
dead: it takes time, but nobody waits for it.

Dimensions are channel, topic, team, label.NAME, and intervals by the clock of the calendar's zone: quarter_hour (0 to
95), half_hour (0 to 47), hour (0 to 23), day (2026-03-02), day_of_week (mon to sun), weekend (true or false), week
(2026-W10), month (2026-03); sla_compliance has target too. A contact's team is the one that took its first leg with a
human, else the first of its route; an issue has the channel, topic and team of its first contact. A group is there
for every name in the scenario and every interval of the horizon, though nothing happened in it. A measure that a
dimension does not apply to is left out of that breakdown.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simsupport import units
from simsupport.measures.dimensions import INTERVALS, UnknownNameError, breakdown

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.log import Log
    from simsupport.measures.formula import Measure, View

__all__ = ["UnknownNameError", "measure", "measure_all"]


def measure(
    log: "Log", by: str | Sequence[str] = (), names: Iterable[str] | None = None, *, window: int = units.WEEK
) -> "pd.DataFrame":
    """The figures of a log, broken down by dimensions.

    Returns a table with a column for each dimension of `by`, then `measure`, `value`, `numerator` and `denominator`;
    all measures that can be broken down so, or those of `names`, in the order of the catalogue. `window` (ticks) is
    that of fcr_window. Raises UnknownNameError for a dimension or a measure that there is not.
    """
    return measure_all(log, [(by,) if isinstance(by, str) else by], names, window=window)[0].drop(columns="sample")


def measure_all(
    log: "Log", breakdowns: Iterable[Sequence[str]], names: Iterable[str] | None = None, *, window: int = units.WEEK
) -> "list[pd.DataFrame]":
    """The figures of a log by several breakdowns: for each a table as `measure` returns it.

    One column more, `sample`, holds what it takes to pool percentiles over replications (see `pooling`).
    """
    from simsupport.measures.catalogue import applies, chosen
    from simsupport.measures.facts import Facts
    from simsupport.measures.formula import View

    facts, measures = Facts(log, window), chosen(names)
    tables = []
    for given in breakdowns:
        by = breakdown(given, [*facts.values, *INTERVALS])
        view = View(facts, facts.grouping(by))
        tables.append(_table(view, [each for each in measures if applies(each, by)]))
    vars(facts).clear()  # its tables know it: all would stay in memory until Python looks for such circles
    return tables


def _table(view: "View", measures: "list[Measure]") -> "pd.DataFrame":
    """The tidy table: measure by measure, group by group."""
    import numpy as np
    import pandas as pd

    from simsupport.measures.formula import value

    pairs, samples = [], []
    for each in measures:  # a percentile ranks its values once for both
        pairs.append(each.formula(view))
        samples += each.samples(view)
    numerator = np.concatenate([np.empty(0), *(pair[0] for pair in pairs)])
    denominator = np.concatenate([np.empty(0), *(pair[1] for pair in pairs)])
    keys = view.grouping.keys(tuple(each.name for each in measures))
    rest = {"value": value((numerator, denominator)), "numerator": numerator, "denominator": denominator}
    return pd.DataFrame({**keys, **rest, "sample": np.array(samples, object)})

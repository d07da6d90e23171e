"""The results of an experiment: tidy tables of figures, and their summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simsupport.errors import SimsupportError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from simsupport.scenario.models import Scenario

    Stack = tuple[pd.DataFrame, NDArray[np.float64], NDArray[np.float64]]  # keys, numerators, denominators

Breakdown = tuple[str, ...]

FIGURES = ("value", "numerator", "denominator")
KEPT = (*FIGURES, "sample")  # what a replication hands over of each figure


@dataclass(frozen=True)
class Results:
    """The figures of an experiment. `tables` has one table for each breakdown, () being over all.

    `pilot` is the number of first replications after which others were added for precision (None without).
    """

    scenarios: tuple["Scenario", ...]
    replications: int
    seed: int
    engine: str
    tables: dict[Breakdown, "pd.DataFrame"]
    pilot: int | None = None

    def __repr__(self) -> str:
        names = ", ".join(scenario.name for scenario in self.scenarios)
        by = "".join(f", by {', '.join(breakdown)}" for breakdown in self.tables if breakdown)
        return f"<Results of {names}; replications: {self.replications}, seed: {self.seed}{by}>"

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """All figures in one tidy table: scenario, replication, dimensions, measure, value, numerator, denominator.

        A dimension that a row is not broken down by is missing there.
        """
        import pandas as pd

        dimensions = list(dict.fromkeys(dimension for by in self.tables for dimension in by))
        together = pd.concat([_nullable(table, by) for by, table in self.tables.items()], ignore_index=True)
        return together[["scenario", "replication", *dimensions, "measure", *FIGURES]]

    def table(self, by: str | Sequence[str] = ()) -> "pd.DataFrame":
        """The figures of one breakdown, replication by replication; it must be one that was asked for in `run`.

        Beside what `figures` has stands `sample`: what it takes to pool a percentile (`simsupport.measures.pooling`).
        """
        wanted = (by,) if isinstance(by, str) else tuple(by)
        for known, table in self.tables.items():
            if sorted(known) == sorted(wanted):
                return table
        there = "; ".join(", ".join(known) or "over all" for known in self.tables)
        raise SimsupportError(f"there are no figures by {', '.join(wanted)}, only: {there} (give run more in `by`)")

    def stacked(self, by: str | Sequence[str] = ()) -> "Stack":
        """The figures of one breakdown as `stacked` has them; pooling takes its time and is done once."""
        table = self.table(by)
        if id(table) not in self._stacks:
            self._stacks[id(table)] = stacked(table, self.replications)
        keys, numerator, denominator = self._stacks[id(table)]
        return keys.copy(), numerator, denominator

    @cached_property
    def _stacks(self) -> "dict[int, Stack]":
        """By the table's identity: it lives as long as these results."""
        return {}

    def summary(self, by: str | Sequence[str] = (), level: float = 0.95) -> "pd.DataFrame":
        """Each figure over the replications: scenario, dimensions, measure, unit, mean, low, high, replications.

        The mean is the ratio of sums, a percentile that of all replications' contacts together; low and high bound its
        interval of confidence at the level (NaN for a single replication), see `simsupport.measures.intervals`. Raises
        SimsupportError for a breakdown not run.
        """
        from simsupport.measures.intervals import estimate

        keys, numerator, denominator = self.stacked(by)
        found = estimate(numerator, denominator, level, self.pilot)
        keys["unit"] = units_of(keys["measure"])
        return keys.assign(mean=found.mean, low=found.low, high=found.high, replications=found.replications)


def _nullable(table: "pd.DataFrame", by: Breakdown) -> "pd.DataFrame":
    """The table with whole numbers and truth values that may be missing, so that they stay what they are."""
    kinds = {"i": "Int64", "b": "boolean"}
    return table.astype({name: kinds[table[name].dtype.kind] for name in by if table[name].dtype.kind in kinds})


def stacked(table: "pd.DataFrame", replications: int) -> "Stack":
    """The keys of a table's figures, and numerators and denominators: a row per figure, a column per replication.

    Those of percentiles are pooled, so that the ratio of their sums is the pooled percentile.
    """
    import numpy as np

    from simsupport.measures.pooling import NOTHING, pooled

    keys = [name for name in table.columns if name not in ("replication", *KEPT)]
    row = table.groupby(keys, sort=False, dropna=False).ngroup().to_numpy()
    firsts = table[keys].drop_duplicates(ignore_index=True)
    place = (row, table["replication"].to_numpy())
    numerator, denominator = np.full((2, len(firsts), replications), np.nan)
    numerator[place] = table["numerator"].to_numpy()
    denominator[place] = table["denominator"].to_numpy()
    samples = np.full((len(firsts), replications), NOTHING, object)
    samples[place] = table.get("sample", NOTHING)  # a table made by hand may have none
    for figure in np.flatnonzero((samples != NOTHING).any(axis=1)):
        numerator[figure], denominator[figure] = pooled(samples[figure])
    return firsts, numerator, denominator


def units_of(names: "pd.Series[str]") -> "pd.Series[str]":
    """The unit of each measure."""
    from simsupport.measures.catalogue import CATALOGUE

    return names.map({name: measure.unit for name, measure in CATALOGUE.items()})

"""The rows of a table that a picture is about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from simsupport.errors import SimsupportError, nearest
from simsupport.scenario.weekly import WEEKDAYS

if TYPE_CHECKING:
    import pandas as pd

HOURS = range(24)


def value_of(table: "pd.DataFrame") -> str:
    """Where a table has its figures: `mean` of a summary, `value` of a measured log."""
    return "mean" if "mean" in table.columns else "value"


def check_columns(table: "pd.DataFrame", columns: Sequence[str]) -> None:
    """Raise SimsupportError for a table of another kind, and say which it should be."""
    missing = [name for name in columns if name not in table.columns]
    if missing:
        there = ", ".join(map(str, table.columns))
        raise SimsupportError(f"the table has no {', '.join(missing)}, only {there}: give `run` and `summary` the `by`")


def of_measure(table: "pd.DataFrame", measure: str, by: Sequence[str] = ()) -> "pd.DataFrame":
    """The rows of a measure, broken down by dimensions. Raises SimsupportError for a table that is not so."""
    check_columns(table, ["measure", value_of(table), *by])
    return table[table["measure"] == measure]


def of_scenario(table: "pd.DataFrame", scenario: str | None) -> "pd.DataFrame":
    """The rows of one scenario, which need not be named if it is the only one."""
    if "scenario" not in table.columns:
        return table
    there = [str(name) for name in table["scenario"].drop_duplicates()]
    if scenario is None and len(there) > 1:
        raise SimsupportError(f"the table has {len(there)} scenarios: name one of them, as in scenario='{there[0]}'")
    if scenario is not None and scenario not in there:
        raise SimsupportError(f"'{scenario}' is not a scenario of the table{nearest(scenario, there)}")
    return table if scenario is None else table[table["scenario"] == scenario]


def unit_of(measure: str) -> str:
    """The unit of a measure; raises SimsupportError if there is no such."""
    from simsupport.measures.catalogue import chosen

    return chosen([measure])[0].unit


def of_week(table: "pd.DataFrame", column: str) -> "pd.DataFrame":
    """A column as a table of 7 days and 24 hours."""
    pivoted = table.pivot_table(column, "day_of_week", "hour", "first", observed=True, dropna=False)
    return pivoted.reindex(index=list(WEEKDAYS), columns=list(HOURS))

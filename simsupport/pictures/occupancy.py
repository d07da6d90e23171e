"""Who is busy when: occupancy by team and hour of the day, as a heat map."""

from typing import TYPE_CHECKING

from simsupport.pictures import look, tables
from simsupport.pictures.grid import heat_map

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BY = ("team", "hour")


def occupancy(
    table: "pd.DataFrame", ax: "Axes", measure: str = "occupancy", scenario: str | None = None
) -> "Axes":  # fmt: skip
    """A field for each team and hour of the day.

    `table` is a summary by team and hour, or what `measure` gives by them; `scenario` names one if it has several, and
    `measure` may be any other that teams have (utilisation, shrinkage). Hours at which nobody is there are pale.
    Raises SimsupportError for another table.
    """
    unit = tables.unit_of(measure)
    rows = tables.of_scenario(tables.of_measure(table, measure, BY), scenario)
    value = tables.value_of(table)
    if not rows[value].notna().any():
        return look.nothing(ax, f"there is no {measure.replace('_', ' ')} at any hour")
    teams = [str(team) for team in rows["team"].drop_duplicates()]
    values = rows.pivot_table(value, "team", "hour", "first", observed=True, dropna=False)
    values = values.reindex(index=teams, columns=list(tables.HOURS))
    return heat_map(ax, values.to_numpy(float), look.names(teams, 24), list(map(str, tables.HOURS)), measure, unit)

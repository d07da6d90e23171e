"""A measure by hour of the week, as a heat map: when does it go well, when not?"""

from typing import TYPE_CHECKING

from simsupport.pictures import look, tables
from simsupport.pictures.grid import heat_map
from simsupport.scenario.weekly import WEEKDAYS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

BY = ("day_of_week", "hour")


def week(
    table: "pd.DataFrame", ax: "Axes", measure: str = "service_level", scenario: str | None = None
) -> "Axes":  # fmt: skip
    """A field for each hour of the week, a day in each row.

    `table` is a summary by day_of_week and hour, or what `measure` gives by them; `scenario` names one if it has
    several. Hours with nothing to measure are pale. Raises SimsupportError for another table.
    """
    unit = tables.unit_of(measure)
    rows = tables.of_scenario(tables.of_measure(table, measure, BY), scenario)
    values = tables.of_week(rows, tables.value_of(table)).to_numpy(float)
    if not len(rows) or not (values == values).any():
        return look.nothing(ax, f"there is no {measure.replace('_', ' ')} at any hour of the week")
    return heat_map(ax, values, [day.capitalize() for day in WEEKDAYS], list(map(str, tables.HOURS)), measure, unit)

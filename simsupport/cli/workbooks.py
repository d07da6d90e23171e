"""What a workbook holds (`--excel`): the planner's figures, over all, by channel and by interval, and differences."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from simsupport import workbook
from simsupport.cli import breakdown
from simsupport.cli.endings import FAILED, Ending
from simsupport.measures.dimensions import INTERVALS
from simsupport.tables import planner

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.cli.options import Options
    from simsupport.experiment import Results

BY_INTERVAL = ("day_of_week", "hour")
OVER_ALL = planner.MEASURES
BY_GROUP = (*breakdown.MEASURES, "backlog")
MEASURES = tuple(dict.fromkeys((*OVER_ALL, *BY_GROUP)))
CHARTED = ("sla_compliance", "service_level", "first_response_time_p90", "cost")
CHARTED_BY_GROUP = ("service_level", "offered", "backlog", "occupancy")


def breakdowns(options: "Options") -> list[tuple[str, ...]]:
    """What an experiment is to be broken down by for its workbook."""
    return [(), planner.BY_CHANNEL, *_of_groups(options).values()]


def _of_groups(options: "Options") -> dict[str, tuple[str, ...]]:
    """The breakdowns of sheets beside the one by channel: what was asked for, and an interval in any case."""
    if any(dimension in INTERVALS for dimension in options.by):
        return {"by interval": options.by}
    by: dict[str, tuple[str, ...]] = {"by interval": BY_INTERVAL}
    if options.by and options.by != planner.BY_CHANNEL:
        by[f"by {', '.join(options.by)}"] = options.by
    return by


def write(results: "Results", options: "Options") -> None:
    """Write the workbook that the options name; it ends the run with exit code 1 if that can't be done."""
    try:
        workbook.write(str(options.excel), pages(results, options))
    except OSError as error:
        raise Ending(f"the workbook '{options.excel}' can't be written: {error.strerror or error}", FAILED) from error


def pages(results: "Results", options: "Options") -> list[workbook.Page]:
    """Its sheets."""
    from simsupport.scenario import resolved

    note = planner.footer(results, options.level)
    summary = _selected(results, OVER_ALL, ()).summary((), options.level)
    found: list[workbook.Page] = [workbook.Side("summary", _ordered(summary, OVER_ALL), "mean", CHARTED, note)]
    found.append(_grouped("by channel", results, planner.BY_CHANNEL, planner.RESPONSE, (), options))
    for name, by in _of_groups(options).items():
        found.append(_grouped(name, results, by, BY_GROUP, CHARTED_BY_GROUP if name == "by interval" else (), options))
    if len(results.scenarios) > 1:
        found.append(_differences(results, options))
    return [*found, workbook.Settings("scenario", {one.name: resolved(one) for one in results.scenarios})]


def _grouped(
    name: str, results: "Results", by: Sequence[str], names: Sequence[str], charted: Sequence[str], options: "Options"
) -> workbook.Long:
    """Figures of groups, those of which there is any."""
    table = _ordered(_selected(results, names, by).summary(by, options.level), names)
    order = {scenario.name: place for place, scenario in enumerate(results.scenarios)}
    table = table.sort_values("scenario", key=lambda column: column.map(order), kind="stable")
    return workbook.Long(name, table, by, "mean", charted)


def _differences(results: "Results", options: "Options") -> workbook.Side:
    """What the others differ in from the first scenario."""
    from simsupport.compare import SIMULTANEOUS, compare

    base = results.scenarios[0].name
    table = _ordered(compare(_selected(results, OVER_ALL, ()), base, (), options.level), OVER_ALL)
    note = f"Differences from {base}, in pairs under the same chance; those of shares are percentage points. "
    note += f"The half widths are each for one figure alone; over all options together: {SIMULTANEOUS}, see compare."
    return workbook.Side("differences", table, "difference", CHARTED, note)


def _selected(results: "Results", names: Sequence[str], by: Sequence[str]) -> "Results":
    """The results of some measures by one breakdown."""
    table = results.table(by)
    return replace(results, tables={tuple(by): table[table["measure"].isin(names)]})


def _ordered(table: "pd.DataFrame", names: Sequence[str]) -> "pd.DataFrame":
    """The rows by the order of measures, without the measures that have no figure at all."""
    value = "mean" if "mean" in table else "difference"
    there = set(table.loc[table[value].notna(), "measure"])
    place = {name: number for number, name in enumerate(names) if name in there}
    kept = table[table["measure"].isin(place)]
    return kept.sort_values("measure", key=lambda column: column.map(place), kind="stable")

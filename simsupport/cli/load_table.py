"""The work that a scenario offers beside the agents who are there, by hour of the week."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from simsupport import formats
from simsupport.offered_load import HOURS, Array, OfferedLoad
from simsupport.scenario.models import Scenario
from simsupport.tables import Row, Table
from simsupport.tables.times import by_days

_LEGEND = (
    "Contacts an hour and work in erlangs (agents busy on average): first contacts only, what comes back is left out; "
    "at the pace of the fastest team; of channels on which an agent has several contacts at once each counts in part. "
    "Agents as scheduled, without breaks, before any absence; erlangs per agent of the teams that take first contacts. "
    "Days and hours that are alike stand together."
)

Column = tuple[str, Array, str]  # header, numbers by day and hour, unit


def parts(scenario: Scenario) -> Iterator[Table | str]:
    """The table, and what it means."""
    offered = OfferedLoad(scenario)
    columns = _columns(offered)
    lines = {day: "\n".join(_lines(columns, place)) for place, day in enumerate(offered.days)}
    rows = [
        Row(f"{days} {hours}", tuple(cells))
        for days, text in by_days({day: text for day, text in lines.items() if text})
        for hours, *cells in (line.split("\t") for line in text.split("\n"))
    ]
    yield Table(f"{scenario.name}: offered load", tuple(header for header, *_ in columns), tuple(rows))
    yield _LEGEND


def _columns(offered: OfferedLoad) -> list[Column]:
    columns = [(f"{name}\ncontacts", numbers, "contacts") for name, numbers in offered.contacts.items()]
    columns += [(f"{name}\nerlangs", numbers, "erlangs") for name, numbers in offered.erlangs.items()]
    columns += [(f"{name}\nagents", numbers, "agents") for name, numbers in offered.agents.items()]
    return [*columns, ("erlangs per\nagent", offered.per_agent, "1")]


def _lines(columns: Sequence[Column], day: int) -> Iterator[str]:
    """The hours of a day in which there is anything, hours that are alike together; cells divided by tabs."""
    texts = ["\t".join(formats.figure(round(float(numbers[day, hour]), 6), unit) for _, numbers, unit in columns)
             for hour in range(HOURS)]  # fmt: skip
    for text, run in groupby(range(HOURS), key=texts.__getitem__):
        hours = list(run)
        if any(numbers[day, hours[0]] > 0 for _, numbers, _ in columns):
            yield f"{hours[0]:02d}:00-{hours[-1] + 1:02d}:00\t{text}"

"""What lies undone through the week, on both clocks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from simsupport import formats, pictures
from simsupport.pictures.backlog import open_hours
from simsupport.report.blocks import Block, Section, name, words
from simsupport.report.drawing import picture
from simsupport.report.evidence import BY_WEEK, Evidence
from simsupport.tables.times import DAYS

if TYPE_CHECKING:
    import pandas as pd

HEIGHT = 3.4


def section(evidence: Evidence) -> Section:
    return Section("backlog", "What lies undone through the week", tuple(_blocks(evidence)))


def _blocks(evidence: Evidence) -> Iterator[Block]:
    table = evidence.summary(BY_WEEK, ("backlog",))
    told = (_peak(table[table["scenario"] == scenario.name], scenario.name) for scenario in evidence.drawn)
    yield words("Contacts that wait for an agent at the end of each hour, in bands as wide as their intervals: on the "
                "calendar clock, as customers live it, and on the business clock, which runs while any channel that "
                "closes at all is open.", kind="small")  # fmt: skip
    caption = Markup("Highest backlog at the end of an hour: {}.").format(Markup("; ").join(told))
    yield picture("backlog-calendar", "Backlog through the week, calendar clock", caption,
                  lambda ax: pictures.backlog(table, ax), HEIGHT)  # fmt: skip
    if all(open_hours(scenario).all() for scenario in evidence.drawn):
        yield words("No channel closes: the business clock is the calendar clock.")
        return
    yield picture("backlog-business", "Backlog through the opening hours, business clock",
                  Markup("The same without the hours at which the desk is closed."),
                  lambda ax: pictures.backlog(table, ax, "business", evidence.drawn), HEIGHT)  # fmt: skip


def _peak(rows: "pd.DataFrame", scenario: str) -> Markup:
    there = rows[rows["mean"].notna()]
    if not len(there):
        return Markup("{} none").format(name(scenario))
    top = max(there.to_dict("records"), key=lambda row: row["mean"])
    when = f"{DAYS[top['day_of_week']]} {int(top['hour']) + 1}:00"
    return Markup("{} {} ({})").format(name(scenario), formats.count(top["mean"]), when)

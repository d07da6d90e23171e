"""When it goes well, and who is busy when: heat maps of hours, each with its numbers as a table."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from simsupport import formats, pictures
from simsupport.report.blocks import Block, Fold, Grid, Picture, Section, name, words
from simsupport.report.drawing import picture
from simsupport.report.evidence import BY_TEAM, BY_WEEK, Evidence
from simsupport.tables import Row, Table
from simsupport.tables.times import DAYS

if TYPE_CHECKING:
    import pandas as pd

HOURS = range(24)
ENOUGH = 0.5  # of the most contacts, or people, that an hour has: hours with less are not told in words


@dataclass(frozen=True)
class Kind:
    """A heat map: its measure, its rows, what an hour weighs by, and the words for that."""

    key: str
    measure: str
    rows: str
    weight: str
    counted: str
    none: str

    @property
    def label(self) -> str:
        return formats.words(self.measure)


def service(evidence: Evidence) -> Section:
    """A measure of response by hour of the week, for each scenario."""
    kind = Kind("week", _response(evidence), "day_of_week", "offered",
                "hours with at least half as many contacts as the busiest", "nobody came")  # fmt: skip
    table = evidence.summary(BY_WEEK, (kind.measure, kind.weight))

    def draw(scenario: str, caption: Markup) -> Picture:
        title = f"{formats.capital(kind.label)} by hour: {scenario}"
        key = f"week-{evidence.names.index(scenario)}"
        return picture(key, title, caption, lambda ax: pictures.week(table, ax, kind.measure, scenario), 3.0)

    said = words("{what} of contacts by the hour in which they come, all channels together. A pale field with a dot "
                 "has no figure: nobody came.", kind="small", what=formats.capital(kind.label))  # fmt: skip
    title = f"When it goes well: {kind.label} by hour of the week"
    return Section("week", title, (said, *_of_each(evidence, table, kind, DAYS, draw)))


def _response(evidence: Evidence) -> str:
    """Where no channel promises an answer within a time, the compliance with other targets."""
    has_level = any(evidence.figures[name, (), "service_level"].mean >= 0 for name in evidence.names)
    return "service_level" if has_level else "sla_compliance"


def busy(evidence: Evidence) -> Section:
    """Occupancy by team and hour, for each scenario."""
    kind = Kind("busy", "occupancy", "team", "paid_hours",
                "hours with at least half as many people as a team has at most", "nobody is there")  # fmt: skip
    table = evidence.summary(BY_TEAM, (kind.measure, kind.weight))

    def draw(scenario: str, caption: Markup) -> Picture:
        teams = table.loc[table["scenario"] == scenario, "team"].nunique()
        return picture(f"busy-{evidence.names.index(scenario)}", f"Occupancy by team and hour: {scenario}", caption,
                       lambda ax: pictures.occupancy(table, ax, scenario=scenario), 1.2 + 0.3 * teams)  # fmt: skip

    said = words("Occupancy is the share of the time on shift in which people are at work, by hour of the day. A pale "
                 "field with a dot: nobody is there. Who stays after a shift to finish is busy all that time.",
                 kind="small")  # fmt: skip
    teams = {str(team): str(team) for team in table["team"]}
    return Section("busy", "Who is busy when", (said, *_of_each(evidence, table, kind, teams, draw)))


def _of_each(
    evidence: Evidence, table: "pd.DataFrame", kind: Kind, titles: Mapping[str, str],
    draw: "Callable[[str, Markup], Picture]",
) -> Iterator[Block]:  # fmt: skip
    """The pictures of the foremost scenarios, and the numbers of all in folds."""
    fields = {scenario.name: _fields(table[table["scenario"] == scenario.name], kind) for scenario in evidence.drawn}
    for scenario in evidence.foremost:
        yield draw(scenario, _extremes(fields[scenario], scenario, kind, titles))
    grids = tuple(Grid(_as_table(fields[scenario], scenario, kind, titles)) for scenario in fields)
    yield Fold(Markup("The same in numbers") + (f", for {len(grids)} options" if evidence.several else ""), grids)


class Field(NamedTuple):
    """A figure of an hour, and whether it stands for many contacts or people."""

    mean: float
    counts: bool


def _fields(rows: "pd.DataFrame", kind: Kind) -> dict[tuple[str, int], Field]:
    """The fields of a heat map; the most that an hour weighs is that of all rows, or of a team's own."""
    weights = rows[rows["measure"] == kind.weight].set_index([kind.rows, "hour"])["mean"]
    most = weights.groupby(level=0, observed=True).transform("max") if kind.rows == "team" else weights.max()
    enough = weights[weights >= ENOUGH * most].index
    mine = rows[rows["measure"] == kind.measure]
    return {
        (str(key), int(hour)): Field(float(mean), (key, hour) in enough)
        for key, hour, mean in zip(mine[kind.rows], mine["hour"], mine["mean"], strict=True)
    }


def _as_table(
    fields: Mapping[tuple[str, int], Field], scenario: str, kind: Kind, titles: Mapping[str, str]
) -> Table:  # fmt: skip
    """Whole percents; rows without any number are left out."""
    lines = []
    for key, title in titles.items():
        cells = [fields[key, hour].mean if (key, hour) in fields else float("nan") for hour in HOURS]
        if any(cell == cell for cell in cells):
            lines.append(Row(title, tuple(f"{100 * cell:.0f}" if cell == cell else formats.NONE for cell in cells)))
    caption = f"{formats.capital(kind.label)} by hour, in %: {scenario}"
    return Table(caption, tuple(map(str, HOURS)), tuple(lines), kind.rows.replace("_of_week", ""))


def _extremes(fields: Mapping[tuple[str, int], Field], scenario: str, kind: Kind, titles: Mapping[str, str]) -> Markup:
    """The lowest and the highest field in words, among those that stand for many."""
    there = {place: field.mean for place, field in fields.items() if field.counts and field.mean == field.mean}
    if not there:
        return Markup("There is no {} at any hour: {}.").format(kind.label, kind.none)
    low, high = min(there, key=lambda place: there[place]), max(there, key=lambda place: there[place])
    return Markup("{}: {} is lowest for {} ({}) and highest for {} ({}), counting {}.").format(
        name(scenario), kind.label, _where(low, titles), formats.figure(there[low], "1"), _where(high, titles),
        formats.figure(there[high], "1"), kind.counted,
    )  # fmt: skip


def _where(place: tuple[str, int], titles: Mapping[str, str]) -> str:
    key, hour = place
    return f"{titles[key]}, {hour}:00 to {hour + 1}:00"

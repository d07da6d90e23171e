"""A planner's selection of figures, as tables: scenarios side by side, and what differs from a base."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simsupport import formats, targets, units
from simsupport.tables import Row, Table
from simsupport.version import __version__

if TYPE_CHECKING:
    import pandas as pd

    from simsupport.experiment import Results
    from simsupport.scenario.models import Scenario
    from simsupport.targets import Verdict

RESPONSE = ("offered", "rejected", "service_level", "average_speed_of_answer", "wait_p90", "abandonment_rate")
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Resolution": ("fcr", "repeat_rate", "escalation_rate", "approval_rate", "resolution_time"),
    "Customers": ("sla_compliance", "lost_issues", "late_customers"),
    "People": ("occupancy", "people", "paid_hours", "weekends_per_person"),
    "Cost": (
        "cost_wages",
        "cost_premiums",
        "cost_overtime",
        "cost_standby",
        "cost_outsourcing",
        "cost_bot",
        "cost_initiatives",
        "cost_concessions",
        "cost",
        "cost_per_month",
        "cost_per_resolution",
    ),
}
OVERVIEW = (
    "sla_compliance", "first_response_time_p90", "fcr", "late_customers", "people", "weekends_per_person", "paid_hours",
    "cost",
)  # fmt: skip
MEASURES = tuple(dict.fromkeys([*RESPONSE, *(name for names in SECTIONS.values() for name in names), *OVERVIEW]))
IF_ANY = ("rejected", "escalation_rate", "approval_rate")
BY_CHANNEL = ("channel",)
BREAKDOWNS: tuple[tuple[str, ...], ...] = ((), BY_CHANNEL)

_LABELS = {
    "wait_p90": "wait of 9 in 10, at most",
    "first_response_time_p90": "first answer to 9 in 10",
    "cost": "cost in all",
}

Key = tuple[str, tuple[object, ...], str]  # scenario, values of the dimensions, measure


@dataclass(frozen=True)
class Cell:
    """A figure, or a difference, with the bounds of its interval; a difference may be certain not to be 0."""

    mean: float
    low: float
    high: float
    unit: str
    certain: bool = False
    alone: bool = False  # there in a single replication, though more were run


@dataclass(frozen=True)
class Line:
    """A line of the tables: a measure, over all or of a channel."""

    measure: str
    group: tuple[object, ...] = ()

    @property
    def label(self) -> str:
        return f"  {_LABELS.get(self.measure, formats.words(self.measure))}"


Cells = Mapping[Key, Cell]
Form = Callable[[Cell, str], str]


def breakdowns(scenarios: "Sequence[Scenario]") -> list[tuple[str, ...]]:
    """What an experiment is to be broken down by for these tables."""
    return [*BREAKDOWNS, *targets.breakdowns(scenarios)]


def cells(table: "pd.DataFrame", by: Sequence[str], value: str = "mean") -> dict[Key, Cell]:
    """The figures of a summary, or the differences of a comparison, by what they are of."""
    columns = ["scenario", "measure", value, "low", "high", "unit", "certain", "alone", *by]
    alone = (table["replications"] == 1) & (table["replications"].max() > 1)
    table = table.assign(certain=_certain(table) if value == "difference" else False, alone=alone)
    return {
        (scenario, tuple(group), measure): Cell(*cell)
        for scenario, measure, *cell, group in (
            (*row[:8], row[8:]) for row in zip(*(table[name] for name in columns), strict=True)
        )
    }


def _certain(table: "pd.DataFrame") -> "pd.Series[bool]":
    """Which differences are not 0, by the intervals for all options together."""
    return (table["simultaneous_low"] > 0) | (table["simultaneous_high"] < 0)


def overview(results: "Results", level: float) -> Table:
    """One row for each scenario: what decides between them, with intervals."""
    found = cells(results.summary((), level), ())
    columns = [name for name in OVERVIEW if any(_worth(found[s.name, (), name], name) for s in results.scenarios)]
    headers = tuple(_LABELS.get(name, formats.words(name)) for name in columns)
    rows = []
    for scenario in results.scenarios:
        mine = {name: found[scenario.name, (), name] for name in columns}
        why = (reason for name, cell in mine.items() for reason in missing([cell], name))
        rows.append(Row(scenario.name, tuple(figure(cell, name) for name, cell in mine.items()), tuple(why)))
    return Table("At a glance", headers, tuple(rows))


def figures(results: "Results", level: float, verdicts: "Sequence[Verdict]") -> Table:
    """All scenarios side by side."""
    found = {key: cell for by in BREAKDOWNS for key, cell in cells(results.summary(by, level), by).items()}
    names = tuple(scenario.name for scenario in results.scenarios)
    rows = []
    for title, lines in _sections(results.scenarios):
        there = list(_rows(lines, names, found, figure))
        if title == "Customers":
            there += _target_rows(verdicts, names)
        rows += [Row(title), *there] if there else []
    return Table("", names, tuple(rows))


def differences(results: "Results", base: str, tables: "Mapping[tuple[str, ...], pd.DataFrame]") -> Table:
    """What each option differs in from the base, by breakdown."""
    found = {key: cell for by, table in tables.items() for key, cell in cells(table, by, "difference").items()}
    names = tuple(scenario.name for scenario in results.scenarios if scenario.name != base)
    rows = []
    for title, lines in _sections(results.scenarios):
        there = list(_rows(lines, names, found, difference))
        rows += [Row(title), *there] if there else []
    return Table(f"Differences from {base}", names, tuple(rows))


def _sections(scenarios: "Sequence[Scenario]") -> Iterator[tuple[str, list[Line]]]:
    for channel in dict.fromkeys(name for scenario in scenarios for name in scenario.channels):
        yield _channel_title(channel, scenarios), [Line(name, (channel,)) for name in RESPONSE]
    for title, names in SECTIONS.items():
        yield title, [Line(name) for name in names]


def _channel_title(channel: str, scenarios: "Sequence[Scenario]") -> str:
    """Response on phone (80% in 20 s); without the target where scenarios differ in it."""
    targets = {s.channels[channel].target for s in scenarios if channel in s.channels}
    target = targets.pop() if len(targets) == 1 else None
    if target is None:
        return f"Response on {channel}"
    clock = ", business" if target.clock == "business" else ""
    goal = f"{units.format_share(target.share)} in {units.format_duration(target.within)}{clock}"
    return f"Response on {channel} ({goal})"


def _rows(lines: Sequence[Line], names: Sequence[str], found: Cells, form: Form) -> Iterator[Row]:
    """The lines of which any scenario has a figure; money only where there is any."""
    for line in lines:
        mine = [found.get((name, line.group, line.measure)) for name in names]
        if any(cell is not None and _worth(cell, line.measure) for cell in mine):
            texts = tuple(form(cell, line.measure) if cell else formats.NONE for cell in mine)
            yield Row(line.label, texts, tuple(missing(mine, line.measure)))


def _worth(cell: Cell, measure: str) -> bool:
    """Whether there is anything to see: money, and what many desks do not have, only where it is not zero."""
    return cell.mean == cell.mean and (cell.mean != 0 or (cell.unit != "money" and measure not in IF_ANY))


def missing(given: "Iterable[Cell | None]", measure: str) -> Iterator[str]:
    """Why figures of a measure, or their intervals, are not there."""
    from simsupport.measures.catalogue import CATALOGUE

    for cell in given:
        if cell is None:
            yield "not in this scenario"
        elif cell.mean != cell.mean:
            yield CATALOGUE[measure].none
        elif cell.alone:
            yield "no ± where a figure is there in a single replication only"


def figure(cell: Cell, measure: str) -> str:
    return formats.with_interval(cell.mean, cell.low, cell.high, cell.unit, measure)


def difference(cell: Cell, measure: str) -> str:
    return formats.difference(cell.mean, cell.low, cell.high, cell.unit, measure, cell.certain)


def _target_rows(verdicts: "Sequence[Verdict]", names: Sequence[str]) -> Iterator[Row]:
    """A row for each target: the share in which it was kept, and whether that is enough."""
    for target in dict.fromkeys(verdict.target for verdict in verdicts):
        mine = {verdict.scenario: verdict for verdict in verdicts if verdict.target == target}
        texts = (judged(mine[name]) if name in mine else formats.NONE for name in names)
        why = (reason for name in names for reason in unjudged(mine.get(name)))
        yield Row(f"  target: {target}", tuple(texts), tuple(why))


def unjudged(verdict: "Verdict | None") -> Iterator[str]:
    """Why a target has no figure."""
    if verdict is None:
        return missing([None], "")
    return missing([Cell(verdict.mean, verdict.low, verdict.high, "1")], verdict.measure)


def footer(results: "Results", level: float, compared: bool = False) -> str:
    """How the figures came about."""
    number = results.replications
    text = f"{number} replication{'s' if number > 1 else ''} of each scenario, seed {results.seed}, "
    text += f"{results.engine} engine, simsupport {__version__}. "
    if number == 1:
        return text + "A single replication gives no intervals: what another one would give is not known."
    text += f"± is half the width of the interval of confidence at {units.format_share(level)}, over replications"
    if results.pilot and number > results.pilot:
        text += f" (those after the first {results.pilot} were added for precision)"
    return f"{text}{_marks(len(results.scenarios) - 1) if compared else ''}."


def _marks(options: int) -> str:
    from simsupport.compare import SIMULTANEOUS

    together = f", also for all {options} options together ({SIMULTANEOUS})" if options > 1 else ""
    return f"; pt are percentage points, * marks a difference whose interval excludes 0{together}"


def judged(verdict: "Verdict") -> str:
    """A figure beside its target, and what that means."""
    if not verdict.outcome:
        return formats.NONE
    sign = ("<>" if verdict.missed else "≥≤")[verdict.at_most]
    return f"{formats.figure(verdict.mean, '1')} {sign} {units.format_share(verdict.promised)} {verdict.outcome}"

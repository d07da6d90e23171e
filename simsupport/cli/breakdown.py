"""Figures by a breakdown of the user's: a table for each scenario, a row for each group."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simsupport import formats
from simsupport.tables import Row, Table
from simsupport.tables.planner import Cell, Cells, Form, cells, difference, figure, missing

if TYPE_CHECKING:
    from simsupport.experiment import Results

MEASURES = (
    "offered", "service_level", "average_speed_of_answer", "wait_p90", "abandonment_rate", "sla_compliance", "fcr",
    "occupancy", "people", "paid_hours", "cost",
)  # fmt: skip
_MINUTES = {"hour": 60, "half_hour": 30, "quarter_hour": 15}


def figures(results: "Results", by: Sequence[str], level: float) -> Iterator[Table]:
    """A table of figures for each scenario."""
    found = cells(results.summary(by, level), by)
    for scenario in results.scenarios:
        yield _table(f"{scenario.name} by {_words(by)}", scenario.name, by, found, figure)


def differences(results: "Results", base: str, by: Sequence[str], level: float) -> Iterator[Table]:
    """A table of differences from the base for each option."""
    from simsupport.compare import compare

    found = cells(compare(results, base, by, level), by, "difference")
    for scenario in results.scenarios:
        if scenario.name != base:
            title = f"{scenario.name} by {_words(by)}: differences from {base}"
            yield _table(title, scenario.name, by, found, difference)


def _words(by: Sequence[str]) -> str:
    return ", ".join(dimension.replace("_", " ") for dimension in by)


def _table(title: str, scenario: str, by: Sequence[str], found: Cells, form: Form) -> Table:
    """The groups of a scenario in which there is anything, with the measures that can be told apart so."""
    mine = {(group, measure): cell for (name, group, measure), cell in found.items() if name == scenario}
    measures = [name for name in MEASURES if any(key[1] == name and _worth(cell) for key, cell in mine.items())]
    rows = []
    for group in dict.fromkeys(group for group, _ in mine):
        there = [mine.get((group, measure)) for measure in measures]
        if any(cell and _worth(cell) for cell in there):
            shown = list(zip(there, measures, strict=True))
            texts = (form(cell, name) if cell else formats.NONE for cell, name in shown)
            why = (reason for cell, name in shown for reason in missing([cell], name))
            rows.append(Row(label(by, group), tuple(texts), tuple(why)))
    return Table(title, tuple(map(formats.words, measures)), tuple(rows), corner=_words(by))


def _worth(cell: Cell) -> bool:
    return cell.mean == cell.mean and (cell.mean != 0 or cell.low != cell.high)


def label(by: Sequence[str], group: tuple[object, ...]) -> str:
    return ", ".join(_value(dimension, value) for dimension, value in zip(by, group, strict=True))


def _value(dimension: str, value: object) -> str:
    """08:30 for a half hour; words for a weekend."""
    if dimension in _MINUTES and isinstance(value, int):
        hours, minutes = divmod(value * _MINUTES[dimension], 60)
        return f"{hours:02d}:{minutes:02d}"
    if dimension == "weekend":
        return "weekend" if value else "mon-fri"
    return str(value)

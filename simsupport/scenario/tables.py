"""CSV files that a scenario names: weekly tables and observed values. They become part of the scenario's tree.

A weekly table has a row for each interval of the day and a column for each day (`time,mon,tue,...,holiday`); a column
that is missing stands for zero. Observed values are one column with a header; a header such as `seconds` is their
unit.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path as FilePath

from simsupport import units
from simsupport.errors import Path, Problem, ScenarioError, nearest
from simsupport.scenario import not_yet, weekly, yaml_file
from simsupport.scenario.tree import Node, Place, of_plain

WEEKLY_TABLES = ("profiles.*", "demand.*.profile", "teams.*.agents")
MOST_PROBLEMS = 10  # that are told of one file

_Reader = Callable[["_Table"], Node]


def include(tree: Node, folder: FilePath) -> tuple[Node, list[Problem]]:
    """The tree with the content of the files that it names, and what is wrong with them.

    A file is looked for beside the one that names it; what has no place in a file names it from `folder`.
    """
    problems: list[Problem] = []
    for path, read, substitute in list(_named_files(tree)):
        try:
            table = _open(tree.at(path), path, folder)
            content = read(table)
            table.check()
        except ScenarioError as error:
            problems += error.problems
            content = of_plain(substitute)  # anything that fits, so that the rest can be looked at
        tree = tree.with_descendant(path, content)
    return tree, problems


def _named_files(tree: Node) -> Iterator[tuple[Path, _Reader, object]]:
    for pattern in WEEKLY_TABLES:
        for path in not_yet.matches(tree, pattern):
            if _names_file(tree.at(path)):
                yield path, _weekly_table, {"mon-sun": [1] * 24}
    for path, node in tree.walk():
        if node.is_mapping and "empirical" in node.value and _names_file(node.value["empirical"]):
            amount = path[:1] == ("topics",) and path[-1] == "amount"
            yield (*path, "empirical"), _amounts if amount else _durations, [1] if amount else ["1 s"]


def _names_file(node: Node) -> bool:
    return node.is_mapping and "file" in node.value


@dataclass
class _Table:
    """The rows of a CSV file with their line numbers, and the problems found in them."""

    file: str
    path: Path
    rows: list[tuple[int, list[str]]]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, message: str) -> None:
        self.problems.append(Place(self.file, line).problem(message, self.path))

    def check(self) -> None:
        """Raise ScenarioError if anything is wrong."""
        if len(self.problems) > MOST_PROBLEMS:
            number, last = len(self.problems) - MOST_PROBLEMS, self.problems[MOST_PROBLEMS - 1]
            self.problems = [*self.problems[:MOST_PROBLEMS], replace(last, message=f"and {number} more problems")]
        if self.problems:
            raise ScenarioError(self.problems)

    @property
    def header(self) -> list[str]:
        return [cell.strip().lower() for cell in self.rows[0][1]]

    def cells(self, line: int, row: list[str]) -> list[str]:
        """The cells of a row; the row must be as long as the header."""
        if len(row) != len(self.header):
            self.wrong(line, f"row {line}: {len(self.header)} cells are due, not {len(row)}")
            return []
        return [cell.strip() for cell in row]


def _open(node: Node, path: Path, folder: FilePath) -> _Table:
    name = node.value["file"]
    if len(node.value) > 1:
        other = next(key for key in node.value if key != "file")
        raise node.keys.get(other, node.place).error(f"beside 'file' nothing else is due, not '{other}'", path)
    if not isinstance(name.value, str) or not name.value:
        raise name.place.error("the name of a file is due", (*path, "file"))
    file = (FilePath(node.place.file).parent if node.place.file else folder) / name.value
    if not file.exists():
        close = nearest(file.stem, (other.stem for other in file.parent.glob("*.csv")))
        raise name.place.error(f"there is no file '{name.value}'{close}", (*path, "file"))
    try:
        reader = csv.reader(StringIO(yaml_file.read_text(file)), strict=True)
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise Place(str(file)).error(f"this is not a valid CSV file: {error}", path) from None
    table = _Table(str(file), path, rows)
    if not table.rows:
        raise Place(str(file)).error("this file is empty", path)
    if len(table.rows[0][1]) == 1 and ";" in table.rows[0][1][0]:
        raise Place(str(file), 1).error("the columns are divided by ';': divide them by ','", path)
    return table


def _weekly_table(table: _Table) -> Node:
    """The rows by day of a table with a column for each day."""
    days = _days(table)
    table.check()
    number = len(table.rows) - 1
    if number not in (24, 48, 96):
        table.wrong(0, f"24, 48 or 96 rows are due below the header, not {number}")
    table.check()
    columns: dict[str, list[Node]] = {day: [] for day in days}
    for place, (line, row) in enumerate(table.rows[1:]):
        cells = table.cells(line, row)
        due = units.format_clock_time(place * units.DAY // number)
        if cells and cells[0] not in (due, due.removeprefix("0")):
            table.wrong(line, f"row {line}, column time: {due} is due, not {units.shown(cells[0])}")
        for day, cell in zip(days, cells[1:], strict=False):
            columns[day].append(_number(table, line, day, cell))
    return Node({day: Node(column, Place(table.file, 1)) for day, column in columns.items()}, Place(table.file))


def _days(table: _Table) -> list[str]:
    """The days that the header names."""
    line, (first, *days) = table.rows[0][0], table.header
    if first != "time":
        table.wrong(line, f"the first column is 'time', not {units.shown(first)}")
    for place, day in enumerate(days):
        if day not in weekly.DAY_NAMES:
            table.wrong(line, f"column {units.shown(day)} is not a day{nearest(day, weekly.DAY_NAMES)}")
        if day in days[:place]:
            table.wrong(line, f"column '{day}' stands here twice")
    if not days:
        table.wrong(line, f"a column for each day is due: time,{','.join(weekly.DAY_NAMES)}")
    return days


def _number(table: _Table, line: int, column: str, cell: str) -> Node:
    """A cell that is a number of zero or more."""
    try:
        if not cell:
            raise ValueError("the cell is empty")
        if units.parse_number(yaml_file.plain_scalar(cell)) < 0:
            raise ValueError(f"{units.shown(cell)} is negative")
    except ValueError as error:
        table.wrong(line, f"row {line}, column {column}: {error}")
        return Node(0)
    return Node(yaml_file.plain_scalar(cell), Place(table.file, line))


def _amounts(table: _Table) -> Node:
    return Node([_number(table, line, table.header[0], cell) for line, cell in _column(table)], Place(table.file))


def _durations(table: _Table) -> Node:
    """Observed durations, as texts with units."""
    unit = table.header[0] if table.header[0] in units.UNIT_NAMES else ""
    values = []
    for line, cell in _column(table):
        try:
            units.parse_duration(f"{cell} {unit}" if unit or not cell else yaml_file.plain_scalar(cell))
        except ValueError as error:
            hint = "" if unit else " (or name the column by its unit, such as seconds)"
            table.wrong(line, f"row {line}, column {table.header[0]}: {error}{hint}")
        values.append(Node(f"{cell} {unit}".strip(), Place(table.file, line)))
    return Node(values, Place(table.file))


def _column(table: _Table) -> Iterator[tuple[int, str]]:
    """The cells of the only column, below its header."""
    if len(table.header) != 1:
        table.wrong(1, f"one column is due, not {len(table.header)}")
        table.check()
    if len(table.rows) == 1:
        table.wrong(1, "at least one value is due below the header")
    for line, row in table.rows[1:]:
        if cells := table.cells(line, row):
            yield line, cells[0]

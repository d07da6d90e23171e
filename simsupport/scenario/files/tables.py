"""CSV files that a scenario names. Tables become part of the scenario's tree, recorded issues a value in it.

A weekly table has a row for each interval of the day and a column for each day (`time,mon,tue,...,holiday`); a column
that is missing stands for zero. Observed values are one column with a header; a header such as `seconds` is their
unit. A forecast has a row for each interval of its time (`start,offered,talk`).
"""

from collections.abc import Callable, Iterator
from pathlib import Path as FilePath

from simsupport import units
from simsupport.errors import Path, Problem, ScenarioError, nearest
from simsupport.scenario import weekly
from simsupport.scenario.files import forecast, not_yet, records, yaml_file
from simsupport.scenario.files.csv_file import Table, located, open_table
from simsupport.scenario.files.tree import Node, Place, of_plain

WEEKLY_TABLES = ("profiles.*", "demand.*.profile", "teams.*.agents")
FORECASTS = "demand.*.forecast"
RECORDS = ("demand.*.replay", "backlog.*.file")

_Reader = Callable[[Node, Path, FilePath], Node]  # of the tree, a path in it, and the folder of what has no file


def include(tree: Node, folder: FilePath) -> tuple[Node, list[Problem]]:
    """The tree with the content of the files that it names, and what is wrong with them.

    A file is looked for beside the one that names it; what has no place in a file names it from `folder`.
    """
    problems: list[Problem] = []
    for path, read, substitute in list(_named_files(tree)):
        try:
            content = read(tree, path, folder)
        except ScenarioError as error:
            problems += error.problems
            content = of_plain(substitute)  # anything that fits, so that the rest can be looked at
        tree = tree.with_descendant(path, content)
    return tree, problems


def _named_files(tree: Node) -> Iterator[tuple[Path, _Reader, object]]:
    for pattern in WEEKLY_TABLES:
        for path in not_yet.matches(tree, pattern):
            if _names_file(tree.at(path)):
                yield path, _of_table(_weekly_table), {"mon-sun": [1] * 24}
    for path in not_yet.matches(tree, FORECASTS):
        if isinstance(tree.at(path).value, str):
            yield path, _forecast, forecast.NOTHING
    for pattern in RECORDS:
        for path in not_yet.matches(tree, pattern):
            if isinstance(tree.at(path).value, str):
                yield path, _records, records.NOTHING
    for path, node in tree.walk():
        if node.is_mapping and "empirical" in node.value and _names_file(node.value["empirical"]):
            amount = path[:1] == ("topics",) and path[-1] == "amount"
            yield (*path, "empirical"), _of_table(_amounts if amount else _durations), [1] if amount else ["1 s"]


def _names_file(node: Node) -> bool:
    return node.is_mapping and "file" in node.value


def _of_table(content: Callable[[Table], Node]) -> _Reader:
    """A reader of a table that stands alone: {file: NAME}."""

    def read(tree: Node, path: Path, folder: FilePath) -> Node:
        node = tree.at(path)
        if len(node.value) > 1:
            other = next(key for key in node.value if key != "file")
            raise node.keys.get(other, node.place).error(f"beside 'file' nothing else is due, not '{other}'", path)
        table = open_table(located(node.value["file"], (*path, "file"), folder), path)
        found = content(table)
        table.check()
        return found

    return read


def _forecast(tree: Node, path: Path, folder: FilePath) -> Node:
    return forecast.content(open_table(located(tree.at(path), path, folder), path))


def _records(tree: Node, path: Path, folder: FilePath) -> Node:
    return records.content(tree.at(path[:-1]), path, folder)


def _weekly_table(table: Table) -> Node:
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
            columns[day].append(table.number(line, day, cell))
    return Node({day: Node(column, Place(table.file, 1)) for day, column in columns.items()}, Place(table.file))


def _days(table: Table) -> list[str]:
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


def _amounts(table: Table) -> Node:
    return Node([table.number(line, table.header[0], cell) for line, cell in _column(table)], Place(table.file))


def _durations(table: Table) -> Node:
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


def _column(table: Table) -> Iterator[tuple[int, str]]:
    """The cells of the only column, below its header."""
    if len(table.header) != 1:
        table.wrong(1, f"one column is due, not {len(table.header)}")
        table.check()
    if len(table.rows) == 1:
        table.wrong(1, "at least one value is due below the header")
    for line, row in table.rows[1:]:
        if cells := table.cells(line, row):
            yield line, cells[0]

"""CSV files that a scenario names: where they are, their rows with line numbers, and what is wrong with them."""

import csv
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path as FilePath

from simsupport import units
from simsupport.errors import Path, Problem, ScenarioError, nearest
from simsupport.scenario.files import yaml_file
from simsupport.scenario.files.tree import Node, Place

MOST_PROBLEMS = 10  # that are told of one file


@dataclass
class Faults:
    """What is wrong with the rows of a file; only the first are told."""

    file: str
    path: Path
    problems: list[Problem] = field(default_factory=list)
    found: int = 0

    def wrong(self, line: int, message: str) -> None:
        self.found += 1
        if self.found <= MOST_PROBLEMS:
            self.problems.append(Place(self.file, line).problem(message, self.path))

    def check(self) -> None:
        """Raise ScenarioError if anything is wrong."""
        if self.found > MOST_PROBLEMS:
            message = f"and {self.found - MOST_PROBLEMS} more problems"
            last = Place(self.file, self.problems[-1].line).problem(message, self.path)
            raise ScenarioError([*self.problems, last])
        if self.problems:
            raise ScenarioError(self.problems)


@dataclass
class Table(Faults):
    """The rows of a CSV file with their line numbers, and what is wrong with them."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        return [cell.strip().lower() for cell in self.rows[0][1]]

    def cells(self, line: int, row: list[str]) -> list[str]:
        """The cells of a row; the row must be as long as the header."""
        if len(row) != len(self.header):
            self.wrong(line, f"row {line}: {len(self.header)} cells are due, not {len(row)}")
            return []
        return [cell.strip() for cell in row]

    def number(self, line: int, column: str, cell: str) -> Node:
        """A cell that is a number of zero or more."""
        try:
            if not cell:
                raise ValueError("the cell is empty")
            if units.parse_number(yaml_file.plain_scalar(cell)) < 0:
                raise ValueError(f"{units.shown(cell)} is negative")
        except ValueError as error:
            self.wrong(line, f"row {line}, column {column}: {error}")
            return Node(0)
        return Node(yaml_file.plain_scalar(cell), Place(self.file, line))


def open_table(file: FilePath, path: Path) -> Table:
    """The table in a file; raises ScenarioError."""
    try:
        reader = csv.reader(StringIO(yaml_file.read_text(file)), strict=True)
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise not_csv(str(file), path, error) from None
    check_header(rows[0][1] if rows else [], str(file), path)
    return Table(str(file), path, rows=rows)


def not_csv(file: str, path: Path, error: csv.Error) -> ScenarioError:
    return Place(file).error(f"this is not a valid CSV file: {error}", path)


def located(name: Node, path: Path, folder: FilePath) -> FilePath:
    """The file that a node names: beside the file in which the node stands, else in a folder."""
    if not isinstance(name.value, str) or not name.value:
        raise name.place.error("the name of a file is due", path)
    file = (FilePath(name.place.file).parent if name.place.file else folder) / name.value
    if not file.exists():
        close = nearest(file.stem, (other.stem for other in file.parent.glob("*.csv")))
        raise name.place.error(f"there is no file '{name.value}'{close}", path)
    return file


def check_header(cells: list[str], file: str, path: Path) -> None:
    if not cells:
        raise Place(file).error("this file is empty", path)
    if len(cells) == 1 and ";" in cells[0]:
        raise Place(file, 1).error("the columns are divided by ';': divide them by ','", path)

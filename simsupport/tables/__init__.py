"""What planners read, in tables of text: figures side by side, differences, which is best, a scenario in words.

The command line fits them to a terminal, the report sets them as a page.
"""

from dataclasses import dataclass

from simsupport.formats import NONE


@dataclass(frozen=True)
class Row:
    """A line of a table, and why cells are missing; without cells it is the heading of those that follow."""

    label: str
    cells: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows under headers; `corner` heads the labels."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    corner: str = ""
    left: bool = False  # columns of text, not of numbers

    @property
    def note(self) -> str:
        """Why cells are missing, each reason once."""
        reasons = dict.fromkeys(reason for row in self.rows for reason in row.why)
        return f"{NONE}: {'; '.join(reasons)}" if reasons else ""

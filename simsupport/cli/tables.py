"""Tables of text, fitted to the width of the terminal; to a pipe plain, complete and 120 wide."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from simsupport.tables import Table

if TYPE_CHECKING:
    from rich.table import Table as RichTable

PIPE_WIDTH, NARROWEST, HANG = 120, 40, 6
WIDEST_LABEL, WIDEST_NAME = 44, 20
_GAP = 3  # between columns: two blanks and the box's divider


def label_width(table: Table) -> int:
    """The width of a table's labels: columns that do not fit beside each other follow below, under the same labels."""
    longest = max((len(row.label) for row in table.rows), default=0)
    return max(min(longest, WIDEST_LABEL), len(table.corner))


def widths_of(table: Table) -> list[int]:
    """The width that each column asks for."""
    bodies = [max((len(row.cells[place]) for row in table.rows if row.cells), default=0)
              for place in range(len(table.headers))]  # fmt: skip
    names = [max(map(len, broken_name(name).split("\n"))) for name in table.headers]
    return [max(body, name, 1) for body, name in zip(bodies, names, strict=True)]


def broken_name(name: str) -> str:
    """A column's name, in several lines if it is long."""
    from textwrap import wrap

    return "\n".join(part for line in name.split("\n") for part in wrap(line, WIDEST_NAME) or [""])


def screen_width() -> int:
    """The columns to write in."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH


def rendered(parts: Sequence[Table | str]) -> str:
    """Tables and paragraphs as one text, in colour if stdout is a terminal and NO_COLOR is not set."""
    from rich.console import Console

    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    text = StringIO()
    console = Console(
        file=text, width=screen_width(), force_terminal=coloured, no_color=not coloured, highlight=False, markup=False,
        emoji=False, legacy_windows=False,
    )  # fmt: skip
    for place, part in enumerate(parts):
        if place:
            console.print()
        if isinstance(part, str):
            console.print(part)
        else:
            _print(console, part)
    return "\n".join(line.rstrip() for line in text.getvalue().split("\n"))


def _print(console: "object", table: Table) -> None:
    from rich.console import Console
    from rich.text import Text

    assert isinstance(console, Console)
    if table.title:
        console.print(Text(table.title, style="bold"))
    for number, columns in enumerate(fitting(table, console.width)):
        if number:
            console.print()
        console.print(_rich(table, columns))
    if table.note:
        console.print(Text(table.note))


def fitting(table: Table, width: int) -> Iterator[list[int]]:
    """The columns that stand beside each other, block by block; at least one in each."""
    widths = widths_of(table)
    block: list[int] = []
    free = width - label_width(table)
    for place, wanted in enumerate(widths):
        if block and wanted + _GAP > free:
            yield block
            block, free = [], width - label_width(table)
        block.append(place)
        free -= wanted + _GAP
    yield block


def _rich(table: Table, columns: Sequence[int]) -> "RichTable":
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    made = RichTable(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, _GAP - 1, 0, 0), pad_edge=False)
    made.add_column(Text(table.corner), max_width=label_width(table), overflow="fold", vertical="top")
    widths = widths_of(table)
    for place in columns:
        header, side = Text(broken_name(table.headers[place])), "left" if table.left else "right"
        made.add_column(header, justify=side, max_width=widths[place], overflow="fold")  # type: ignore[arg-type]
    for row in table.rows:
        cells = [Text(row.cells[place] if row.cells else "") for place in columns]
        made.add_row(Text(row.label, style="" if row.cells else "bold"), *cells)
    return made


def paragraph(text: str, indent: int = 0) -> str:
    """A text broken into lines that fit, each indented."""
    from textwrap import fill

    blank, width = " " * indent, max(screen_width(), NARROWEST)
    return fill(text, width, initial_indent=blank, subsequent_indent=blank, break_long_words=False)


def hanging(text: str) -> str:
    """A text of several lines, those that do not fit broken, with the rest indented."""
    return "\n".join(_broken(line, max(screen_width(), NARROWEST)) for line in text.split("\n"))


def _broken(line: str, width: int) -> str:
    """The line in several, broken between its clauses."""
    first, *rest = line.split("; ")
    lines = [first]
    for clause in rest:
        if len(lines[-1]) + len(clause) + 3 <= width:
            lines[-1] += f"; {clause}"
        else:
            lines[-1] += ";"
            lines.append(" " * HANG + clause)
    return "\n".join(lines)

"""Rows for tables: names as numbers, rows by their columns' names, stretches of rows that others point to."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

from numpy.typing import NDArray

from simsupport.engines.fast.tables import NONE, Table, table

Columns = list[tuple[str, str]]
Row = tuple[Any, ...]

_NOTHING: dict[str, Any] = {"i": NONE, "f": 0.0, "?": False}


def row(columns: Columns, **given: Any) -> Row:
    """A row by the names of its columns; what is not given, or is None, is none: −1, 0.0 or False."""
    assert given.keys() <= dict(columns).keys(), "a column that there is not"
    return tuple(_NOTHING[kind[0]] if given.get(name) is None else given[name] for name, kind in columns)


def of_columns(columns: Columns, **given: Sequence[Any] | NDArray[Any]) -> Table:
    """A table by its columns, which are as long as each other; those that are not given are zeros."""
    count = len(next(iter(given.values())))
    made = table(columns, count)
    for name, values in given.items():
        made[name][:count] = values
    return made


class Numbered:
    """Things in the order in which they came, and their numbers; equal ones are one."""

    def __init__(self, things: Iterable[Hashable] = ()) -> None:
        self._numbers: dict[Any, int] = {thing: number for number, thing in enumerate(things)}

    def __iter__(self) -> Iterator[Any]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, thing: Hashable) -> int:
        """The number of something that is there; none has none."""
        return NONE if thing is None else self._numbers[thing]

    def add(self, thing: Hashable) -> int:
        """The number of something that is there, or is now."""
        return self._numbers.setdefault(thing, len(self._numbers))


class Stretches:
    """Rows that others point to by where they begin and how many they are; equal stretches are kept once."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._known: dict[Row, tuple[int, int]] = {}

    def add(self, rows: Iterable[Any]) -> tuple[int, int]:
        """Where the stretch begins, and how long it is."""
        stretch = tuple(rows)
        if stretch not in self._known:
            self._known[stretch] = len(self.rows), len(stretch)
            self.rows += stretch
        return self._known[stretch]

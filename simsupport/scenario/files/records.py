"""Recorded issues (R4, R23): a file of tickets or calls, read as a stream and kept as compact arrays.

A file has a row for each issue (or each contact about one: then a column with the issue's id tells). Its times are
turned into ticks only where they are used, so that the same records serve every calendar.
"""

import csv
import os
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path as FilePath
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from simsupport import units
from simsupport.errors import Path, Problem, ScenarioError, nearest
from simsupport.scenario.files.csv_file import Faults, check_header, located, not_csv
from simsupport.scenario.files.tree import Node, Place
from simsupport.units import shown

MEANINGS = ("created", "topic", "channel", "issue", "talk", "patience")  # any other is a label
MOST_VALUES = 1000  # of a label
UTF_8 = "utf-8"

_Add = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of texts: for each row the place of its text among the values, −1 for an empty cell."""

    places: NDArray[np.int32]
    values: tuple[str, ...]

    def counts(self, rows: NDArray[np.int64] | slice = slice(None)) -> dict[str, int]:
        """In how many of the rows each value stands; only those that do."""
        places = self.places[rows]
        numbers = np.bincount(places[places >= 0], minlength=len(self.values)).tolist()
        return {value: number for value, number in zip(self.values, numbers, strict=True) if number}

    def shares(self, rows: NDArray[np.int64]) -> dict[str, float]:
        """The share of the rows in which each value stands."""
        return {value: number / len(rows) for value, number in self.counts(rows).items()}


@dataclass(frozen=True, eq=False)
class Records:
    """What a file says, row by row; equal if that is the same.

    `created` counts microseconds since 1970, in UTC where the row `has_offset`, else on the clock of its channel.
    `issue` is the number of the issue's id (−1 without); `talk` and `patience` are ticks (−1 without).
    """

    file: str
    created: NDArray[np.int64]
    has_offset: NDArray[np.bool_]
    topic: Texts
    channel: Texts
    issue: NDArray[np.int32]
    talk: NDArray[np.int64]
    patience: NDArray[np.int64]
    labels: Mapping[str, Texts]

    def __len__(self) -> int:
        return len(self.created)

    def of_kind(self, topic: str, channel: str) -> NDArray[np.int64]:
        """The rows of a topic on a channel."""
        wanted = self.topic.values.index(topic), self.channel.values.index(channel)
        return np.flatnonzero((self.topic.places == wanted[0]) & (self.channel.places == wanted[1]))

    def kinds(self) -> Iterator[tuple[str, str, dict[str, dict[str, float]]]]:
        """Each topic and channel that occur together, sorted, and the shares of labels there."""
        pairs = np.unique(self.topic.places * np.int64(len(self.channel.values)) + self.channel.places).tolist()
        named = (divmod(pair, len(self.channel.values)) for pair in pairs)
        for topic, channel in sorted((self.topic.values[one], self.channel.values[other]) for one, other in named):
            rows = self.of_kind(topic, channel)
            yield topic, channel, {label: texts.shares(rows) for label, texts in self.labels.items()}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Records):
            return NotImplemented
        return all(_same(getattr(self, part.name), getattr(other, part.name)) for part in fields(self)[1:])

    def __hash__(self) -> int:
        return hash((len(self), self.topic.values, self.channel.values))

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {self.file}>"


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, Texts):
        return one.values == other.values and np.array_equal(one.places, other.places)
    return np.array_equal(one, other)


def parse(value: object) -> Records:
    """Records that have been read; a file is read before, where its place is known."""
    if not isinstance(value, Records):
        raise ValueError(f"the name of a file is due, not {shown(value)}")
    return value


def content(node: Node, path: Path, folder: FilePath) -> Node:
    """The records of the file that a mapping names under the last key of a path, as a value of the tree."""
    columns = node.plain().get("columns", {})
    if not isinstance(columns, Mapping) or len(_texts(columns)) < len(columns):
        return Node(NOTHING)  # it is told later
    file = located(node.value[path[-1]], path, folder)
    return Node(_Reader(file, path, node).records(), Place(str(file)))


class _Times:
    """A column of times."""

    def __init__(self, form: str) -> None:
        self.parse = (lambda cell: units.parse_timestamp_in(cell, form)) if form else units.parse_timestamp
        self.since_1970, self.has_offset = array("q"), array("b")

    def add(self, cell: str) -> None:
        if not cell:
            raise ValueError("the cell is empty")
        moment = self.parse(cell)
        self.since_1970.append(units.since_1970(moment))
        self.has_offset.append(moment.tzinfo is not None)


class _Lengths:
    """A column of durations, or of numbers of seconds; −1 for an empty cell."""

    def __init__(self) -> None:
        self.ticks = array("q")

    def add(self, cell: str) -> None:
        if not cell:
            self.ticks.append(-1)
            return
        try:
            seconds = float(cell)
        except ValueError:
            self.ticks.append(units.parse_duration(cell))
            return
        if seconds < 0:
            raise ValueError(f"{shown(cell)} is negative: a duration can't be")
        if not seconds * units.SECOND <= units.LONGEST:
            raise ValueError(f"{shown(cell)} is longer than 200 years")
        self.ticks.append(round(seconds * units.SECOND))


class _Codes:
    """A column of texts, each of them kept once."""

    def __init__(self, key: str) -> None:
        self.needed = key in ("topic", "channel")
        self.is_label = key not in MEANINGS
        self.places, self.values = array("i"), dict[str, int]()

    def add(self, cell: str) -> None:
        if not cell:
            if self.needed:
                raise ValueError("the cell is empty")
            self.places.append(-1)
            return
        if cell not in self.values and self.is_label and len(self.values) == MOST_VALUES:
            raise ValueError(f"there are more than {MOST_VALUES:,} values: this is no label")
        self.places.append(self.values.setdefault(cell, len(self.values)))


class _Reader:
    """Reads a file row by row into columns of numbers."""

    def __init__(self, file: FilePath, path: Path, node: Node) -> None:
        self.file, self.path, self.node = file, path, node
        plain = node.plain()
        self.constants = {key: text for key, text in _texts(plain).items() if key in ("topic", "channel")}
        due = {key: key for key in ("created", "topic", "channel") if key not in self.constants}
        self.names = {**due, **plain.get("columns", {})}
        self.encoding = str(plain.get("encoding", UTF_8))
        self.times = _Times(_texts(plain).get("time_format", ""))
        self.lengths = {"talk": _Lengths(), "patience": _Lengths()}
        self.codes = {key: _Codes(key) for key in self.names if key not in ("created", *self.lengths)}
        self.faults = Faults(str(file), path)
        self.number = 0

    def records(self) -> Records:
        """What the file says; raises ScenarioError with the first things that are wrong."""
        with self._opened() as text:
            rows = csv.reader(text, strict=True)
            try:
                self._read(rows)
            except csv.Error as error:
                raise not_csv(str(self.file), self.path, error) from None
            except UnicodeDecodeError as error:
                raise self._not_decoded(error) from None
            except UnicodeError:
                raise self._no_encoding() from None
        self.faults.check()
        if not self.number:
            raise Place(str(self.file), 1).error("at least one row is due below the header", self.path)
        return self._built()

    def _opened(self) -> IO[str]:
        encoding = "utf-8-sig" if self.encoding.lower() == UTF_8 else self.encoding
        try:
            return open(self.file, encoding=encoding, newline="")
        except (LookupError, ValueError):
            raise self._no_encoding() from None
        except OSError as error:
            raise Place(str(self.file)).error(f"this file can't be read: {error.strerror}", self.path) from None

    def _no_encoding(self) -> ScenarioError:
        return self._wrong_key(f"{shown(self.encoding)} is not an encoding of texts", "encoding")

    def _not_decoded(self, error: UnicodeDecodeError) -> ScenarioError:
        byte = f"byte 0x{error.object[error.start]:02x} is not {error.encoding.upper()}"
        message = f"{byte}: save the file as UTF-8, or name its encoding, such as encoding: latin-1"
        with open(self.file, "rb") as data:
            for number, line in enumerate(data, 1):
                try:
                    line.decode(error.encoding)
                except UnicodeDecodeError:
                    return Place(str(self.file), number).error(message, self.path)
        return Place(str(self.file)).error(message, self.path)

    def _wrong_key(self, message: str, *keys: str) -> ScenarioError:
        return self.node.place_of(keys).error(message, (*self.path[:-1], *keys))

    def _read(self, rows: Any) -> None:
        header = [cell.strip() for cell in next(rows, [])]
        check_header(header, str(self.file), self.path)
        self._check_names(header)
        readers: dict[str, _Times | _Codes | _Lengths] = {"created": self.times, **self.codes, **self.lengths}
        columns: list[tuple[int, _Add]] = [(header.index(name), readers[key].add) for key, name in self.names.items()]
        for row in rows:
            if len(row) == len(header):
                self._add(rows.line_num, row, columns, header)
            elif row:
                self.faults.wrong(rows.line_num, f"row {rows.line_num}: {len(header)} cells are due, not {len(row)}")

    def _add(self, line: int, row: list[str], columns: list[tuple[int, _Add]], header: list[str]) -> None:
        self.number += 1
        for place, add in columns:
            try:
                add(row[place].strip())
            except ValueError as error:
                self.faults.wrong(line, f"row {line}, column {header[place]}: {error}")

    def _check_names(self, header: list[str]) -> None:
        """Raise ScenarioError for all columns that are not there."""
        problems: list[Problem] = []
        for key, name in self.names.items():
            if name not in header:
                message = f"'{self.file.name}' has no column '{name}'{nearest(name, header)}"
                if self.node.place_of(("columns", key)) == self.node.place_of(("columns",)):
                    message += f" (or say what it is called, with columns: {{{key}: ...}})"
                problems += self._wrong_key(message, "columns", key).problems
        if problems:
            raise ScenarioError(problems)

    def _built(self) -> Records:
        same = np.zeros(self.number, np.int32)
        texts = {key: Texts(_frozen(codes.places), tuple(codes.values)) for key, codes in self.codes.items()}
        texts |= {key: Texts(same, (value,)) for key, value in self.constants.items()}
        lengths = {
            key: _frozen(found.ticks) if key in self.names else np.full(self.number, -1, np.int64)
            for key, found in self.lengths.items()
        }
        return Records(
            file=os.path.abspath(self.file),
            created=_frozen(self.times.since_1970),
            has_offset=_frozen(self.times.has_offset).astype(np.bool_),
            topic=texts["topic"],
            channel=texts["channel"],
            issue=texts["issue"].places if "issue" in texts else same - 1,
            labels={key: texts[key] for key in sorted(texts.keys() - set(MEANINGS))},
            **lengths,
        )


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Those that are texts; what is wrong with the others is told later."""
    return {key: value for key, value in values.items() if isinstance(value, str)}


def _frozen(values: "array[Any]") -> NDArray[Any]:
    found = np.array(values)
    found.flags.writeable = False
    return found


_NONE = np.zeros(0, np.int64)
_NO_TEXTS = Texts(_NONE.astype(np.int32), ())
NOTHING = Records("", _NONE, _NONE.astype(np.bool_), _NO_TEXTS, _NO_TEXTS, _NO_TEXTS.places, _NONE, _NONE, {})

"""Draws the issues of one replication (R4, R5): line by line, each by itself."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import Purpose, stream, uniforms, values_at
from simsupport.demand.arrivals import arrivals
from simsupport.demand.issues import Demand, label_values
from simsupport.demand.labels import Codes, Labels
from simsupport.demand.traits import first_channels, weight
from simsupport.errors import check_whole
from simsupport.kept import once
from simsupport.scenario.lines import Line, RecordedLine, WaitingLine
from simsupport.scenario.models import Scenario
from simsupport.scenario.recorded import LATEST_BACKLOG
from simsupport.scenario.timeline.rates import Rates, rates
from simsupport.scenario.timeline.surges import Surges, surges

Columns = dict[str, NDArray[Any]]

# of issues of which their line says nothing else: the value, and its type
_USUAL = {
    "talk": (-1, np.int64), "patience": (-1, np.int64), "pace": (1.0, np.float64), "comes_back": (True, np.bool_),
    "hard": (False, np.bool_), "amount": (0.0, np.float64),
}  # fmt: skip


def sample_demand(scenario: Scenario, seed: int = 1, replication: int = 0) -> Demand:
    """Draw the issues of one replication (R4, R5); raises SimsupportError for a seed that is no whole number."""
    check_whole("seed", seed)
    check_whole("replication", replication)
    lines = sorted(scenario.lines, key=lambda line: line.name)
    parts = [_LineSampler(scenario, line, seed, replication).columns() for line in lines]
    for place, part in enumerate(parts):
        part["line"] = np.full(len(part["created"]), place, np.int32)
    columns = _in_order(parts)
    labels = {label: columns.pop(f"label.{label}") for label in label_values(scenario)}
    return Demand(scenario, seed, replication, labels=labels, **columns)


def _in_order(parts: list[Columns]) -> Columns:
    """The columns of all lines, by (created, line, k); each is dropped from its line as it is taken up.

    Within a line issues stand by k, so that a stable sort by creation leaves them in order.
    """
    sizes = [len(part["created"]) for part in parts]
    created = _together(parts, sizes, "created")
    in_order = (created[1:] >= created[:-1]).all()
    order = slice(None) if in_order else np.argsort(created, kind="stable")
    said = list(dict.fromkeys(name for part in parts for name in part))
    others = {name: _together(parts, sizes, name)[order] for name in said}
    return {"created": created[order], **others, **_usual(len(created), without=said)}


def _together(parts: list[Columns], sizes: list[int], name: str) -> NDArray[Any]:
    columns = [
        part.pop(name) if name in part else np.full(size, *_USUAL[name])
        for part, size in zip(parts, sizes, strict=True)
    ]
    return columns[0] if len(columns) == 1 else np.concatenate(columns)


def _usual(size: int, without: list[str]) -> Columns:
    """The columns of which no line says anything."""
    return {name: np.full(size, *usual) for name, usual in _USUAL.items() if name not in without}


@once
def _expected(scenario: Scenario, name: str) -> tuple[Rates, Surges]:
    """What is the same of a line in all replications."""
    line = next(line for line in scenario.lines if line.name == name)
    given = rates(scenario, line)
    return given, surges(scenario, line, given.middles)


class _LineSampler:
    """Draws the issues of one line: what its kind of line says of them, and what every issue draws.

    Columns that would hold nothing but what is usual are left out.
    """

    def __init__(self, scenario: Scenario, line: Line, seed: int, replication: int) -> None:
        self.scenario, self.line = scenario, line
        self.seed, self.replication = seed, replication
        self.key = stream(seed, replication, f"line {line.name}")
        self.labels = Labels(line, label_values(scenario), seed, replication)

    def columns(self) -> Columns:
        match self.line:
            case RecordedLine() as line:
                found, labels = self._recorded(line)
            case WaitingLine() as line:
                found, labels = self._waiting(line)
            case line:
                found, labels = self._by_chance(line)
        k, created = found["k"], found["created"]
        return {
            **found,
            "channel": first_channels(self.scenario, line, self.key, k, created, labels),
            **weight(self.scenario, line, self.key, k),
            **{f"label.{label}": codes for label, codes in labels.items()},
        }

    def _by_chance(self, line: Line) -> tuple[Columns, dict[str, Codes]]:
        given, surge = _expected(self.scenario, line.name)
        found = arrivals(self.scenario, line, given, self.key, self.seed, self.replication)
        labels = self.labels.surging(found.k, surge, found.interval)
        pace = {"pace": given.pace[found.interval]} if (given.pace != 1).any() else {}
        return {"k": found.k, "created": found.created, **pace}, labels

    def _recorded(self, line: RecordedLine) -> tuple[Columns, dict[str, Codes]]:
        records, found = line.records, self.scenario.recorded[line.name]
        rows = found.rows
        columns = {
            "k": np.arange(len(rows), dtype=np.int64),
            "created": found.created.copy(),  # the scenario's own serve all replications
            "talk": records.talk[rows],
            "patience": records.patience[rows],
            "comes_back": (records.issue[rows] >= 0) | line.in_backlog,
        }
        return columns, self.labels.recorded(records.labels, rows)

    def _waiting(self, line: WaitingLine) -> tuple[Columns, dict[str, Codes]]:
        """Issues of a backlog: each draws its age."""
        k = np.arange(line.count, dtype=np.int64)
        ages = np.rint(values_at(line.age, uniforms(self.key, k, Purpose.AGE))).astype(np.int64)
        return {"k": k, "created": np.minimum(-ages, LATEST_BACKLOG)}, self.labels.drawn(k)

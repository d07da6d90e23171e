"""Draws the issues of one replication (R4, R5): line by line, each by itself."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import Purpose, inverse, stream, uniforms
from simsupport.demand.arrivals import arrivals
from simsupport.demand.issues import Demand, label_values
from simsupport.demand.labels import Codes, Labels
from simsupport.demand.traits import first_channels, weight
from simsupport.errors import check_whole
from simsupport.scenario.lines import Line, RecordedLine, WaitingLine
from simsupport.scenario.models import Scenario
from simsupport.scenario.recorded import LATEST_BACKLOG
from simsupport.scenario.timeline.rates import rates
from simsupport.scenario.timeline.surges import surges

Columns = dict[str, NDArray[Any]]


def sample_demand(scenario: Scenario, seed: int = 1, replication: int = 0) -> Demand:
    """Draw the issues of one replication (R4, R5); raises SimsupportError for a seed that is no whole number."""
    check_whole("seed", seed)
    check_whole("replication", replication)
    lines = sorted(scenario.lines, key=lambda line: line.name)
    parts = [_LineSampler(scenario, line, seed, replication).columns() for line in lines]
    line = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part["created"]) for part in parts])
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((columns["k"], line, columns["created"]))
    columns = {name: values[order] for name, values in columns.items()}
    labels = {label: columns.pop(f"label.{label}") for label in label_values(scenario)}
    return Demand(scenario, seed, replication, line=line[order], labels=labels, **columns)


class _LineSampler:
    """Draws the issues of one line: what its kind of line says of them, and what every issue draws."""

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
            "channel": first_channels(self.scenario, line, self.key, k, created, labels),
            "talk": np.full(len(k), -1, np.int64),
            "patience": np.full(len(k), -1, np.int64),
            "pace": np.ones(len(k)),
            "comes_back": np.ones(len(k), np.bool_),
            **weight(self.scenario, line, self.key, k),
            **{f"label.{label}": codes for label, codes in labels.items()},
            **found,
        }

    def _by_chance(self, line: Line) -> tuple[Columns, dict[str, Codes]]:
        given = rates(self.scenario, line)
        found = arrivals(self.scenario, line, given, self.key, self.seed, self.replication)
        surge = surges(self.scenario, line, given.middles)
        labels = self.labels.surging(found.k, surge, surge.state[found.interval])
        return {"k": found.k, "created": found.created, "pace": given.pace[found.interval]}, labels

    def _recorded(self, line: RecordedLine) -> tuple[Columns, dict[str, Codes]]:
        records, found = line.records, self.scenario.recorded[line.name]
        rows = found.rows
        columns = {
            "k": np.arange(len(rows), dtype=np.int64),
            "created": found.created,
            "talk": records.talk[rows],
            "patience": records.patience[rows],
            "comes_back": (records.issue[rows] >= 0) | line.in_backlog,
        }
        return columns, self.labels.recorded(records.labels, rows)

    def _waiting(self, line: WaitingLine) -> tuple[Columns, dict[str, Codes]]:
        """Issues of a backlog: each draws its age."""
        k = np.arange(line.count, dtype=np.int64)
        draw = inverse(line.age)
        ages = np.array([round(draw(u)) for u in uniforms(self.key, k, Purpose.AGE)], np.int64)
        return {"k": k, "created": np.minimum(-ages, LATEST_BACKLOG)}, self.labels.drawn(k)

"""The labels of issues (R5): drawn by the shares of their line, by those that initiatives leave, or recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import Purpose, stream, uniforms
from simsupport.scenario.files.records import Texts
from simsupport.scenario.models import Line
from simsupport.scenario.timeline.surges import Surges

Codes = NDArray[np.int16]  # for each issue the place of its value among all values of the label, −1 for none
Numbers = NDArray[np.float64]
Ticks = NDArray[np.int64]
Values = Mapping[str, Sequence[str]]  # of each label, sorted


@dataclass(frozen=True)
class Labels:
    """Draws the labels of a line's issues."""

    line: Line
    values: Values
    seed: int
    replication: int

    def drawn(self, k: Ticks) -> dict[str, Codes]:
        """By the shares of the line."""
        return {label: self._drawn(label, k) for label in self.values}

    def _drawn(self, label: str, k: Ticks) -> Codes:
        shares = self.line.labels.get(label)
        if not shares:
            return np.full(len(k), -1, np.int16)
        bounds = np.cumsum([shares[value] for value in sorted(shares)])[:-1]
        return self._codes(label, np.searchsorted(bounds, self._uniforms(label, k), side="right"))

    def surging(self, k: Ticks, surges: Surges, tick: NDArray[np.integer]) -> dict[str, Codes]:
        """By the joint shares that initiatives leave: label by label, each given those before.

        `tick` says for each issue which tick of the surges it belongs to.
        """
        if not surges.labels:
            return self.drawn(k)
        state = surges.state[tick]
        us = [self._uniforms(label, k) for label in surges.labels]
        places = np.zeros((len(us), len(k)), np.int64)
        before = np.zeros(len(k), np.int64)
        for place, (u, bounds) in enumerate(zip(us, surges.bounds, strict=True)):
            of_issue = bounds[state, before]
            places[place] = (u[:, None] * of_issue[:, -1:] >= of_issue[:, :-1]).sum(axis=1)
            before = before * bounds.shape[2] + places[place]
        drawn = {label: self._codes(label, found) for label, found in zip(surges.labels, places, strict=True)}
        return {label: drawn[label] if label in drawn else self._drawn(label, k) for label in self.values}

    def recorded(self, texts: Mapping[str, Texts], rows: Ticks) -> dict[str, Codes]:
        """As they stand in rows of a file."""
        return {
            label: _recorded(texts[label], rows, values) if label in texts else np.full(len(rows), -1, np.int16)
            for label, values in self.values.items()
        }

    def _uniforms(self, label: str, k: Ticks) -> Numbers:
        key = stream(self.seed, self.replication, f"line {self.line.name} label {label}")
        return uniforms(key, k, Purpose.LABEL)

    def _codes(self, label: str, places: Ticks) -> Codes:
        """The places among all values of those among the line's own."""
        values = self.values[label]
        return np.array([values.index(value) for value in sorted(self.line.labels[label])], np.int16)[places]


def _recorded(texts: Texts, rows: Ticks, values: Sequence[str]) -> Codes:
    known = {value: place for place, value in enumerate(values)}
    codes = np.array([*(known.get(value, -1) for value in texts.values), -1], np.int16)  # the last for an empty cell
    return codes[texts.places[rows]]

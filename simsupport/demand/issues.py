"""The issues of one replication with the traits that they carry (R5): one row per issue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simsupport.frames import categories
from simsupport.kept import once
from simsupport.scenario.models import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Demand:
    """The issues of one replication, in the order of their ids (created, line, k).

    All arrays have one entry per issue: `line` is the place among the lines' sorted names, `k` counts within the
    line, `created` is in ticks, `hard` says whether it is, `amount` is the authority it needs (0 for none), `channel`
    is the place of its first channel among the sorted channels, `talk` and `patience` were recorded (ticks, −1 for
    none), `pace` is a factor on the base of its talk, `comes_back` says whether it may have further contacts, and
    `labels` holds for each label the value's place in `label_values` (−1 where there is none).
    """

    scenario: Scenario
    seed: int
    replication: int
    line: NDArray[np.int32]
    k: NDArray[np.int64]
    created: NDArray[np.int64]
    hard: NDArray[np.bool_]
    amount: NDArray[np.float64]
    channel: NDArray[np.int16]
    talk: NDArray[np.int64]
    patience: NDArray[np.int64]
    pace: NDArray[np.float64]
    comes_back: NDArray[np.bool_]
    labels: dict[str, NDArray[np.int16]]

    def __len__(self) -> int:
        return len(self.created)

    @property
    def line_names(self) -> list[str]:
        return sorted(line.name for line in self.scenario.lines)

    @property
    def label_values(self) -> dict[str, list[str]]:
        """The values of each label, sorted."""
        return label_values(self.scenario)

    @property
    def table(self) -> "pd.DataFrame":
        """A DataFrame, one row per issue: issue, line, k, created (ticks), topic, channel, label.*, hard, amount."""
        import pandas as pd

        lines = {line.name: line for line in self.scenario.lines}
        names = self.line_names

        def of_line(values: list[str]) -> "pd.Categorical[Any]":
            kinds = sorted(set(values))
            places = np.array([kinds.index(value) for value in values] or [0])
            return categories(places[self.line], kinds)

        columns: dict[str, Any] = {
            "issue": np.arange(len(self), dtype=np.int32),
            "line": categories(self.line, names),
            "k": self.k,
            "created": self.created,
            "topic": of_line([lines[name].topic for name in names]),
            "channel": categories(self.channel, sorted(self.scenario.channels)),
        }
        for label, values in self.label_values.items():
            columns[f"label.{label}"] = categories(self.labels[label], values)
        return pd.DataFrame({**columns, "hard": self.hard, "amount": self.amount})

    @classmethod
    def from_issues(
        cls, scenario: Scenario, rows: Sequence[Mapping[str, Any]], seed: int = 1, replication: int = 0
    ) -> "Demand":
        """Issues that are given one by one: `created` (ticks) and `line` (name), and if need be its traits by name."""
        names = sorted(line.name for line in scenario.lines)
        channels, own = sorted(scenario.channels), {line.name: line.channel for line in scenario.lines}
        values = label_values(scenario)
        rows = sorted(rows, key=lambda row: (row["created"], row["line"]))
        lines = [names.index(row["line"]) for row in rows]
        return cls(
            scenario,
            seed,
            replication,
            line=np.array(lines, np.int32),
            k=np.array([lines[:place].count(line) for place, line in enumerate(lines)], np.int64),
            created=np.array([row["created"] for row in rows], np.int64),
            hard=np.array([row.get("hard", False) for row in rows], np.bool_),
            amount=np.array([row.get("amount", 0.0) for row in rows], np.float64),
            channel=np.array([channels.index(row.get("channel", own[row["line"]])) for row in rows], np.int16),
            talk=np.array([row.get("talk", -1) for row in rows], np.int64),
            patience=np.array([row.get("patience", -1) for row in rows], np.int64),
            pace=np.array([row.get("pace", 1.0) for row in rows], np.float64),
            comes_back=np.array([row.get("comes_back", True) for row in rows], np.bool_),
            labels={
                label: np.array(
                    [known.index(row["labels"][label]) if label in row.get("labels", {}) else -1 for row in rows],
                    np.int16,
                )
                for label, known in values.items()
            },
        )


@once
def label_values(scenario: Scenario) -> dict[str, list[str]]:
    """The labels that the demand lines give, sorted, each with its values, sorted."""
    found: dict[str, set[str]] = {}
    for line in scenario.lines:
        for label, shares in line.labels.items():
            found.setdefault(label, set()).update(shares)
    return {label: sorted(found[label]) for label in sorted(found)}

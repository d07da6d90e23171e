"""The demand as arrays, with the kinds of issues in it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import stream
from simsupport.demand import Demand, label_values
from simsupport.engines.fast.tables import Issues
from simsupport.scenario.models import Scenario

Kind = tuple[str, tuple[str | None, ...]]  # a topic, and the value of each label of `label_values`

_TAKEN_OVER = {
    "line": np.int32, "k": np.int64, "created": np.int64, "hard": np.bool_, "amount": np.float64,
    "channel": np.int16, "talk": np.int64, "patience": np.int64, "pace": np.float64, "comes_back": np.bool_,
}  # fmt: skip


def issues(scenario: Scenario, demand: Demand) -> tuple[Issues, tuple[Kind, ...]]:
    """The issues of a demand, and the kinds that their numbers stand for: sorted by topic, then by labels.

    Arrays of the demand are taken over as they are wherever the kernel can read them.
    """
    numbers, kinds = _kinds(scenario, demand)
    taken: dict[str, Any] = {name: _readable(getattr(demand, name), kind) for name, kind in _TAKEN_OVER.items()}
    return Issues(**taken, kind=_readable(numbers, np.int32), keys=_keys(demand)), kinds


def _readable(array: NDArray[Any], kind: Any) -> NDArray[Any]:
    """Of that type, contiguous and writable: the kernel is compiled for no other."""
    return np.require(array, kind, ["C", "W"])


def _kinds(scenario: Scenario, demand: Demand) -> tuple[NDArray[np.int32], tuple[Kind, ...]]:
    """Each issue's kind: the topics of the lines first, then label by label what goes together."""
    topic_of_line = {line.name: line.topic for line in scenario.lines}
    topics = sorted(set(topic_of_line.values()))
    of_line = np.array([topics.index(topic_of_line[name]) for name in demand.line_names], np.int32)
    numbers = of_line[demand.line]
    kinds: tuple[Kind, ...] = tuple((topic, ()) for topic in topics)
    for label, values in label_values(scenario).items():
        numbers, kinds = _divided(numbers, kinds, demand.labels[label], (None, *values))
    return numbers, kinds


def _divided(
    numbers: NDArray[np.int32], kinds: tuple[Kind, ...], codes: NDArray[np.int16], values: Sequence[str | None]
) -> tuple[NDArray[np.int32], tuple[Kind, ...]]:
    """The kinds by one more label; `codes` are places in the values after the first, which is none."""
    both = numbers.astype(np.int64)
    both *= len(values)
    both += codes
    both += 1
    found = np.unique(both)
    pairs = [divmod(int(pair), len(values)) for pair in found]
    divided = tuple((kinds[kind][0], (*kinds[kind][1], values[value])) for kind, value in pairs)
    return np.searchsorted(found, both).astype(np.int32), divided


def _keys(demand: Demand) -> NDArray[np.uint64]:
    """The keys of each line's stream."""
    streams = [stream(demand.seed, demand.replication, f"line {name}") for name in demand.line_names]
    return np.array(streams, np.uint64).reshape(len(streams), -1)

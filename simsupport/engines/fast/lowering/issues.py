"""The demand as arrays, with the kinds of issues in it."""

from collections.abc import Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import stream
from simsupport.demand import Demand, label_values
from simsupport.engines.fast.tables import Issues
from simsupport.kept import once
from simsupport.scenario.lines import Line, RecordedLine
from simsupport.scenario.models import Scenario

Kind = tuple[str, tuple[str | None, ...]]  # a topic, and the value of each label of `label_values`

MOST_KINDS = 2_000  # for which a desk is made that may not need them all

_TAKEN_OVER = {
    "line": np.int32, "k": np.int64, "created": np.int64, "hard": np.bool_, "amount": np.float64,
    "channel": np.int16, "talk": np.int64, "patience": np.int64, "pace": np.float64, "comes_back": np.bool_,
}  # fmt: skip


def issues(scenario: Scenario, demand: Demand) -> tuple[Issues, tuple[Kind, ...]]:
    """The issues of a demand, and the kinds that their numbers stand for: sorted by topic, then by labels.

    They are the scenario's `possible_kinds`, or those that the demand holds if there are others among them. Arrays of
    the demand are taken over as they are wherever the kernel can read them.
    """
    numbers, kinds = _kinds_of(demand)
    possible = {kind: number for number, kind in enumerate(possible_kinds(scenario))}
    if possible.keys() >= set(kinds):
        numbers, kinds = np.array([possible[kind] for kind in kinds], np.int32)[numbers], tuple(possible)
    taken: dict[str, Any] = {name: _readable(getattr(demand, name), kind) for name, kind in _TAKEN_OVER.items()}
    return Issues(**taken, kind=_readable(numbers, np.int32), keys=_keys(demand)), kinds


def _readable(array: NDArray[Any], kind: Any) -> NDArray[Any]:
    """Of that type, contiguous and writable: the kernel is compiled for no other."""
    return np.require(array, kind, ["C", "W"])


@once
def possible_kinds(scenario: Scenario) -> tuple[Kind, ...]:
    """The kinds that a scenario's lines can give, so that all its replications share a desk; none if too many."""
    labels = label_values(scenario)
    given = {(line.topic, tuple(_possible_values(line, label) for label in labels)) for line in scenario.lines}
    if sum(prod(map(len, values)) for _, values in given) > MOST_KINDS:
        return ()
    return tuple(sorted({(topic, one) for topic, values in given for one in product(*values)}, key=_in_order))


def _possible_values(line: Line, label: str) -> tuple[str | None, ...]:
    """The values of a label that a line's issues may have; a recorded one may lack it."""
    values = tuple(line.labels.get(label, ()))
    return (None, *values) if isinstance(line, RecordedLine) or not values else values


def _in_order(kind: Kind) -> tuple[str, list[tuple[bool, str | None]]]:
    topic, values = kind
    return topic, [(value is not None, value) for value in values]


def _kinds_of(demand: Demand) -> tuple[NDArray[np.int32], tuple[Kind, ...]]:
    """Each issue's kind: the topics of the lines first, then label by label what goes together."""
    topic_of_line = {line.name: line.topic for line in demand.scenario.lines}
    topics = sorted(set(topic_of_line.values()))
    of_line = np.array([topics.index(topic_of_line[name]) for name in demand.line_names], np.int32)
    numbers = of_line[demand.line]
    kinds: tuple[Kind, ...] = tuple((topic, ()) for topic in topics)
    for label, values in demand.label_values.items():
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

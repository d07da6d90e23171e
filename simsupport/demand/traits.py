"""What issues draw by their line and number (R5): whether they are hard, the authority they need, their channel."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import Purpose, Stream, uniforms, values_at
from simsupport.demand.issues import label_values
from simsupport.demand.labels import Codes, Ticks
from simsupport.kept import once
from simsupport.scenario.models import Initiative, Line, Scenario, Scope
from simsupport.scenario.timeline.in_force import phasing
from simsupport.scenario.timeline.surges import concerns_line


def weight(scenario: Scenario, line: Line, key: Stream, k: Ticks) -> dict[str, NDArray[Any]]:
    """Whether issues are hard, and the authority that they need; nothing where the topic says nothing of it."""
    topic, found = scenario.topics[line.topic], dict[str, NDArray[Any]]()
    if topic.hard:
        found["hard"] = uniforms(key, k, Purpose.HARD) < topic.hard.share
    if topic.authority:
        found["amount"] = np.zeros(len(k))
        needs = np.flatnonzero(uniforms(key, k, Purpose.NEEDS_AUTHORITY) < topic.authority.needed)
        drawn = values_at(topic.authority.amount, uniforms(key, k[needs], Purpose.AMOUNT))
        found["amount"][needs] = [round(value, 2) for value in drawn.tolist()]
    return found


def first_channels(
    scenario: Scenario, line: Line, key: Stream, k: Ticks, created: Ticks, labels: Mapping[str, Codes]
) -> Codes:
    """The places of issues' first channels: the line's own, unless an initiative leads them to another (R22)."""
    names = sorted(scenario.channels)
    found = np.full(len(k), names.index(line.channel), np.int16)
    leading = _leading(scenario, line.name)
    if not leading:
        return found
    us = uniforms(key, k, Purpose.MIX)
    below = np.zeros(len(k))  # up to here the numbers from 0 to 1 are taken by the initiatives before
    for initiative in leading:
        level = phasing(scenario, initiative).levels(created) * _with_labels(scenario, initiative.for_, labels)
        left = 1 - below
        for channel, share in sorted(initiative.effects.mix.items()):
            end = below + left * level * share
            found[(us >= below) & (us < end)] = names.index(channel)
            below = end
    return found


@once
def _leading(scenario: Scenario, name: str) -> list[Initiative]:
    """The initiatives, by name, that lead issues of a line to other channels."""
    (line,) = (line for line in scenario.lines if line.name == name)
    by_name = (scenario.initiatives[name] for name in sorted(scenario.initiatives))
    return [each for each in by_name if each.effects.mix and concerns_line(each.for_, line)]


def _with_labels(scenario: Scenario, scope: Scope, labels: Mapping[str, Codes]) -> NDArray[np.bool_] | np.bool_:
    """Whether issues carry the labels that a scope is limited to."""
    found: NDArray[np.bool_] | np.bool_ = np.True_
    values = label_values(scenario)
    for label, wanted in scope.labels.items():
        found = found & np.isin(labels[label], [values[label].index(value) for value in wanted])
    return found

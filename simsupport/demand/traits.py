"""What issues draw by their line and number (R5): whether they are hard, the authority they need, their channel."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simsupport.chance import Purpose, Stream, inverse, uniforms
from simsupport.demand.issues import label_values
from simsupport.demand.labels import Codes, Ticks
from simsupport.scenario.models import Line, Scenario, Scope
from simsupport.scenario.timeline.in_force import phasing
from simsupport.scenario.timeline.surges import concerns_line


def weight(scenario: Scenario, line: Line, key: Stream, k: Ticks) -> dict[str, NDArray[Any]]:
    """Whether issues are hard, and the authority that they need."""
    topic = scenario.topics[line.topic]
    hard = uniforms(key, k, Purpose.HARD) < (topic.hard.share if topic.hard else 0.0)
    amount = np.zeros(len(k))
    if topic.authority:
        draw = inverse(topic.authority.amount)
        needs = np.flatnonzero(uniforms(key, k, Purpose.NEEDS_AUTHORITY) < topic.authority.needed)
        amount[needs] = [round(draw(u), 2) for u in uniforms(key, k[needs], Purpose.AMOUNT)]
    return {"hard": hard, "amount": amount}


def first_channels(
    scenario: Scenario, line: Line, key: Stream, k: Ticks, created: Ticks, labels: Mapping[str, Codes]
) -> Codes:
    """The places of issues' first channels: the line's own, unless an initiative leads them to another (R22)."""
    names = sorted(scenario.channels)
    found = np.full(len(k), names.index(line.channel), np.int16)
    us = uniforms(key, k, Purpose.MIX)
    below = np.zeros(len(k))  # up to here the numbers from 0 to 1 are taken by the initiatives before
    for name in sorted(scenario.initiatives):
        initiative = scenario.initiatives[name]
        if not initiative.effects.mix or not concerns_line(initiative.for_, line):
            continue
        level = phasing(scenario, initiative).levels(created) * _with_labels(scenario, initiative.for_, labels)
        left = 1 - below
        for channel, share in sorted(initiative.effects.mix.items()):
            end = below + left * level * share
            found[(us >= below) & (us < end)] = names.index(channel)
            below = end
    return found


def _with_labels(scenario: Scenario, scope: Scope, labels: Mapping[str, Codes]) -> NDArray[np.bool_] | np.bool_:
    """Whether issues carry the labels that a scope is limited to."""
    found: NDArray[np.bool_] | np.bool_ = np.True_
    values = label_values(scenario)
    for label, wanted in scope.labels.items():
        found = found & np.isin(labels[label], [values[label].index(value) for value in wanted])
    return found

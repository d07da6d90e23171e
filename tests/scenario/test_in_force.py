"""When initiatives hold, and how far they have ramped in (R22)."""

import numpy as np
import pytest

from simsupport.scenario.timeline.in_force import Change, Phasing

TICKS = [0, 99, 100, 101, 150, 199, 200, 299, 300, 301]


@pytest.mark.parametrize(
    ("phasing", "levels"),
    [
        (Phasing(100, 300, 100), [0, 0, 0, 0.01, 0.5, 0.99, 1, 1, 0, 0]),
        (Phasing(100, 300), [0, 0, 1, 1, 1, 1, 1, 1, 0, 0]),
        (Phasing(), [1] * len(TICKS)),
    ],
)
def test_level(phasing: Phasing, levels: list[float]) -> None:
    change = Change(phasing, 0.5)
    assert [phasing.level(tick) for tick in TICKS] == levels
    assert phasing.levels(np.array(TICKS)).tolist() == levels
    assert change.factors(np.array(TICKS)).tolist() == [change.factor(tick) for tick in TICKS]

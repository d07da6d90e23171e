"""Where ticks lie among marks: by a table as by a binary search."""

import numpy as np
import pytest

from simsupport import units
from simsupport.measures.ruler import MOST_SLOTS, Ruler

MARKS = {
    "a grid": np.arange(0, 50, 5) * units.HOUR,
    "a grid with gaps": np.array([3, 4, 9, 20]) * units.HOUR,
    "no grid": np.array([0, 7, MOST_SLOTS * 7 + 1, MOST_SLOTS * 9]),
    "a single mark": np.array([units.DAY]),
}


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_marks_passed(marks):
    ruler = Ruler(marks)
    near = np.concatenate([marks, marks - 1, marks + 1, [-(10**15), -1, 10**15]])
    ticks = np.concatenate([near, np.random.default_rng(1).integers(-units.DAY, 3 * units.DAY, 1000)])
    assert ruler.passed(ticks).tolist() == np.searchsorted(marks, ticks, side="right").tolist()


@pytest.mark.parametrize("marks", MARKS.values(), ids=MARKS)
def test_no_mark_that_is_passed_goes_unnoticed(marks):
    ruler, random = Ruler(marks), np.random.default_rng(2)
    start = random.integers(-units.HOUR, 60 * units.HOUR, 5000)
    end = start + random.integers(0, units.HOUR, 5000)
    passed = ruler.passed(start) < ruler.passed(end)
    assert not (passed & ~ruler.may_pass(start, end)).any()
    assert ruler.may_pass(start, start).sum() == 0

"""Runs of rows: what is asked of each is that of its rows, whether runs have one row or several."""

import numpy as np
import pytest

from simsupport.measures.runs import NEVER, Runs

KEYS = {
    "single rows": [1, 2, 3, 5],
    "longer ones": [1, 1, 1, 4, 4],
    "both": [0, 2, 2, 3, 7, 7, 7],
    "a single run": [6, 6],
    "none": [],
}


@pytest.fixture(params=KEYS.values(), ids=KEYS)
def case(request):
    """Keys, numbers, ticks of which some never were, and a mask."""
    keys, random = np.array(request.param, np.int32), np.random.default_rng(len(request.param))
    ticks = np.where(random.random(len(keys)) < 0.4, NEVER, random.integers(0, 100, len(keys)))
    return keys, random.integers(-9, 9, len(keys)), ticks, random.random(len(keys)) < 0.4


def of_each(keys, values, function):
    return [function(values[keys == key].tolist()) for key in dict.fromkeys(keys.tolist())]


def test_values_of_runs(case):
    keys, numbers, ticks, mask = case
    runs = Runs.of(keys)
    assert runs.size == len(set(keys.tolist()))
    assert runs.first(numbers).tolist() == of_each(keys, numbers, lambda own: own[0])
    assert runs.last(numbers).tolist() == of_each(keys, numbers, lambda own: own[-1])
    assert runs.greatest(numbers).tolist() == of_each(keys, numbers, max)
    assert runs.total(numbers).tolist() == of_each(keys, numbers, sum)
    assert runs.any(mask).tolist() == of_each(keys, mask, any)
    assert runs.earliest(ticks).tolist() == of_each(
        keys, ticks, lambda own: min((tick for tick in own if tick != NEVER), default=NEVER)
    )


def test_rows_of_runs(case):
    keys, _, _, mask = case
    runs, rows = Runs.of(keys), np.arange(len(keys))
    count = np.bincount(keys, minlength=1)
    assert runs.last_row.tolist() == of_each(keys, rows, lambda own: own[-1])
    assert runs.several.tolist() == (count[keys] > 1).tolist()
    assert runs.spread(runs.first(keys)).tolist() == keys.tolist()
    found = runs.first_where(mask, np.full(runs.size, NEVER))
    assert found.tolist() == of_each(keys, rows, lambda own: next((row for row in own if mask[row]), NEVER))


def test_runs_of_several_keys():
    assert Runs.of(np.array([1, 1, 2, 2]), np.array([5, 6, 6, 6])).begins.tolist() == [True, True, True, False]

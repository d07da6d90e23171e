"""Rows by their groups: counts, sums and ranks are those of the plain way, whichever way is taken."""

import numpy as np
import pytest

from simsupport.measures.formula import quantiles
from simsupport.measures.groups import BLOCK, Difference, Several, Whole, blockwise

ROWS = 2 * BLOCK + 7
DENSE, SPARSE = 0.9, 0.1


def rows(share):
    random = np.random.default_rng(1)
    code = random.integers(-1, 4, ROWS)
    values = random.integers(-(10**12), 10**12, ROWS) * random.integers(0, 2, ROWS)
    return code, values, random.random(ROWS) < share


@pytest.mark.parametrize("share", [DENSE, SPARSE])
def test_counts_and_sums_of_several_groups(share):
    code, values, mask = rows(share)
    groups = Several(code, 5)
    picked = [mask & (code == group) for group in range(5)]
    assert groups.counts(mask).tolist() == [one.sum() for one in picked]
    assert groups.sums(values, mask).tolist() == [values[one].sum() for one in picked]


@pytest.mark.parametrize("share", [DENSE, SPARSE])
def test_counts_and_sums_of_a_single_group(share):
    code, values, mask = rows(share)
    groups = Whole(code >= 0)
    inside = mask & (code >= 0)
    assert groups.counts(mask).tolist() == [inside.sum()]
    assert groups.sums(values, mask).tolist() == [values[inside].sum()]
    assert groups.take(np.flatnonzero(mask)).counts(mask[mask]).tolist() == [inside.sum()]


def test_quantiles_are_those_of_numpy():
    code, values, mask = rows(DENSE)
    for share in (0, 0.5, 0.9, 0.99, 1):
        found, there = quantiles(Several(code, 5).picked(values, mask), share, 10)
        wanted = [np.quantile(values[mask & (code == group)] / 10, share) for group in range(4)]
        assert found.tolist() == pytest.approx([*wanted, 0], rel=1e-12)
        assert there.tolist() == [1, 1, 1, 1, 0]
        found, there = quantiles(Whole(code >= 0).picked(values, mask), share, 10)
        assert found.tolist() == pytest.approx([np.quantile(values[mask & (code >= 0)] / 10, share)], rel=1e-12)


def test_numbers_of_any_size_are_ranked():
    values = np.array([2**62, -(2**62), 5, 4, 7])
    found = Several(np.array([0, 0, 1, 1, -1]), 2).picked(values, np.ones(5, bool)).ranked(np.array([0, 1]))
    assert found.tolist() == [-(2**62), 5]


def test_nothing_to_rank():
    nothing = np.empty(0, np.int64)
    for groups in (Several(nothing, 2), Whole(nothing > 0)):
        found, there = quantiles(groups.picked(nothing, nothing > 0), 0.5, 1)
        assert found.tolist() == there.tolist() == [0] * groups.size


def test_differences_are_summed_as_columns_are():
    code, values, mask = rows(DENSE)
    other = values[::-1]
    for groups in (Several(code, 4), Whole(code >= 0)):
        assert (groups.sums(Difference(values, other, other), mask) == groups.sums(values - 2 * other, mask)).all()


def test_block_by_block_is_as_at_once():
    values = rows(DENSE)[1]
    assert (blockwise(lambda a, b: a > 2 * b, np.bool_, values, values[::-1]) == (values > 2 * values[::-1])).all()

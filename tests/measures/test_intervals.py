"""Intervals of confidence: against numbers worked out by hand, and against scipy."""

from math import nan, sqrt

import numpy as np
import pytest
from scipy import stats

from simsupport.errors import SimsupportError
from simsupport.measures.intervals import difference, estimate


def rows(*values):
    return np.array(values, float)


def test_a_mean():
    """Of 2, 4, 6, 8: mean 5, variance 20/3, t(3) at 95% is 3.182446."""
    found = estimate(rows([2, 4, 6, 8]), rows([1, 1, 1, 1]))
    half = 3.182446305284263 * sqrt(20 / 3 / 4)
    assert found.mean == pytest.approx([5])
    assert (found.low, found.high) == (pytest.approx([5 - half]), pytest.approx([5 + half]))
    assert found.replications.tolist() == [4]
    assert found.level == 0.95


def test_a_ratio_is_that_of_the_sums():
    """1/2, 2/2, 3/6: R = 6/10; residuals −.2, .8, −.6 over a mean denominator of 10/3; t(2) at 90% is 2.919986."""
    found = estimate(rows([1, 2, 3]), rows([2, 2, 6]), level=0.9)
    half = 2.919985580355516 * sqrt(1.04 / 2 / 3) / (10 / 3)
    assert found.mean == pytest.approx([0.6])
    assert (found.low, found.high) == (pytest.approx([0.6 - half]), pytest.approx([0.6 + half]))


def test_replications_without_a_denominator_are_left_out():
    found = estimate(rows([1, 0, 3, nan]), rows([1, 0, 1, nan]))
    assert (found.mean.tolist(), found.replications.tolist()) == ([2], [2])
    assert found.high == pytest.approx(2 + 12.706204736432095)


def test_one_replication_has_no_interval_and_none_no_mean():
    found = estimate(rows([3, 0], [0, 0]), rows([1, 0], [0, 0]))
    assert found.replications.tolist() == [1, 0]
    assert found.mean == pytest.approx([3, nan], nan_ok=True)
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


def test_as_scipy_says():
    sample = np.random.default_rng(1).gamma(2, 3, 20)
    found = estimate(sample[None], np.ones((1, 20)), level=0.99)
    expected = stats.t.interval(0.99, 19, sample.mean(), stats.sem(sample))
    assert (found.low[0], found.high[0]) == pytest.approx(expected)


def test_paired_differences_as_scipy_says():
    chance = np.random.default_rng(2)
    base = chance.normal(10, 3, 12)
    option = base + chance.normal(1, 0.5, 12)
    ones = np.ones((1, 12))
    found, mean, base_mean = difference(option[None], ones, base[None], ones)
    expected = stats.ttest_rel(option, base).confidence_interval(0.95)
    assert (found.low[0], found.high[0]) == pytest.approx((expected.low, expected.high))
    assert (mean[0], base_mean[0]) == pytest.approx((option.mean(), base.mean()))


def test_a_paired_difference_of_ratios():
    """1/2 and 3/4: R = 2/3, residuals −1/3, 1/3 over 3; 1/2 and 1/2: residuals 0, 0. t(1) is 12.706205."""
    found, mean, base = difference(rows([1, 3]), rows([2, 4]), rows([1, 1]), rows([2, 2]))
    half = 12.706204736432095 * sqrt(2 * (1 / 9) ** 2 / 1 / 2)
    assert (mean, base, found.mean) == (pytest.approx([2 / 3]), pytest.approx([0.5]), pytest.approx([1 / 6]))
    assert found.high == pytest.approx([1 / 6 + half])


def test_what_both_share_drops_out():
    found, _, _ = difference(rows([5, 9, 1]), rows([1, 1, 1]), rows([4, 8, 0]), rows([1, 1, 1]))
    assert (found.low.tolist(), found.high.tolist()) == ([1], [1])


def test_pairs_need_both():
    found, mean, base = difference(rows([5, 9, 1]), rows([1, 1, 0]), rows([4, 8, 7]), rows([1, 1, 1]))
    assert (mean.tolist(), base.tolist(), found.replications.tolist()) == ([7], [6], [2])


def test_the_interval_of_a_ratio_covers_it():
    """Of 1,000 samples of 30 pairs with numerators 2 on average and denominators 5, about 950 cover 0.4."""
    chance = np.random.default_rng(3)
    denominator = chance.poisson(5, (1000, 30)).astype(float)
    found = estimate(chance.binomial(denominator.astype(int), 0.4).astype(float), denominator)
    covered = ((found.low <= 0.4) & (found.high >= 0.4)).mean()
    assert 0.92 < covered < 0.97


@pytest.mark.parametrize("level", [0, 1, 95])
def test_levels(level):
    with pytest.raises(SimsupportError, match="lies between 0 and 1"):
        estimate(rows([1, 2]), rows([1, 1]), level)

"""Percentiles over replications: against numbers worked out by hand, NumPy's of all values, and exact quantiles."""

import numpy as np
import pytest
from thinned import thinned

from simsupport.demand import sample_demand
from simsupport.engines import simulate
from simsupport.experiment import run
from simsupport.measures.groups import PickedSeveral, PickedWhole
from simsupport.measures.intervals import difference, estimate
from simsupport.measures.pooling import NOTHING, WHOLE, pooled, ranks, samples
from simsupport.scenario.models import Scenario


def kept(values, share: float) -> bytes:
    """The sample of one replication."""
    (found,) = samples(PickedWhole(np.array(values, np.int64)), share, 1)
    return found


def of_all(replications, share: float):
    return pooled([kept(values, share) for values in replications])


def test_the_median_of_all_is_not_the_mean_of_medians():
    """Of 1, 2, 3 and of 10, 20: 3, which 3 and 0 do not exceed, 3 / 5 in all. Residuals 3 · 3/5 − 3 and 2 · 3/5, so
    two standard errors are 2 · √(2 · 1.2² · 2) / 5 = 0.96; all values from 1 to 20 lie within, the slope is 19."""
    numerator, denominator = of_all([[3, 1, 2], [20, 10]], 0.5)
    assert denominator.tolist() == [3, 2]
    assert numerator == pytest.approx([3 * 3 - 19 * 1.2, 2 * 3 + 19 * 1.2])
    assert numerator.sum() / denominator.sum() == pytest.approx(3)


def test_of_a_single_replication_it_is_its_own():
    values = np.random.default_rng(1).integers(0, 1000, 5000)
    for share in (0.5, 0.9, 0.99):
        numerator, denominator = of_all([values], share)
        assert numerator / denominator == pytest.approx([np.quantile(values, share)])


def test_replications_without_values_are_left_out():
    numerator, denominator = of_all([[], [4, 4], []], 0.9)
    assert (numerator.tolist(), denominator.tolist()) == ([0, 8, 0], [0, 2, 0])
    assert pooled([NOTHING, NOTHING])[1].tolist() == [0, 0]


def test_many_at_the_same_value_make_a_certain_percentile():
    """Six of ten did not wait at all, in one replication seven: the median is 0 for sure."""
    numerator, denominator = of_all([[0] * 6 + [5] * 4, [0] * 7 + [5] * 3, [0] * 6 + [5] * 4], 0.5)
    found = estimate(numerator[None], denominator[None])
    assert (found.mean[0], found.low[0], found.high[0]) == (0, 0, 0)


def test_groups_have_samples_of_their_own():
    picked = PickedSeveral(np.array([3, 1, 7, 5, 6]), np.array([2, 0, 3]))
    found = samples(picked, 0.5, 1)
    assert found == [kept([1, 3], 0.5), NOTHING, kept([5, 6, 7], 0.5)]


def test_a_sample_is_small():
    assert ranks(WHOLE, 0.9).tolist() == list(range(WHOLE))
    assert len(ranks(1_000_000, 0.9)) < 100
    assert {0, 899_999, 900_000, 999_999} <= set(ranks(1_000_000, 0.9).tolist())


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("size", [20, 100, 3000, 50_000])
def test_it_is_the_percentile_of_all_values(size, share):
    """Exactly where all values were kept; else to a tenth of how far the replications' own shares are from it."""
    chance = np.random.default_rng(size)
    replications = [
        np.sort((chance.exponential(20e6 * chance.uniform(0.7, 1.3), size) * (chance.random(size) < 0.7)).astype(int))
        for _ in range(10)
    ]
    numerator, denominator = of_all(replications, share)
    found = numerator.sum() / denominator.sum()
    together = np.concatenate(replications)
    exact = np.quantile(together, share)
    own = [abs((values <= exact).mean() - share) for values in replications]
    allowed = 0 if size <= WHOLE else np.mean(own) / 10 + 1 / size
    assert abs((together <= found * (1 + 1e-12)).mean() - (together <= exact).mean()) <= allowed
    if size <= WHOLE:
        assert found == pytest.approx(exact)


@pytest.mark.parametrize(("size", "share"), thinned([(60, 0.9), (1000, 0.9), (1000, 0.5)], 3))
def test_the_interval_covers_the_quantile(size, share):
    """Waits of mean g with g from Gamma(8, 1/8), the same within a replication: P(W > w) = (1 + w/8)^−8 (Lomax).

    Of 600 experiments of 20 replications, intervals that cover in 95% do in 92.3 to 97.7% but for one test in 500.
    """
    chance = np.random.default_rng(size)
    exact = 8e6 * ((1 - share) ** (-1 / 8) - 1)
    covered = 0
    for _ in range(600):
        means = chance.gamma(8, 1e6 / 8, 20)
        replications = [chance.exponential(1 / (mean / 1e6), size) * 1e6 for mean in means]
        numerator, denominator = of_all(replications, share)
        found = estimate(numerator[None], denominator[None])
        covered += found.low[0] <= exact <= found.high[0]
    assert 0.923 <= covered / 600 <= 0.977


def test_differences_are_paired():
    """What both share drops out: everybody waits 5 longer, and so does the percentile, for sure."""
    chance = np.random.default_rng(4)
    base = [chance.integers(0, 1000, 400) for _ in range(6)]
    found, mean, of_base = difference(*(each[None] for each in (
        *of_all([values + 5 for values in base], 0.9), *of_all(base, 0.9))))  # fmt: skip
    assert mean[0] - of_base[0] == pytest.approx(5)
    assert (found.low[0], found.high[0]) == pytest.approx((5, 5))


DESK = Scenario.model_validate({
    "name": "desk",
    "calendar": {"duration": "4 h"},
    "channels": {"phone": {"kind": "live"}, "mail": {"kind": "deferred"}},
    "topics": {"call": {"talk": {"exponential": "5 min"}}},
    "demand": [{"topic": "call", "channel": "phone", "rate": "20 / h"},
               {"topic": "call", "channel": "mail", "rate": "4 / h"}],
    "teams": {"desk": {"agents": 2, "skills": {"call": {}}}},
})  # fmt: skip


@pytest.mark.parametrize("channel", ["phone", "mail"])
def test_a_summary_pools_the_contacts_of_all_replications(channel):
    results = run(DESK, 6, by="channel", names=["wait_p90", "longest_wait", "offered"], workers=1)
    rows = results.summary("channel").set_index(["channel", "measure"])
    waits = []
    for number in range(6):
        legs = simulate(DESK, sample_demand(DESK, 1, number)).legs
        legs = legs[legs["channel"] == channel]
        until = np.where(legs["started"] >= 0, legs["started"], DESK.calendar.horizon)
        waits.append((until - legs["queued"]) / 1e6)
    assert rows.loc[(channel, "wait_p90"), "mean"] == pytest.approx(np.quantile(np.concatenate(waits), 0.9))
    assert rows.loc[(channel, "wait_p90"), "replications"] == 6
    longest = np.mean([values.max() for values in waits])  # of all it would grow with the number of replications
    assert rows.loc[(channel, "longest_wait"), "mean"] == pytest.approx(longest)
    of_each = results.figures.query("measure == 'wait_p90' and channel == @channel")["value"]
    assert of_each.tolist() == pytest.approx([np.quantile(values, 0.9) for values in waits])

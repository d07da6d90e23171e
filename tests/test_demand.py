"""The demand sampler (R3, R4, R5): counts and traits against theory, and what must not change.

Power: each statistical check fails by chance once in 10,000 seeds (the seeds are fixed) and detects, with a chance of
99.9%, an intensity that is wrong by 1.2% as a whole or by 15% in a single busy hour of the week, a variance of the
counts that is wrong by 9%, a day factor's cv that is wrong by 22%, a share that is wrong by 2 points.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import simsupport as ss
from simsupport.demand import Demand
from simsupport.scenario import from_mapping
from simsupport.units import DAY, HOUR, MINUTE, WEEK

SELDOM = 1e-4
Z = stats.norm.isf(SELDOM / 2)

PROFILE = {
    "mon-fri": [0, 0, 0, 0, 0, 0, 1, 2, 9, 12, 13, 12, 9, 10, 11, 10, 8, 6, 3, 2, 1, 0, 0, 0],
    "sat": [0, 0, 0, 0, 0, 0, 0, 0, 4, 5, 5, 4, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
}
TIERS = {"tier": {"vip": "10%", "plain": "60%", "new": "30%"}, "country": {"de": "75%", "at": "25%"}}


def scenario(*lines, **parts):
    """A desk with two topics; lines differ from a plain one in what is given."""
    topics = {
        "billing": {
            "talk": "5 min",
            "hard": {"share": "25%", "talk": "x2"},
            "authority": {"needed": "40%", "amount": {"lognormal": {"mean": 66, "cv": 1.3}}},
        },
        "technical": {"talk": "9 min"},
    }
    return from_mapping({
        "calendar": {"duration": "1 weeks"},
        "channels": {"phone": {"kind": "live"}, "email": {"kind": "deferred"}},
        "topics": topics,
        "demand": [{"topic": "billing", "channel": "phone", **line} for line in lines],
        "teams": {"desk": {"agents": 3, "skills": {name: {} for name in topics}}},
        **parts,
    })  # fmt: skip


def table(of, seed=1, replication=0) -> pd.DataFrame:
    return ss.sample_demand(of, seed=seed, replication=replication).table


def line_of(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """A line's issues by k, without the ids that other lines shift."""
    return frame[frame["line"] == name].drop(columns=["issue", "line"]).set_index("k")


# Counts


@pytest.fixture(scope="module")
def hourly():
    """The counts of 150 weeks by hour of the week."""
    busy = scenario({"volume": "2500 issues / week", "profile": PROFILE})
    weeks = [ss.sample_demand(busy, seed=5, replication=replication).created // HOUR for replication in range(150)]
    return np.array([np.bincount(hours, minlength=168) for hours in weeks])


def expected_hourly() -> np.ndarray:
    shape = np.array([*PROFILE["mon-fri"] * 5, *PROFILE["sat"], *[0] * 24], float)
    return 2500 * shape / shape.sum()


def test_nothing_comes_where_the_profile_is_zero(hourly):
    assert hourly.shape[1] == 168
    assert (hourly[:, expected_hourly() == 0] == 0).all()


def test_the_mean_counts_follow_the_profile(hourly):
    """375,000 issues: each hour of the week, and all together."""
    due = expected_hourly() * len(hourly)
    some = due > 0
    distance = ((hourly.sum(axis=0) - due)[some] ** 2 / due[some]).sum()
    assert stats.chi2.cdf(distance, some.sum()) < 1 - SELDOM
    assert abs(hourly.sum() - due.sum()) < Z * np.sqrt(due.sum())


def test_the_counts_vary_as_poisson_counts(hourly):
    """The dispersion of 12,600 counts is 1, neither more nor less."""
    due = expected_hourly()
    some = due > 0
    distance = ((hourly - due)[:, some] ** 2 / due[some]).sum()
    cells = some.sum() * len(hourly)
    spread = np.sqrt((2 + (1 / due[some]).mean()) * cells)  # of a Poisson count's squared distance
    assert abs(distance - cells) < Z * spread


def test_hours_and_weeks_are_independent(hourly):
    """No correlation between neighbouring hours or weeks."""
    some = expected_hourly() > 4
    scores = ((hourly - expected_hourly())[:, some]) / np.sqrt(expected_hourly()[some])
    for product in (scores[:, :-1] * scores[:, 1:], scores[:-1] * scores[1:]):
        assert abs(product.mean()) < Z / np.sqrt(product.size)


def test_points_are_uniform_within_an_interval():
    """Constant within a profile interval: Kolmogorov-Smirnov on 50,000 points."""
    flat = scenario({"volume": "50000 issues / week", "profile": {"mon-sun": [1] * 24}})
    within = ss.sample_demand(flat, seed=6).created % HOUR / HOUR
    assert stats.kstest(within, "uniform").pvalue > SELDOM


def test_half_hour_profiles_and_rates():
    """48 numbers a day are half hours; a rate without a profile is the same all the time."""
    halves = scenario({"volume": "20000 issues / week", "profile": {"mon-sun": [0, 1] + [0] * 46}})
    assert set(ss.sample_demand(halves).created % DAY // (30 * MINUTE)) == {1}
    flat = ss.sample_demand(scenario({"rate": "2 / min"}), seed=7).created
    assert abs(len(flat) - 20160) < Z * np.sqrt(20160)
    assert stats.kstest(flat / WEEK, "uniform").pvalue > SELDOM


def test_issues_are_in_the_order_of_their_ids():
    frame = table(scenario({"rate": "1 / min"}, {"rate": "1 / min", "topic": "technical", "channel": "email"}))
    order = frame.sort_values(["created", "line", "k"])
    assert order.index.equals(frame.index)
    assert frame["issue"].tolist() == list(range(len(frame)))
    assert (frame.groupby("line", observed=True)["k"].diff().dropna() == 1).all()
    assert frame["created"].between(0, WEEK - 1).all()


# Day and week factors


def daily_counts(line, days=700, factors=None, **more_lines):
    lines = [line, *more_lines.values()]
    parts = {"calendar": {"duration": f"{days} d"}, **(factors or {})}
    frame = table(scenario(*lines, **parts), seed=8)
    names = frame["line"].cat.categories
    return [np.bincount(line_of(frame, name)["created"] // DAY, minlength=days) for name in names]


def cv_of_factor(counts: np.ndarray) -> float:
    """The spread beyond that of Poisson counts."""
    return np.sqrt((counts.var(ddof=1) - counts.mean()) / counts.mean() ** 2)


def test_a_day_factor_has_mean_1_and_its_cv():
    """700 days of 400 issues: a gamma factor of cv 0.3."""
    (counts,) = daily_counts({"rate": "400 / d", "day_factor": {"cv": 0.3}})
    spread = np.sqrt(0.3**2 + 1 / 400)
    assert abs(counts.mean() / 400 - 1) < Z * spread / np.sqrt(700)
    assert abs(cv_of_factor(counts) / 0.3 - 1) < Z * np.sqrt((2 + 6 * 0.3**2) / 700) / 2 * (spread / 0.3) ** 2
    assert stats.kstest(counts / 400, stats.gamma(spread**-2, scale=spread**2).cdf).pvalue > SELDOM


def test_lines_that_name_a_factor_peak_together_and_others_do_not():
    factors = {"day_factors": {"office": {"cv": 0.4}, "web": {"cv": 0.4}}}
    a, b, c, d = daily_counts(
        {"name": "a", "rate": "400 / d", "day_factor": "office"},
        factors=factors,
        b={"name": "b", "rate": "400 / d", "day_factor": "office"},
        c={"name": "c", "rate": "400 / d", "day_factor": "web"},
        d={"name": "d", "rate": "400 / d"},
    )
    together = np.corrcoef([a, b, c, d])
    assert together[0, 1] > 0.95
    assert np.abs(together[[0, 0, 1, 1, 2], [2, 3, 2, 3, 3]]).max() < Z / np.sqrt(700)
    assert abs(d.var(ddof=1) / 400 - 1) < Z * np.sqrt(2 / 700)


def test_a_week_factor_holds_for_the_whole_week():
    (counts,) = daily_counts({"rate": "1000 / d", "week_factor": {"cv": 0.5}})
    weeks = counts.reshape(100, 7)
    within = ((weeks - weeks.mean(axis=1, keepdims=True)) ** 2).sum() / 600
    assert abs(within / counts.mean() - 1) < Z * np.sqrt(2 / 600)
    assert abs(cv_of_factor(weeks.sum(axis=1)) / 0.5 - 1) < Z * np.sqrt((2 + 6 * 0.5**2) / 100) / 2


# Traits


@pytest.fixture(scope="module")
def traits():
    return table(scenario({"rate": "60 / h", "labels": TIERS}, calendar={"duration": "5 weeks"}), seed=9)


@pytest.mark.parametrize(
    ("label", "value", "share"),
    [("tier", "vip", 0.1), ("tier", "plain", 0.6), ("tier", "new", 0.3), ("country", "de", 0.75)],
)
def test_labels_have_their_shares(traits, label, value, share):
    found = (traits[f"label.{label}"] == value).mean()
    assert abs(found - share) < Z * np.sqrt(share * (1 - share) / len(traits))


def test_traits_are_independent(traits):
    for one, other in [("label.tier", "label.country"), ("label.tier", "hard"), ("hard", "label.country")]:
        counts = pd.crosstab(traits[one], traits[other])
        assert stats.chi2_contingency(counts).pvalue > SELDOM


def test_hard_issues_have_their_share(traits):
    assert abs(traits["hard"].mean() - 0.25) < Z * np.sqrt(0.25 * 0.75 / len(traits))


def test_amounts_are_needed_by_a_share_and_follow_their_distribution(traits):
    amounts = traits["amount"].to_numpy()
    needed = amounts[amounts > 0]
    assert abs(len(needed) / len(amounts) - 0.4) < Z * np.sqrt(0.4 * 0.6 / len(amounts))
    assert abs(needed.mean() - 66) < Z * 66 * 1.3 / np.sqrt(len(needed))
    sigma = np.sqrt(np.log(1 + 1.3**2))
    assert stats.kstest(needed, stats.lognorm(sigma, scale=66 * np.exp(-(sigma**2) / 2)).cdf).pvalue > SELDOM
    assert (needed == needed.round(2)).all()


def test_a_line_without_traits_has_none():
    frame = table(scenario({"rate": "10 / h"}, {"rate": "10 / h", "topic": "technical", "labels": TIERS}))
    plain, labelled = line_of(frame, "billing/phone"), line_of(frame, "technical/phone")
    assert plain["label.tier"].isna().all()
    assert labelled["label.tier"].notna().all()
    assert not labelled["hard"].any()
    assert (labelled["amount"] == 0).all()


def test_issues_given_one_by_one():
    """What is not said is neutral; k counts within the line."""
    two = scenario({"rate": "1 / h", "labels": TIERS}, {"rate": "1 / h", "topic": "technical", "channel": "email"})
    given = Demand.from_issues(two, [
        {"created": 90, "line": "billing/phone", "labels": {"tier": "vip"}, "hard": True, "amount": 5.5},
        {"created": -20, "line": "technical/email", "comes_back": False, "pace": 0.5, "talk": 7, "patience": 0},
        {"created": 10, "line": "billing/phone", "channel": "email"},
    ])  # fmt: skip
    columns = ["line", "k", "created", "channel", "label.tier", "hard", "amount"]
    rows = given.table[columns].astype(object).where(given.table[columns].notna(), None)
    assert rows.to_numpy().tolist() == [
        ["technical/email", 0, -20, "email", None, False, 0.0],
        ["billing/phone", 0, 10, "email", None, False, 0.0],
        ["billing/phone", 1, 90, "phone", "vip", True, 5.5],
    ]
    traits = zip(given.talk, given.patience, given.pace, given.comes_back, strict=True)
    assert list(traits) == [(7, 0, 0.5, False), (-1, -1, 1.0, True), (-1, -1, 1.0, True)]


# What must not change (R3)

TRAITS = ["topic", "channel", "label.country", "label.tier", "hard", "amount"]
FIRST = {"name": "first", "rate": "30 / h", "labels": TIERS}
SECOND = {"name": "second", "rate": "20 / h", "topic": "technical", "channel": "email", "labels": TIERS}


def changed(**parts):
    return scenario(FIRST, SECOND, **parts)


def test_the_same_seed_gives_the_same_demand():
    pd.testing.assert_frame_equal(table(changed()), table(changed()), check_exact=True)


@pytest.mark.parametrize(("seed", "replication"), [(2, 0), (1, 1)])
def test_another_seed_or_replication_gives_another_demand(seed, replication):
    base, other = table(changed()), table(changed(), seed, replication)
    few = slice(0, 200)
    assert not np.intersect1d(base["created"][few], other["created"][few]).size
    assert (base["hard"][few] != other["hard"][few]).any()


@pytest.mark.parametrize("rate", ["31 / h", "60 / h", "7 / h"])
def test_the_kth_issue_keeps_its_traits_when_its_volume_changes(rate):
    base = line_of(table(changed()), "first")
    other = line_of(table(scenario({**FIRST, "rate": rate}, SECOND)), "first")
    both = min(len(base), len(other))
    assert both > 1000
    pd.testing.assert_frame_equal(base[TRAITS][:both], other[TRAITS][:both], check_exact=True)


THIRD = {"name": "a third", "rate": "40 / h", "labels": {"tier": {"silver": "100%"}}}
SPECIALISTS = {
    "a": {"agents": 40, "skills": {"billing": {}}},
    "b": {"people": 2, "weeks": {"w": {"mon": "08:00-16:00"}}, "skills": {"technical": {}}},
}
BUMPY = {key: value for key, value in SECOND.items() if key != "rate"} | {
    "volume": "20000 issues / week", "profile": PROFILE, "day_factor": {"cv": 2},
}  # fmt: skip
ELSEWHERE = {
    "without the other line": {"lines": [FIRST]},
    "the other line larger": {"lines": [{**SECOND, "rate": "500 / h"}, FIRST]},
    "the other line with its days": {"lines": [BUMPY, FIRST]},
    "a further line": {"lines": [FIRST, SECOND, THIRD]},
    "a further label": {"lines": [FIRST, SECOND, {**THIRD, "labels": {"age": {"old": "50%", "young": "50%"}}}]},
    "other teams": {"lines": [FIRST, SECOND], "teams": SPECIALISTS},
}


@pytest.mark.parametrize("change", ELSEWHERE)
def test_a_line_does_not_notice_what_changes_elsewhere(change):
    lines, *parts = ELSEWHERE[change].values()
    base = line_of(table(changed()), "first")
    found = line_of(table(scenario(*lines, **({"teams": parts[0]} if parts else {}))), "first")
    for column in ("created", *TRAITS):
        assert base[column].tolist() == found[column].tolist(), column


def test_a_longer_horizon_only_adds_issues():
    base = line_of(table(changed()), "first")
    longer = line_of(table(changed(calendar={"duration": "2 weeks"})), "first")
    pd.testing.assert_frame_equal(base, longer[: len(base)], check_exact=True)
    assert longer["created"].iloc[len(base)] >= WEEK


def test_the_order_of_the_lines_changes_nothing():
    third = {"name": "third", "rate": "25 / h", "day_factor": {"cv": 0.4}}
    base = table(scenario(FIRST, SECOND, third))
    for order in ([third, SECOND, FIRST], [SECOND, FIRST, third]):
        pd.testing.assert_frame_equal(base, table(scenario(*order)), check_exact=True)
    reordered = {**FIRST, "labels": {name: dict(reversed(TIERS[name].items())) for name in reversed(TIERS)}}
    pd.testing.assert_frame_equal(base, table(scenario(reordered, SECOND, third)), check_exact=True)


def test_a_given_name_is_the_key_and_the_default_name_is_topic_and_channel():
    """Two lines of equal names and traits in two scenarios are the same customers."""
    named = line_of(table(scenario({"rate": "30 / h", "name": "billing/phone"})), "billing/phone")
    default = line_of(table(scenario({"rate": "30 / h"})), "billing/phone")
    renamed = line_of(table(scenario({"rate": "30 / h", "name": "other"})), "other")
    pd.testing.assert_frame_equal(named, default, check_exact=True)
    assert named["created"].iloc[0] != renamed["created"].iloc[0]

"""Comparisons: paired differences, and warnings where they mislead."""

import warnings
from math import nan

import numpy as np
import pandas as pd
import pytest
from test_experiment import BUSY, EASY, by_hand, desk

from simsupport.compare import compare, gain
from simsupport.errors import SimsupportError
from simsupport.experiment import Results, run

T1 = 12.706204736432095  # Student's t with one degree of freedom at 95%


def test_paired_differences():
    """service_level 4/6 against 2/4, residuals ∓1/9 and 0; offered 6, 10 against 4, 9; cost 0 against 0."""
    found = compare(by_hand(
        ("desk", 0, "service_level", 1, 2), ("desk", 1, "service_level", 1, 2),
        ("desk", 0, "offered", 4, 1), ("desk", 1, "offered", 9, 1),
        ("desk", 0, "cost", 0, 1), ("desk", 1, "cost", 0, 1),
        ("one more", 0, "service_level", 1, 2), ("one more", 1, "service_level", 3, 4),
        ("one more", 0, "offered", 6, 1), ("one more", 1, "offered", 10, 1),
        ("one more", 0, "cost", 0, 1), ("one more", 1, "cost", 0, 1),
    ))  # fmt: skip
    assert found.columns.tolist() == [
        "scenario", "measure", "unit", "base_mean", "option_mean", "difference", "low", "high", "level", "relative",
        "replications", "simultaneous_low", "simultaneous_high", "variance", "variance_unpaired", "reason",
    ]  # fmt: skip
    assert found[["scenario", "measure", "unit", "level", "replications"]].to_numpy().tolist() == [
        ["one more", "service_level", "1", 0.95, 2],
        ["one more", "offered", "contacts", 0.95, 2],
        ["one more", "cost", "money", 0.95, 2],
    ]
    assert found["base_mean"].tolist() == pytest.approx([1 / 2, 6.5, 0])
    assert found["option_mean"].tolist() == pytest.approx([2 / 3, 8, 0])
    assert found["difference"].tolist() == pytest.approx([1 / 6, 1.5, 0])
    assert found["high"].tolist() == pytest.approx([1 / 6 + T1 / 9, 1.5 + T1 / 2, 0])
    assert found["low"].tolist() == pytest.approx([1 / 6 - T1 / 9, 1.5 - T1 / 2, 0])
    assert found["relative"].tolist() == pytest.approx([1 / 3, 1.5 / 6.5, nan], nan_ok=True)
    assert found["simultaneous_high"].tolist() == found["high"].tolist()  # of a single option
    assert found["variance"].tolist() == pytest.approx([1 / 9**2, 1 / 2**2, 0])
    assert found["variance_unpaired"].tolist() == pytest.approx([1 / 9**2, (5 / 2) ** 2 + 2**2, 0])
    assert found["reason"].tolist() == [""] * 3


def test_any_scenario_may_be_the_base():
    rows = by_hand(
        ("desk", 0, "offered", 4, 1), ("desk", 1, "offered", 9, 1),
        ("one more", 0, "offered", 6, 1), ("one more", 1, "offered", 10, 1),
    )  # fmt: skip
    for base in ("one more", EASY):
        found = compare(rows, baseline=base)
        assert found[["scenario", "difference"]].to_numpy().tolist() == [["desk", -1.5]]


def test_the_decisions_differences_are_there():
    """One agent more on the same customers: who was answered late before is not now; people, hours and money differ."""
    results = run([BUSY, EASY], replications=4, by=["channel"], workers=1)
    found = compare(results).set_index("measure")
    decisions = ["people", "paid_hours", "cost_per_month", "weekends_per_person", "late_customers", "lost_issues"]
    assert found.loc["people", "difference"] == 1
    assert found.loc["paid_hours", "difference"] == pytest.approx(4)
    assert found.loc["offered", ["difference", "low", "high"]].tolist() == [0, 0, 0]  # the same customers
    assert found.loc["lost_issues", "difference"] < 0
    assert found.loc["mean_wait", "high"] < 0
    assert set(decisions) <= set(found.index)
    by_channel = compare(results, by=["channel"])
    assert by_channel["channel"].unique().tolist() == ["phone", "mail"]
    assert (by_channel["replications"] <= 4).all()


def test_pairing_is_sharper_than_two_intervals():
    results = run([BUSY, EASY], replications=6, workers=1, names=["waiting_hours"])
    found = compare(results)
    summary = results.summary()
    apart = (((summary["high"] - summary["low"]) / 2) ** 2).sum() ** 0.5
    assert ((found["high"] - found["low"]) / 2).item() < apart


def test_what_only_one_has_is_not_compared():
    found = compare(by_hand(
        ("desk", 0, "offered", 4, 1), ("desk", 0, "fcr", 4, 5),
        ("one more", 0, "cost", 4, 1), ("one more", 0, "fcr", 1, 5),
    ))  # fmt: skip
    assert found["measure"].tolist() == ["fcr"]


def test_without_any_common_measure_there_is_nothing_to_compare():
    message = "'desk' and 'one more' have no measure in common: 'desk' has offered, 'one more' has cost, fcr"
    with pytest.raises(SimsupportError, match=message):
        compare(by_hand(
            ("desk", 0, "offered", 4, 1), ("one more", 0, "cost", 4, 1), ("one more", 0, "fcr", 1, 5),
        ))  # fmt: skip


def test_why_there_is_no_interval():
    found = compare(by_hand(
        ("desk", 0, "fcr", 4, 5), ("one more", 0, "fcr", 1, 5),
        ("desk", 0, "service_level", 4, 5), ("one more", 0, "service_level", 0, 0),
    ))  # fmt: skip
    assert found["reason"].tolist() == [
        "a single replication has both: no interval", "no replication has the figure of both",
    ]  # fmt: skip
    assert found["difference"].tolist() == pytest.approx([-3 / 5, nan], nan_ok=True)
    assert found[["low", "high", "simultaneous_low", "variance"]].isna().all(axis=None)


def three_options(replications: int, families: int = 1) -> Results:
    """Four scenarios that do not differ, whose luck is half shared, on many channels."""
    scenarios = (BUSY, EASY, desk(name="two more"), desk(name="three more"))
    chance = np.random.default_rng(6)
    shared = chance.normal(100, 1, (families, 1, replications))
    value = (shared + chance.normal(0, 1, (families, 4, replications))).ravel()
    keys = pd.MultiIndex.from_product(
        [range(families), [scenario.name for scenario in scenarios], range(replications)],
        names=["channel", "scenario", "replication"],
    ).to_frame(index=False)
    table = keys.assign(measure="cost", value=value, numerator=value, denominator=1.0)
    over_all = table[table["channel"] == 0].drop(columns="channel")
    return Results(scenarios, replications, 1, "reference", {(): over_all, ("channel",): table})


def test_simultaneous_intervals_are_those_of_bonferroni():
    results = three_options(6)
    found, narrow = compare(results, level=0.94), compare(results, level=0.98)  # 1 − 0.06 / 3
    assert found["simultaneous_low"].tolist() == pytest.approx(narrow["low"].tolist())
    assert found["simultaneous_high"].tolist() == pytest.approx(narrow["high"].tolist())


def test_together_they_hold_all_differences_as_often_as_they_say():
    """Of 1000 families at 80%: a standard error of 1.3 points. Those of single differences hold less."""
    found = compare(three_options(5, families=1000), by="channel", level=0.8)
    together = (found["simultaneous_low"] <= 0) & (found["simultaneous_high"] >= 0)
    singly = (found["low"] <= 0) & (found["high"] >= 0)
    held = pd.DataFrame({"together": together, "singly": singly}).groupby(found["channel"]).all().mean()
    assert held["together"] >= 0.8 - 2 * 0.013
    assert held["singly"] < 0.7


def test_what_pairing_gained():
    """On average over the options; over all, not by channel."""
    table = compare(three_options(6))
    assert gain(table, "cost") == (table["variance"].mean(), table["variance_unpaired"].mean())
    assert gain(table, "fcr") == pytest.approx((nan, nan), nan_ok=True)


def results_of(*scenarios) -> Results:
    rows = [(scenario.name, 0, "offered", 1.0, 1.0, 1.0) for scenario in scenarios]
    columns = ["scenario", "replication", "measure", "value", "numerator", "denominator"]
    return Results(tuple(scenarios), 1, 1, "reference", {(): pd.DataFrame(rows, columns=columns)})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"calendar": {"duration": "5 h"}}, "'desk' and 'other' cover different times"),
        ({"targets": [{"name": "solved", "resolution": "1 d"}]}, "'desk' and 'other' have different targets"),
        ({"channels": {"phone": {"kind": "live"}, "mail": {"kind": "deferred"}}}, "have different targets"),
    ],
)
def test_warns_where_scenarios_are_not_measured_alike(changes, message):
    with pytest.warns(UserWarning, match=message):
        compare(results_of(BUSY, desk(name="other", **changes)))


def test_no_warning_where_they_are():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare(results_of(BUSY, EASY))


def test_unknown_base():
    with pytest.raises(SimsupportError, match="'desc' is not one of the scenarios; did you mean 'desk'"):
        compare(results_of(BUSY, EASY), baseline="desc")

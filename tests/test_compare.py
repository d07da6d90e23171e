"""Comparisons: paired differences, and warnings where they mislead."""

import warnings
from math import nan

import pandas as pd
import pytest
from test_experiment import BUSY, EASY, by_hand, desk

from simsupport.compare import compare
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
        "replications",
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
    found = compare(by_hand(("desk", 0, "offered", 4, 1), ("one more", 0, "cost", 4, 1)))
    assert found.empty


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

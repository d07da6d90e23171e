"""Verdicts on targets: whose figure, against which promise."""

from dataclasses import replace
from math import isnan, nan
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simsupport.errors import SimsupportError
from simsupport.experiment import Results, run
from simsupport.scenario import from_mapping
from simsupport.targets import MEASURES, Aim, Verdict, breakdowns, verdicts

DESK: dict[str, Any] = {
    "name": "Desk",
    "calendar": {"duration": "1 d"},
    "channels": {
        "phone": {"kind": "live", "target": {"share": "80%", "within": "20 s"}},
        "email": {"kind": "deferred"},
    },
    "topics": {"call": {
        "talk": {"exponential": "5 min"},
        "patience": {"phone": {"exponential": "2 min"}},
        "asks": {"email": {"share": "100%", "reply_after": {"exponential": "3 h"}}},
    }},
    "demand": [
        {"topic": "call", "channel": "phone", "rate": "20 / h", "labels": {"tier": {"vip": "50%", "plain": "50%"}}},
        {"topic": "call", "channel": "email", "rate": "2 / h"},
    ],
    "teams": {"desk": {"agents": 2, "skills": {"call": {"resolves": "60%"}}}},
    "targets": [
        {"name": "solved", "where": {"topic": "call"}, "resolution": "1 h", "share": "10%"},
        {"name": "vip calls", "where": {"tier": "vip", "channel": "phone"}, "abandonment": "5%"},
        {"name": "calls", "abandonment": "99%"},
        {"name": "replies", "where": {"channel": "email"}, "next_response": "1 min", "share": "5%"},
        {"name": "without the customer", "where": {"channel": "email"}, "resolution": "2 h", "share": "99%",
         "pauses": ["pending"]},
        {"name": "with the customer", "where": {"channel": "email"}, "resolution": "2 h", "share": "99%"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def results() -> Results:
    other = from_mapping({**DESK, "name": "No targets", "targets": [], "channels": {
        name: {"kind": channel["kind"]} for name, channel in DESK["channels"].items()}})  # fmt: skip
    scenarios = [from_mapping(DESK), other]
    return run(scenarios, 3, by=breakdowns(scenarios), names=MEASURES, workers=1, progress=False)


def test_breakdowns_are_those_that_targets_speak_of() -> None:
    assert breakdowns([from_mapping(DESK)]) == [("target",), ("channel", "label.tier"), ()]


def test_figures_that_were_not_measured_are_named() -> None:
    desk = from_mapping(DESK)
    found = run(desk, 2, by=breakdowns([desk]), names=["cost"], progress=False)
    with pytest.raises(SimsupportError, match="no sla_compliance: name it in `names`"):
        verdicts(found)


def test_verdicts_stand_beside_the_figures_that_they_judge(results: Results) -> None:
    found = {verdict.target: verdict for verdict in verdicts(results, level=0.9)}
    assert [verdict.scenario for verdict in found.values()] == ["Desk"] * 7
    kept, abandoned = results.summary(["target"], 0.9), results.summary(["label.tier", "channel"], 0.9)
    row = kept[(kept["target"] == "phone first response") & (kept["measure"] == "sla_compliance")].iloc[0]
    assert found["phone first response"] == Verdict(
        "Desk",
        "phone first response",
        0.8,
        False,
        row["mean"],
        row["low"],
        row["high"],
        0,
        found["phone first response"].confidence,
    )
    vip = abandoned[(abandoned["label.tier"] == "vip") & (abandoned["channel"] == "phone")]
    row = vip[(vip["measure"] == "abandonment_rate") & (vip["scenario"] == "Desk")].iloc[0]
    vip_calls = found["vip calls"]
    assert vip_calls == Verdict(
        "Desk", "vip calls", 0.05, True, row["mean"], row["low"], row["high"], 0, vip_calls.confidence
    )
    assert [found[name].missed for name in ("phone first response", "solved", "vip calls", "calls")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_each_reply_has_a_promise_and_pauses_stop_the_clock(results: Results) -> None:
    found = {verdict.target: verdict for verdict in verdicts(results)}
    assert 0.05 < found["replies"].mean < 1
    assert not found["replies"].missed
    assert found["without the customer"].mean > found["with the customer"].mean > 0


@pytest.mark.parametrize(
    ("promised", "at_most", "bounds", "missed", "outcome"),
    [
        (0.8, False, (0.8, 0.8, 0.8), False, "met"),
        (0.8, False, (0.799, 0.798, 0.8), True, "undecided"),  # an interval that ends at the target holds it
        (0.8, False, (0.798, 0.797, 0.799), True, "missed"),
        (0.8, False, (0.81, 0.8, 0.82), False, "met"),
        (0.8, False, (0.81, 0.79, 0.83), False, "undecided"),
        (0.05, True, (0.05, 0.05, 0.05), False, "met"),
        (0.05, True, (0.051, 0.0505, 0.0515), True, "missed"),
        (0.05, True, (0.04, 0.03, 0.05), False, "met"),
        (0.05, True, (0.06, 0.04, 0.08), True, "undecided"),
        (0.8, False, (0.9, nan, nan), False, "undecided"),  # of a single replication
        (0.8, False, (0.7, nan, nan), True, "undecided"),
        (0.8, False, (nan, nan, nan), False, ""),
        (0.05, True, (nan, nan, nan), False, ""),
    ],
)
def test_outcomes(
    promised: float, at_most: bool, bounds: tuple[float, float, float], missed: bool, outcome: str
) -> None:
    verdict = Verdict("desk", "target", promised, at_most, *bounds, kept=nan, confidence=nan)
    assert (verdict.missed, verdict.outcome) == (missed, outcome)


AIM = Aim("desk", "target", 0.8, False, np.array([7.0, 9, 8, 0]), np.array([10.0, 10, 10, 0]))


def test_confidence_and_risk() -> None:
    """70%, 90% and 80% of 80%: kept in two of three; the mean is on the target, so it is met with an even chance."""
    verdict = AIM.verdict(0.95, None)
    assert (verdict.mean, verdict.kept, verdict.confidence) == pytest.approx((0.8, 2 / 3, 0.5))
    lower = replace(AIM, promised=0.7).verdict(0.95, None)
    assert lower.confidence == pytest.approx(stats.t.cdf(0.1 / (0.1 / 3**0.5), 2))
    assert replace(AIM, promised=0.7, at_most=True).verdict(0.95, None).confidence == pytest.approx(
        1 - lower.confidence
    )


def test_a_bound_of_the_interval_is_the_confidence() -> None:
    """At the lower bound of an interval at 95% a target is met with 97.5%."""
    low = AIM.verdict(0.95, None).low
    assert replace(AIM, promised=low).verdict(0.95, None).confidence == pytest.approx(0.975)


def test_a_single_replication_leaves_it_open() -> None:
    verdict = replace(AIM, numerator=np.array([7.0]), denominator=np.array([10.0])).verdict(0.95, None)
    assert (verdict.mean, verdict.missed, verdict.outcome, verdict.kept) == (0.7, True, "undecided", 0)
    assert isnan(verdict.confidence)

"""Verdicts on targets: whose figure, against which promise."""

from math import nan
from typing import Any

import pytest

from simsupport.experiment import Results, run
from simsupport.scenario import from_mapping
from simsupport.targets import MEASURES, Verdict, breakdowns, verdicts

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


def test_verdicts_stand_beside_the_figures_that_they_judge(results: Results) -> None:
    found = {verdict.target: verdict for verdict in verdicts(results, level=0.9)}
    assert [verdict.scenario for verdict in found.values()] == ["Desk"] * 7
    kept, abandoned = results.summary(["target"], 0.9), results.summary(["label.tier", "channel"], 0.9)
    row = kept[(kept["target"] == "phone first response") & (kept["measure"] == "sla_compliance")].iloc[0]
    assert found["phone first response"] == Verdict(
        "Desk", "phone first response", 0.8, False, row["mean"], row["low"], row["high"]
    )
    vip = abandoned[(abandoned["label.tier"] == "vip") & (abandoned["channel"] == "phone")]
    row = vip[(vip["measure"] == "abandonment_rate") & (vip["scenario"] == "Desk")].iloc[0]
    assert found["vip calls"] == Verdict("Desk", "vip calls", 0.05, True, row["mean"], row["low"], row["high"])
    assert [found[name].missed for name in ("phone first response", "solved", "vip calls", "calls")] == [
        True, False, True, False,
    ]  # fmt: skip


def test_each_reply_has_a_promise_and_pauses_stop_the_clock(results: Results) -> None:
    found = {verdict.target: verdict for verdict in verdicts(results)}
    assert 0.05 < found["replies"].mean < 1
    assert not found["replies"].missed
    assert found["without the customer"].mean > found["with the customer"].mean > 0


@pytest.mark.parametrize(
    ("promised", "at_most", "mean", "missed"),
    [
        (0.8, False, 0.8, False), (0.8, False, 0.799, True), (0.05, True, 0.05, False), (0.05, True, 0.051, True),
        (0.8, False, nan, False), (0.05, True, nan, False),
    ],
)  # fmt: skip
def test_missed(promised: float, at_most: bool, mean: float, missed: bool) -> None:
    assert Verdict("desk", "target", promised, at_most, mean, mean, mean).missed is missed

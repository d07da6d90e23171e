"""Small desks whose demand is looked at, and how it is looked at."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import simsupport as ss
from simsupport.scenario import from_mapping
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline.rates import expected

SELDOM = 1e-4  # the chance with which a correct sampler fails a statistical check (the seeds are fixed)
Z = stats.norm.isf(SELDOM / 2)
TIERS = {"tier": {"plain": "60%", "new": "30%", "vip": "10%"}, "country": {"at": "25%", "de": "75%"}}
TOPICS = {
    "billing": {
        "talk": {"constant": "5 min"},
        "hard": {"share": "25%", "talk": "x2"},
        "authority": {"needed": "40%", "amount": {"lognormal": {"mean": 66, "cv": 1.3}}},
    },
    "technical": {"talk": "9 min"},
}


def desk(*lines: dict[str, Any], folder: Path | None = None, **parts: Any) -> Scenario:
    """A desk from Monday, 2 March 2026, on; lines are about billing on the phone unless they say otherwise."""
    calendar = {"start": "2026-03-02", "duration": "4 weeks", **parts.pop("calendar", {})}
    usual = {"topic": "billing", "channel": "phone"}
    return from_mapping({
        "calendar": calendar,
        "channels": {"phone": {"kind": "live"}, "chat": {"kind": "live"}, "email": {"kind": "deferred"}},
        "topics": TOPICS,
        "demand": [line if "replay" in line else {**usual, **line} for line in lines],
        "teams": {"desk": {"agents": 3, "skills": {name: {} for name in TOPICS}}},
        **parts,
    }, folder)  # fmt: skip


def issues_of(scenario: Scenario, name: str, seed: int = 1, replication: int = 0) -> pd.DataFrame:
    """A line's issues by k, without the ids that other lines shift."""
    frame = ss.sample_demand(scenario, seed=seed, replication=replication).table
    frame = frame.astype(dict.fromkeys(frame.select_dtypes("category").columns, object))
    return frame[frame["line"] == name].drop(columns=["issue", "line"]).set_index("k").sort_index()


def expected_by(scenario: Scenario, name: str, length: int) -> np.ndarray:
    """The issues that a line is expected to bring in each interval of a length; pieces lie within such intervals."""
    line = next(line for line in scenario.lines if line.name == name)
    found = expected(scenario, line)
    number = -(-scenario.calendar.horizon // length)
    some = found.issues > 0
    assert ((found.ends - 1) // length == found.starts // length)[some].all()
    return np.bincount(found.starts // length, found.issues, minlength=number)


def far_from(counts: np.ndarray, due: np.ndarray) -> bool:
    """Whether Poisson counts are too far from their means to be theirs: one by one, and as a whole."""
    some = due > 0
    distance = ((counts - due)[some] ** 2 / due[some]).sum()
    too_far = stats.chi2.cdf(distance, some.sum()) > 1 - SELDOM
    return bool(too_far or counts[~some].any() or abs(counts.sum() - due.sum()) > Z * np.sqrt(due.sum()))

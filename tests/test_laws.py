"""Laws that hold at every desk, on random scenarios that put all rules together."""

import copy
import itertools
import random
from math import lcm
from typing import Any

import numpy as np
import pandas as pd
import pytest
from desks import desks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simsupport.demand import sample_demand
from simsupport.engines import simulate
from simsupport.log import Log
from simsupport.scenario import from_mapping

TIMES = ["created", "arrived", "queued", "started", "talk_ended", "released"]
ENDS = {
    "solved", "closed", "unresolved", "abandoned", "balked", "blocked", "rejected", "cleared", "converted",
    "contained", "gone_quiet",
}  # fmt: skip
GOES_ON = {
    "escalated", "parked", "transferred", "asked", "on_hold", "paused", "handed_over", "callback",
}  # fmt: skip
DECISIONS = {"approved", "refused"}  # on a request: its row comes after that of who asks
law = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def run(mapping: dict[str, Any], seed: int = 1, shuffle: int | None = None) -> Log:
    scenario = from_mapping(mapping)
    return simulate(scenario, sample_demand(scenario, seed=seed), shuffle=shuffle)


def weights(log: Log) -> pd.Series:
    """What each leg takes of an agent's capacity, and that capacity: whole numbers."""
    concurrency = {name: channel.concurrency for name, channel in log.scenario.channels.items()}
    capacity = lcm(*concurrency.values())
    weight = log.legs["channel"].astype(str).map(lambda name: capacity // concurrency[name])
    return weight.where(log.legs["kind"] != "approval", capacity), capacity


@pytest.mark.slow
@given(desks())
@law
def test_every_contact_ends_once_or_is_open(mapping: dict[str, Any]) -> None:
    legs = run(mapping).legs
    legs = legs[legs["kind"] != "chaser"]
    for _, contact in legs.groupby(["issue", "contact"]):
        outcomes = [outcome for outcome in contact["outcome"].astype(str) if outcome not in DECISIONS]
        ends = [place for place, outcome in enumerate(outcomes) if outcome in ENDS]
        goes_on, stays = (outcomes[: ends[0]], outcomes[ends[0] + 1 :]) if ends else (outcomes[:-1], [])
        assert set(goes_on) <= GOES_ON | ({"open"} if not ends else set()), outcomes
        assert "open" in outcomes or ends, outcomes
        assert stays in ([], ["stale"], ["open"]), outcomes  # dead work, after who gave up without a sign
        assert not stays or outcomes[ends[0]] == "abandoned"


@pytest.mark.slow
@given(desks())
@law
def test_times_follow_each_other(mapping: dict[str, Any]) -> None:
    log = run(mapping)
    times = log.legs[TIMES]
    assert (times < log.scenario.calendar.horizon).all(axis=None)
    for _, row in times.iterrows():
        happened = [tick for tick in row if tick >= 0]
        assert happened == sorted(happened)
    worked = log.legs[log.legs["talk_ended"].ge(0) & log.legs["agent"].ge(0)]
    elapsed, work = worked["talk_ended"] - worked["started"], worked["effort"] + worked["hold"]
    slows = [name for name, channel in log.scenario.channels.items() if channel.slowdown]
    assert (elapsed >= work).all()
    assert (elapsed == work)[~worked["channel"].isin(slows)].all()


@pytest.mark.slow
@given(desks())
@law
def test_no_agent_holds_more_than_its_capacity(mapping: dict[str, Any]) -> None:
    log = run(mapping)
    legs, (weight, capacity) = log.legs, weights(log)
    taken = legs["agent"] >= 0
    ended = legs["released"].where(legs["released"] >= 0, log.scenario.calendar.horizon)
    starts = pd.DataFrame({"agent": legs["agent"], "tick": legs["started"], "change": weight})[taken]
    ends = pd.DataFrame({"agent": legs["agent"], "tick": ended, "change": -weight})[taken]
    changes = pd.concat([starts, ends]).groupby(["agent", "tick"])["change"].sum()  # ends come before starts (R2)
    loads = changes.groupby("agent").cumsum()
    assert loads.between(0, capacity).all()


@pytest.mark.slow
@given(desks())
@law
def test_presence_tiles_the_horizon_and_nobody_works_outside_it(mapping: dict[str, Any]) -> None:
    log = run(mapping)
    working = {"on", "overrun", "overtime"}
    for agent, spans in log.agents.groupby("agent"):
        edges = list(zip(spans["start"], spans["end"], strict=True))
        assert edges[0][0] == 0
        assert edges[-1][1] == log.scenario.calendar.horizon
        assert all(one[1] == other[0] for one, other in itertools.pairwise(edges))
        legs = log.legs[log.legs["agent"] == agent]
        for start, end in zip(legs["started"], legs["released"], strict=True):
            end = end if end >= 0 else log.scenario.calendar.horizon
            touched = spans[(spans["start"] < end) & (spans["end"] > start)]
            assert set(touched["state"].astype(str)) <= working, (agent, start, end, touched)


@pytest.mark.slow
@given(desks())
@law
def test_littles_law_between_the_log_and_presence(mapping: dict[str, Any]) -> None:
    """Where agents take one leg at a time, the integral of busy agents is the sum of the legs' times, and never more
    are busy than present.
    """
    for channel in mapping["channels"].values():
        channel["concurrency"] = 1
    log = run(mapping)
    horizon = log.scenario.calendar.horizon
    legs = log.legs[log.legs["agent"] >= 0]
    ended = legs["released"].where(legs["released"] >= 0, horizon)
    sojourn = int((ended - legs["started"]).sum())
    edges = np.unique(np.concatenate([legs["started"], ended, log.agents["start"], log.agents["end"]]))
    middles, lengths = (edges[:-1] + edges[1:]) / 2, np.diff(edges)
    in_service = np.searchsorted(np.sort(legs["started"]), middles) - np.searchsorted(np.sort(ended), middles)
    there = log.agents[log.agents["state"].isin(["on", "overrun", "overtime"])]
    present = np.searchsorted(np.sort(there["start"]), middles) - np.searchsorted(np.sort(there["end"]), middles)
    assert (in_service <= present).all()
    assert int((in_service * lengths).sum()) == sojourn


@pytest.mark.slow
@given(desks())
@law
def test_nobody_waits_while_an_agent_may_take_it(mapping: dict[str, Any]) -> None:
    """A leg that waits finds no agent of its route's first team in state `on` with room for it (R10).

    Teams with a head count are left out: while more are present than the count they start nothing; and so are the
    rules by which deferred work is held back (R16, R20).
    """
    for team in mapping["teams"].values():
        team.pop("reserve", None)
        team.pop("owner_within", None)
    for channel in mapping["channels"].values():
        channel.pop("interruptible", None)
        channel.pop("drains_after", None)
    log = run(mapping)
    legs, (weight, capacity) = log.legs, weights(log)
    horizon = log.scenario.calendar.horizon
    counted = {name for name, team in log.scenario.teams.items() if team.agents is not None}
    ended = legs["released"].where(legs["released"] >= 0, horizon)
    load_of = {agent: load_steps(agent, legs, ended, weight) for agent in log.agents["agent"].unique()}
    waits = legs[legs["queued"].ge(0) & ~legs["kind"].isin(["approval", "rest"])]
    waited_to = waits["started"].where(waits["started"] >= 0, waits["talk_ended"])
    waited_to = waited_to.where(waited_to >= 0, horizon)
    alone = waits["agent"].lt(0) | waits["team"].astype(str).eq("second")  # whose team is sure to be on the route
    for index in waits.index[(waited_to > waits["queued"]) & alone]:
        team = str(waits.at[index, "team"])
        if team in counted:
            continue
        start, end = waits.at[index, "queued"], waited_to[index]
        if str(waits.at[index, "kind"]) != "escalation" and team == "second":
            continue
        spans = log.agents[(log.agents["team"] == team) & (log.agents["state"] == "on")]
        for span in spans[(spans["start"] < end) & (spans["end"] > start)].itertuples():
            low, high = max(start, span.start), min(end, span.end)
            ticks, loads = load_of[span.agent]
            between = loads[np.searchsorted(ticks, low, "right") - 1 : np.searchsorted(ticks, high, "left")]
            assert (between + weight[index] > capacity).all(), (index, span.agent, low, high)


def load_steps(agent: int, legs: pd.DataFrame, ended: Any, weight: Any) -> tuple[Any, Any]:
    """The ticks from which on an agent carries so much; the first before everything."""
    own = legs["agent"] == agent
    changes = pd.concat(
        [pd.Series(weight[own].values, legs["started"][own]), pd.Series(-weight[own].values, ended[own])]
    )
    steps = pd.concat([pd.Series([0], [-1]), changes]).groupby(level=0).sum().cumsum()
    return steps.index.to_numpy(), steps.to_numpy()


@pytest.mark.slow
@given(desks())
@law
def test_lines_bound_the_customers_on_a_channel(mapping: dict[str, Any]) -> None:
    if mapping["channels"]["chat"].get("when_closed") == "queue":
        mapping["channels"]["chat"]["when_closed"] = "reject"  # whom a bot hands over, to be held, has no line
    log = run(mapping)
    for name, channel in log.scenario.channels.items():
        if channel.lines is None:
            continue
        legs = log.legs.assign(queued=log.legs["queued"].where(log.legs["kind"] != "bot", log.legs["started"]))
        hung_up = legs["outcome"].eq("callback").groupby([legs["issue"], legs["contact"]]).cumsum()
        legs = legs[hung_up.eq(0) | hung_up.eq(1) & legs["outcome"].eq("callback")]  # what follows takes no line
        legs = legs[(legs["channel"] == name) & legs["queued"].ge(0) & ~legs["kind"].isin(["rest", "follow_up"])]
        over = legs["talk_ended"].where(legs["talk_ended"] >= 0, log.scenario.calendar.horizon)
        contacts = pd.DataFrame({"start": legs["queued"], "end": over, "id": legs["issue"] * 1000 + legs["contact"]})
        stays = contacts.groupby("id").agg(start=("start", "min"), end=("end", "max"))
        stays = stays[stays["end"] > stays["start"]]
        changes = pd.concat([pd.Series(1, stays["start"]), pd.Series(-1, stays["end"])]).groupby(level=0).sum()
        assert changes.cumsum().max() <= channel.lines if len(changes) else True


@pytest.mark.slow
@given(desks(), st.integers(0, 10))
@law
def test_order_of_the_file_and_of_the_program_changes_nothing(mapping: dict[str, Any], seed: int) -> None:
    log = run(mapping)
    again = run(mapping)
    assert log.legs.to_csv() == again.legs.to_csv()
    assert log.agents.to_csv() == again.agents.to_csv()
    other = run(reordered(mapping, random.Random(seed)), shuffle=seed)
    pd.testing.assert_frame_equal(log.legs, other.legs)
    pd.testing.assert_frame_equal(log.agents, other.agents)


def reordered(value: Any, chance: random.Random) -> Any:
    """The same scenario with its mappings and its demand lines in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        made = {key: reordered(value[key], chance) for key in keys}
        if isinstance(made.get("demand"), list):
            made["demand"] = chance.sample(made["demand"], len(made["demand"]))
        return made
    return copy.deepcopy(value)

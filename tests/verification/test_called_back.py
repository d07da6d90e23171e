"""Callbacks (R21): who is called back keeps the place in the queue, so that no work is moved and none is saved."""

import pytest
from comparisons import check_all, check_exact, logs, refuses, scenario_of, tells_apart
from log_figures import HOUR, MINUTE
from test_exact_values import markov_desk

import simsupport as ss

CONSTANT = {"topics.question.talk": "1 min", "calendar.duration": "20 h", "calendar.warm_up": "0 h"}
CALLBACK = "channels.phone.callback"


def run(changes, seed=51):
    scenario = scenario_of("callbacks", changes)
    return ss.simulate(scenario, ss.sample_demand(scenario, seed=seed)).legs


@pytest.mark.parametrize("limit", ["10 s", "54 s", "90 s"])
def test_who_is_called_back_is_served_as_if_waiting_on_the_line(limit):
    """With equal talks every customer is taken at the very tick at which it would be without callbacks."""
    waits = run({**CONSTANT, CALLBACK: None})
    called = run({**CONSTANT, f"{CALLBACK}.when_wait_exceeds": limit})
    last = called[called["outcome"] != "callback"]
    back = last["kind"] == "follow_up"
    assert 0.02 < back.mean() < 0.9
    for column in ("issue", "started", "talk_ended", "effort", "agent"):
        assert last[column].tolist() == waits[column].tolist(), column
    assert (last.loc[back, "queued"] == last.loc[back, "arrived"]).all()


def offered(limit: int) -> dict[str, float]:
    """M/M/5: a callback is offered to those who are the `limit`-th to wait, or later."""
    found = markov_desk(rate=4.2, talk=1, agents=5)
    return {
        "called back per contact": found["P(wait)"] * 0.84 ** (limit - 1),
        "mean time to answer (min)": found["mean wait"],
    }


def test_callbacks_are_offered_by_the_number_who_wait():
    """54 s are four and a half talks of a fifth of a minute: offered from the fifth who waits on."""
    check_exact("callbacks", offered(5))


@pytest.mark.slow
@pytest.mark.parametrize("limit", [4, 6])
def test_another_number_is_told_apart(limit):
    assert tells_apart("callbacks", offered(limit))


def reached(answered=0.5, attempts=2) -> dict[str, float]:
    """Each attempt is answered by itself, until one is or the last one is in vain."""
    vain = 1 - answered
    tries = (1 - vain**attempts) / answered
    return {
        "attempts / callback": tries,
        "gone quiet / callback": vain**attempts,
        "ringing / callback min": (tries - (1 - vain**attempts)) * 0.5,
    }


def attempts(log) -> list[dict[str, tuple[float, float]]]:
    """For each callback how often it was tried, whether in vain, and how long it rang."""
    legs = log.legs
    accepted = (legs["leg"] == 0) & (legs["outcome"] == "callback")
    accepted &= legs["arrived"] < log.scenario.calendar.horizon - HOUR
    tried = legs[legs["issue"].isin(legs["issue"][accepted]) & (legs["leg"] > 0)]
    assert (tried["outcome"] != "open").all()
    vain = tried["outcome"].isin(["callback", "gone_quiet"])
    assert (tried["effort"][vain] == MINUTE // 2).all()
    of_issue = tried.assign(rang=tried["effort"].where(vain, 0), quiet=tried["outcome"] == "gone_quiet")
    sums = of_issue.groupby("issue").agg(tries=("leg", "size"), quiet=("quiet", "sum"), rang=("rang", "sum"))
    return [
        {
            "attempts / callback": (row.tries, 1),
            "gone quiet / callback": (row.quiet, 1),
            "ringing / callback min": (row.rang / MINUTE, 1),
        }
        for row in sums.itertuples()
    ]


@pytest.mark.slow
def test_callbacks_that_nobody_answers_are_tried_again():
    again = {"answered": "50%", "attempts": 2, "again_after": "10 min", "rings": "30 s", "when_wait_exceeds": "10 s"}
    (log,) = logs("callbacks", 53, 1, {CALLBACK: again, "calendar.duration": "30 h"})
    found = attempts(log)
    check_all(reached(), found)
    assert refuses(reached(answered=0.6), found)
    assert refuses(reached(attempts=3), found)

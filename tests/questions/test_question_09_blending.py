"""Question 9: what do blending and callbacks do? Mail fills the gaps of the phone, whose level drops unless somebody is
kept free or mail can be interrupted; callbacks move a peak, but no overload.

Six people on the phone are 67% busy and 76% of the calls are answered within 20 s (Erlang C). Power: intervals of
paired differences leave out 0 by the margins stated.
"""

import numpy as np
import pytest
from asking import ask, erlang_c, interval_of, logs

LEVEL = erlang_c(60, 1 / 15, 6, 20 / 3600)["service level"]
BLENDED = {"teams.phones.channels": ["phone", "email"], "teams.writers": None}  # the mail of two with nobody more


@pytest.mark.slow
def test_mail_fills_the_gaps_and_a_reserve_keeps_the_level():
    desks = {"apart": {}, "blended": BLENDED}
    desks |= {f"reserve of {k}": {**BLENDED, "teams.phones.reserve": k} for k in (1, 2)}
    answers = ask("gaps", desks, 20, ["service_level", "occupancy", "first_response_time"], by=["channel"], seed=3)
    assert LEVEL in answers.mean("apart", "service_level", channel="phone")
    assert answers.gain("blended", "service_level", channel="phone").high < -0.1
    for reserve, less in (("reserve of 1", "blended"), ("reserve of 2", "reserve of 1")):
        assert answers.gain(reserve, "service_level", base=less, channel="phone").low > 0
        assert answers.gain(reserve, "first_response_time", base=less, channel="email").low > 0
    assert answers.gain("reserve of 2", "service_level", channel="phone").high < 0
    busy = (4 + 16 / 15) / 6
    assert busy in answers.mean("blended", "occupancy")
    assert answers.mean("apart", "occupancy").high < busy  # six and two people


def calls(changes):
    (log,) = logs("gaps", changes, 1, seed=4)
    legs = log.legs
    return legs[legs["channel"] == "phone"].reset_index(drop=True)[["issue", "created", "started", "talk_ended"]]


@pytest.mark.slow
def test_mail_that_can_be_interrupted_is_not_felt_on_the_phone():
    """Every call is answered at the very tick at which it would be without mail."""
    assert calls({**BLENDED, "channels.email.interruptible": True}).equals(calls({}))
    assert not calls(BLENDED).equals(calls({}))


CALLBACK = {"channels.phone.callback": {"when_wait_exceeds": "2 min"}}
OVERLOAD = {
    "demand.question/phone.profile": {"mon-fri": [84] * 10 + [0] * 14},
    "demand.question/phone.volume": "4200 issues / week",
}


def days(changes) -> dict[str, np.ndarray]:
    """How twelve days end, as shares of their customers: talked to, given up, and waiting for a call at closing."""
    found: dict[str, list[float]] = {"talks": [], "given up": [], "not called": []}
    for log in logs("peak", changes, 12, seed=5):
        legs = log.legs
        customers = (legs["leg"] == 0).sum()
        found["talks"].append((legs["effort"] > 0).sum() / customers)
        found["given up"].append((legs["outcome"] == "abandoned").sum() / customers)
        found["not called"].append(((legs["kind"] == "follow_up") & (legs["started"] < 0)).sum() / customers)
    return {name: np.array(shares) for name, shares in found.items()}


@pytest.mark.slow
def test_callbacks_move_a_peak():
    """Two hours of 84 calls an hour, for 60 of which there are people: later there is time for all of them."""
    waiting, called = days({}), days(CALLBACK)
    assert interval_of(called["given up"] - 0.4 * waiting["given up"]).high < 0
    assert interval_of(called["talks"] - waiting["talks"]).low > 0.05
    assert interval_of(called["not called"]).high < 0.05


@pytest.mark.slow
def test_callbacks_do_not_move_an_overload():
    """84 calls an hour all day: 60 are served whatever is promised, and 24 wait for their call in the evening."""
    waiting, called = days(OVERLOAD), days({**OVERLOAD, **CALLBACK})
    assert 60 / 84 in interval_of(called["talks"])
    assert interval_of(called["talks"] - waiting["talks"]).high < 0.05
    assert interval_of(waiting["given up"]).low > 0.25
    assert 24 / 84 in interval_of(called["not called"] + called["given up"])

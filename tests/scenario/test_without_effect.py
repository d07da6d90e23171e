"""What a scenario says and nothing comes of is a warning, with the reason."""

from pathlib import Path
from typing import Any

import pytest

from simsupport.scenario import load, warnings

DESK = Path(__file__).parents[1] / "invalid/base/desk.yaml"


def told(changes: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in warnings(load(DESK, changes))]


BOT = {"takes": "90 s", "contains": {"billing": "50%"}}
SOME = {"for": {"topics": ["billing"]}, "effects": {"talk": "-5%"}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"channels.phone.slowdown": 0.2},
         "channels.phone: 'slowdown' changes nothing: with a concurrency of 1 there is no second talk"),
        ({"channels.phone.further_chat": {"resolves": "-2 points"}},
         "channels.phone: 'further_chat' changes nothing: with a concurrency of 1 there is no second talk"),
        ({"channels.chat.slowdown": 0.2}, None),
        ({"channels.chat.drains_after": "30 s"},
         "channels.chat.drains_after: nothing is lighter than what comes here (concurrency 3): nobody is held back"),
        ({"channels.phone.drains_after": "30 s"}, None),
        ({"channels.email.resume_time": "45 s"},
         "channels.email.resume_time: this work is never put aside: it is not interruptible, and no team has a grace"),
        ({"channels.email": {"resume_time": "45 s", "interruptible": True}}, None),
        ({"channels.email.resume_time": "45 s", "teams.weekend.grace": "5 min"}, None),
        ({"channels.phone.callback": {"when_wait_exceeds": "3 min", "rings": "20 s"}},
         "channels.phone.callback: 'rings' changes nothing: 100% answer at the first attempt (answered)"),
        ({"channels.phone.callback": {"when_wait_exceeds": "3 min", "answered": "90%", "rings": "20 s"}}, None),
    ],
)  # fmt: skip
def test_channels(changes: dict[str, Any], message: str | None) -> None:
    assert told(changes) == ([] if message is None else [message])


def test_work_that_nobody_interrupts() -> None:
    deferred = {f"channels.{name}": {"kind": "deferred"} for name in ("phone", "chat")}
    assert "channels.email.interruptible: no channel is live: nobody interrupts this work" in told(
        {**deferred, "channels.phone.when_closed": "queue", "channels.email.interruptible": True}
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topics.billing.asks": {"email": {"share": "45%", "reply_after": "9 h", "replies": "85%"}}},
         "topics.billing.asks.email: 15% never reply, and nothing closes their tickets: give closes_after"),
        ({"topics.billing.asks": {"email": {"share": "45%", "reply_after": "9 h", "replies": "85%",
                                            "closes_after": "5 d"}}}, None),
        ({"topics.billing.gives_up_silently": {"phone": "70%"}},
         "topics.billing.gives_up_silently: that 70% give up silently on 'phone' changes nothing: "
         "'stale' is missing: it costs no talk"),
        ({"topics.billing.gives_up_silently": {"chat": "70%", "stale": "2 min"}},
         "topics.billing.gives_up_silently: that 70% give up silently on 'chat' changes nothing: "
         "there is no patience that could end"),
        ({"topics.billing.gives_up_silently": {"phone": "70%", "stale": "2 min"}}, None),
        ({"topics.billing.chases": {"probability": "20%", "after": "1 d"}}, None),
        ({"topics.billing.chases": {"probability": "20%", "after": "1 d"}, "channels.phone.when_closed": "reject",
          "topics.billing.retries.switch": None},
         "topics.billing: nobody chases an answer: 'billing' comes to live channels only"),
        ({"teams.weekend": {"hand_over": {"kind": "consult"}, "channels": ["chat"]}},
         "teams.weekend.hand_over.kind: this team works on live channels only, where it hands over cold instead of "
         "consulting"),
        ({"teams.weekend.hand_over": {"kind": "consult"}}, None),
        ({"teams.weekend.shifts.day.on_call": {"topics": ["technical"]}},
         "teams.weekend.shifts.day.on_call.topics[0]: this team has no skill for 'technical': it is never called"),
        ({"teams.weekend.shifts.day.on_call": {"ranks": [2]}},
         "teams.weekend.shifts.day.on_call.ranks[0]: nothing has the rank 2"),
        ({"teams.weekend.shifts.day.on_call": {"ranks": [2]}, "channels.email.rank": {"tier": {"vip": 2}}}, None),
        ({"teams.weekend.manner": 0.1}, None),
        ({"value.margin_per_customer": 120},
         "value: nothing is known of retention and lifetime value: 'customers' is missing"),
        ({"value": {"margin_per_customer": 120, "customers": 4000}}, None),
        ({"targets.replies": {"next_response": "4 h", "share": "90%"}},
         "targets[1].next_response: nothing is replied to there: no topic asks or waits, and no team consults"),
        ({"targets.replies": {"next_response": "4 h", "share": "90%", "where": {"channel": "phone"}},
          "topics.billing.on_hold": {"email": {"share": "5%", "for": "1 d"}}},
         "targets[1].next_response: nothing is replied to there: no topic asks or waits, and no team consults"),
        ({"targets.replies": {"next_response": "4 h", "share": "90%"},
          "topics.billing.on_hold": {"email": {"share": "5%", "for": "1 d"}}}, None),
        ({"targets.replies": {"next_response": "4 h", "share": "90%"},
          "teams.weekend.hand_over": {"kind": "consult"}}, None),
        ({"targets.vip mail.pauses": ["pending"]},
         "targets[0].pauses: the first response comes before anything could pause the clock"),
    ],
)  # fmt: skip
def test_topics_teams_and_targets(changes: dict[str, Any], message: str | None) -> None:
    assert told(changes) == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"automation.bot.phone": BOT}, None),
        ({"automation.bot.chat": BOT}, "automation.bot: nobody comes to 'chat'"),
        ({"automation.bot.phone": {**BOT, "contains": {"technical": "5%"}}},
         "automation.bot.phone.contains: 'technical' never comes to 'phone'"),
        ({"automation.bot.phone": {**BOT, "hand_over": {"talk": "+5%"}}},
         "automation.bot.phone.hand_over: with context the talk would be longer (+5%)"),
        ({"automation.bot.phone": {**BOT, "hand_over": {"context": False, "talk": "-5%"}}},
         "automation.bot.phone.hand_over: without context the talk would be shorter (-5%)"),
        ({"automation.bot.phone": {**BOT, "starts": "2 weeks"}},
         "automation.bot.phone.starts: it starts after the end of the horizon, 2026-03-23 00:00"),
        ({"automation.bot.phone": {**BOT, "open": {"holiday": "08:00-12:00"}}},
         "automation.bot.phone.open: it is never open within the horizon"),
        ({"automation.self_service": {"billing": {"deflects": "5%"}}}, None),
        ({"automation.self_service": {"billing": {"deflects": "5%", "starts": "2027-01-01"}}},
         "automation.self_service.billing.starts: it starts after the end of the horizon, 2026-03-23 00:00"),
        ({"automation.self_service": {"technical": {"deflects": "5%"}}, "demand.technical/email": None,
          "targets": []},
         "automation.self_service: there is no demand of 'technical' that it could deflect"),
        ({"automation.triage": {"accuracy": "90%", "finds_out_in": "1 min"}}, None),
    ],
)  # fmt: skip
def test_automation(changes: dict[str, Any], message: str | None) -> None:
    assert told(changes) == ([] if message is None else [message])


def test_triage_of_a_single_topic() -> None:
    changes: dict[str, Any] = {"topics.technical": None, "demand.technical/email": None, "routing": [], "targets": []}
    changes |= {f"teams.{name}.skills.technical": None for name in ("frontline", "specialists")}
    triage = {"automation.triage": {"accuracy": "90%", "finds_out_in": "1 min"}}
    assert told({**changes, **triage}) == ["automation.triage: there is only 1 topic: nothing can be taken for another"]


def test_bots_and_self_service_take_work_off_a_team() -> None:
    much = {"demand.technical/email.rate": "45 / h"}
    portal = {"technical": {"deflects": "30%"}}
    bot = {"takes": "1 min", "contains": {"technical": "50%"}, "engages": "60%"}
    assert len(told(much)) == 1
    assert told({**much, "automation.self_service": portal}) == []
    assert told({**much, "automation.bot.email": bot}) == []
    assert len(told({**much, "automation.bot.email": {**bot, "open": {"mon": "08:00-12:00"}}})) == 1
    assert len(told({**much, "automation.self_service": {"technical": {"deflects": "30%", "starts": "1 week"}}})) == 1


@pytest.mark.parametrize(
    ("effect", "changes", "why"),
    [
        ("demand: -5%", {}, ""),
        ("wrap: -5%", {}, "there is no wrap"),
        ("wrap: -5%", {"topics.billing.wrap": "1 min"}, ""),
        ("unsolved: -5%", {}, ""),
        ("unsolved: -5%", {"teams.frontline.skills.billing.resolves": "100%"}, "all is solved"),
        ("uncontained: -5%", {}, "no bot contains anything of it"),
        ("uncontained: -5%", {"automation.bot.phone": BOT}, ""),
        ("uncontained: -5%", {"automation.bot.phone": {"takes": "1 min"}}, "no bot contains anything of it"),
        ("engages: -5%", {"automation.bot.phone": {"takes": "1 min"}}, ""),
        ("engages: -5%", {}, "there is no bot"),
        ("undeflected: -5%", {}, "there is no self-service"),
        ("undeflected: -5%", {"automation.self_service": {"billing": {"deflects": "5%"}}}, ""),
        ("misrouted: -5%", {}, "nothing is sorted wrongly"),
        ("misrouted: -5%", {"automation.triage": {"accuracy": "90%", "finds_out_in": "1 min"}}, ""),
        ("spread: -5%", {}, "there is no spread"),
        ("spread: -5%", {"teams.frontline.spread": {"speed": "10%"}}, ""),
        ("newcomers: -5%", {}, "there are no newcomers"),
        ("newcomers: -5%", {"teams.frontline.newcomers": {"ramp": "1 week", "talk": "+50%"}}, ""),
        ("authority: 5", {}, ""),
        ("authority: 5", {"topics.billing.authority": None}, "no limit of authority is in the way"),
        ("authority: 5", {"teams.frontline": {"authority": None, "above_authority": None}},
         "no limit of authority is in the way"),
        ("mix: {email: 5%}", {}, ""),
    ],
)  # fmt: skip
def test_effects_that_find_nothing(effect: str, changes: dict[str, Any], why: str) -> None:
    name, _, value = effect.partition(": ")
    given = {"email": "5%"} if name == "mix" else int(value) if name == "authority" else value
    initiative = {"for": {"topics": ["billing"]}, "effects": {name: given}}
    expected = [f"initiatives.it.effects: '{name}' changes nothing: {why}"] if why else []
    assert told({**changes, "initiatives.it": initiative}) == expected


@pytest.mark.parametrize(
    ("initiative", "message"),
    [
        (SOME, None),
        ({}, "initiatives: it changes nothing and costs nothing"),
        ({"effects": {"talk": "x1"}}, "initiatives: it changes nothing and costs nothing"),
        ({"cost": 5}, None),
        ({"effects": {"absent": "-5%"}}, "initiatives.it.effects: 'absent' changes nothing: nobody is ever absent"),
        ({**SOME, "starts": "2 weeks"},
         "initiatives.it.starts: it starts after the end of the horizon, 2026-03-23 00:00"),
        ({**SOME, "starts": "2026-01-01", "ends": "2026-03-02"},
         "initiatives.it.ends: it ends before the horizon begins, 2026-03-02 00:00"),
        ({"for": {"topics": ["technical"], "channels": ["phone"]}, "effects": {"talk": "-5%", "wrap": "-5%"}},
         "initiatives.it.for: no contacts have these topics, channels and labels"),
        ({"for": {"topics": ["billing"], "labels": {"tier": ["vip"]}}, "effects": {"demand": "-5%"}},
         "initiatives.it.for: no contacts have these topics, channels and labels"),
        ({"for": {"topics": ["billing"], "channels": ["email"]}, "effects": {"demand": "-5%"}},
         "initiatives.it.effects: 'demand' changes nothing: no demand begins there"),
        ({"effects": {"manner": 0.1}}, None),
        ({"away": {"team": "weekend", "hours": 18}}, None),
        ({"away": {"team": "weekend", "hours": 19}},
         "initiatives.it.away.hours: 19 hours are more than the 18.0 that 'weekend' can be away meanwhile"),
        ({"starts": "1 week", "ends": "2026-03-22", "away": {"team": "weekend", "hours": 4}},
         "initiatives.it.away.hours: 4 hours are more than the 3.0 that 'weekend' can be away meanwhile"),
        ({"starts": "1 week", "away": {"team": "specialists", "hours": 168}}, None),
        ({"starts": "1 week", "away": {"team": "specialists", "hours": 169}},
         "initiatives.it.away.hours: 169 hours are more than the 168.0 that 'specialists' can be away meanwhile"),
    ],
)  # fmt: skip
def test_initiatives(initiative: dict[str, Any], message: str | None) -> None:
    assert told({"initiatives.it": initiative}) == ([] if message is None else [message])

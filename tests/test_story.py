"""The story of contacts: tiny logs to the letter, and every hand-traced case without a stumble."""

import re
from pathlib import Path
from typing import Any

import pytest
from test_cases import FILES, read_case, run

from simsupport.demand import Demand
from simsupport.engines import simulate
from simsupport.errors import SimsupportError
from simsupport.log import Kind, Log, Outcome
from simsupport.scenario import from_mapping
from simsupport.story import issues_of, tell
from simsupport.units import parse_duration

DESK: dict[str, Any] = {
    "calendar": {"start": "2026-03-02", "duration": "10 h"},
    "channels": {
        "phone": {"kind": "live", "open": {"mon": "08:00-09:00"}, "when_closed": {"convert": "email"}, "lines": 2},
        "email": {"kind": "deferred"},
    },
    "topics": {
        "refund": {
            "talk": {"phone": "6 min", "email": "2 min"}, "wrap": "30 s", "patience": {"phone": "3 min"},
            "authority": {"needed": "0%", "amount": 1}, "recognised": "100%",
            "retries": {"probability": "100%", "after": "10 min", "at_most": 1},
            "returns": {"probability": "0%", "after": "1 h"},
        },
    },
    "demand": [
        {"topic": "refund", "channel": "phone", "rate": "0 / h", "labels": {"tier": {"vip": "50%", "plain": "50%"}}},
    ],
    "teams": {
        "desk": {
            "agents": 1, "skills": {"refund": {"resolves": "0%"}}, "authority": 25,
            "above_authority": {"ask": "supervisors"}, "escalates_to": "experts",
            "hand_over": {"kind": "warm", "briefing": "1 min", "waits_at_most": "2 min"},
        },
        "experts": {"agents": 1, "skills": {"refund": {}}},
        "supervisors": {"agents": 1, "approves": {"takes": "2 min", "grants": "100%"}},
    },
}  # fmt: skip


def told(*issues: dict[str, Any]) -> list[str]:
    """The stories of issues given as times and traits."""
    scenario = from_mapping(DESK)
    rows = [{"line": "refund/phone", **issue, "created": parse_duration(issue["created"])} for issue in issues]
    demand = Demand.from_issues(scenario, rows)
    log = simulate(scenario, demand)
    return [tell(log, issue, demand) for issue in issues_of(log)]


def test_approval_then_a_warm_hand_over() -> None:
    (story,) = told({"created": "8 h", "amount": 66.0, "hard": True, "labels": {"tier": "vip"}})
    assert story == (
        "issue 0 (refund, phone, tier vip, hard, needs an amount of 66.00), created Mon 08:00:00\n"
        "  Mon 08:00:00  arrives on phone; agent 0 of desk answers (R10); talk 6 m 00 s (R12); "
        "asks for approval, customer and agent hold 3 m 00 s (R15); "
        "known to be unsolved → escalated to experts (R13, R14); wrap-up 30 s\n"
        "  Mon 08:06:00  supervisors asked for approval (R15); agent 2 of supervisors looks at it; "
        "granted 66.00 after 2 m 00 s (R15)\n"
        "  Mon 08:08:00  queues for experts (R14); agent 1 of experts answers (R10); briefing 1 m 00 s (R14); "
        "talk 6 m 00 s (R12); solved (R13); wrap-up 30 s\n"
        "  solved for good, 15 m 00 s after it was created"
    )


def test_who_gives_up_tries_again_and_is_sent_to_another_channel() -> None:
    _, _, third, fourth = told(*({"created": time} for time in ("8 h", "8 h 10 s", "8 h 52 min", "8 h 52 min 5 s")))
    assert third.splitlines()[1].startswith("  Mon 08:52:00  arrives on phone; agent 0 of desk answers (R10); ")
    assert fourth == (
        "issue 3 (refund, phone), created Mon 08:52:05\n"
        "  Mon 08:52:05  arrives on phone; gives up after 3 m 00 s (R17)\n"
        "  Mon 09:05:05  tries again on phone (R17); the channel is closed: converted (R6)\n"
        "  Mon 09:05:05  goes on on email (R6); agent 0 of desk takes it (R10); work 2 m 00 s (R12); "
        "known to be unsolved → escalated to experts (R13, R14); wrap-up 30 s\n"
        "  Mon 09:07:05  queues for experts (R14); agent 1 of experts takes it (R10); work 2 m 00 s (R12); "
        "solved (R13); wrap-up 30 s\n"
        "  solved for good, 17 m 00 s after it was created"
    )


def test_blocked_and_lost() -> None:
    stories = told(*({"created": f"8 h {second} s"} for second in range(4)))
    assert stories[2].splitlines()[1:2] == ["  Mon 08:00:02  arrives on phone; all lines are taken: blocked (R8)"]
    assert stories[2].splitlines()[2].startswith("  Mon 08:10:02  tries again on phone (R17); ")


def test_without_the_demand_the_reason_is_left_open() -> None:
    case = read_case(Path(__file__).parent / "cases" / "r24-worked-example.yaml")
    assert tell(run(case), 0) == (
        "issue 0 (call, phone), created Mon 00:00:00\n"
        "  Mon 00:00:00  arrives on phone; agent 0 of frontline answers (R10); talk 5 m 00 s (R12); "
        "not to be settled here → escalated to specialists (R13, R14); "
        "the agent stays with the customer on hold for 1 m 00 s (R14); wrap-up 30 s\n"
        "  Mon 00:05:00  queues for specialists (R14); agent 1 of specialists answers (R10); briefing 1 m 00 s (R14); "
        "talk 10 m 00 s (R12); solved (R13); wrap-up 1 m 00 s\n"
        "  solved for good, 16 m 00 s after it was created"
    )


def test_an_issue_that_there_is_not() -> None:
    case = read_case(FILES[0])
    log = run(case)
    with pytest.raises(SimsupportError, match=f"there is no issue 99: there are {len(issues_of(log))}, counted from 0"):
        tell(log, 99)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_can_be_told(path: Path) -> None:
    """A line for each leg, between a headline and an ending; rules are cited as they are numbered."""
    log = run(read_case(path))
    for issue in issues_of(log):
        lines = tell(log, issue).splitlines()
        assert len(lines) == 2 + (log.legs["issue"] == issue).sum()
        assert not re.search(r"[{}_]|nan|-\d", " ".join(lines[1:]))
        assert {int(number) for number in re.findall(r"R(\d+)", " ".join(lines))} <= set(range(1, 25))


def test_every_kind_and_outcome_has_words() -> None:
    """Whatever a later engine writes, the story goes on."""
    case = read_case(Path(__file__).parent / "cases" / "r24-worked-example.yaml")
    log = run(case)
    for kind in Kind:
        for outcome in Outcome:
            legs = log.legs[log.legs["leg"] == 0].astype({"kind": object, "outcome": object})
            legs["kind"], legs["outcome"] = kind.name.lower(), outcome.name.lower()
            changed = Log(legs, log.agents, log.scenario, log.seed, log.replication, log.engine)
            assert len(tell(changed, 0).splitlines()) == 3

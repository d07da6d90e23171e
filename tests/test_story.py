"""The story of contacts: tiny logs to the letter, and every hand-traced case without a stumble."""

import re
from pathlib import Path
from typing import Any

import pytest
from test_cases import FILES, read_case, run
from thinned import thinned

from simsupport.demand import Demand
from simsupport.engines import simulate
from simsupport.errors import SimsupportError
from simsupport.log import Kind, Log, Outcome
from simsupport.scenario import from_mapping
from simsupport.story import issues_of, tell
from simsupport.units import parse_duration

CASES = Path(__file__).parent / "cases"
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


def told(*issues: dict[str, Any], changes: dict[str, object] | None = None) -> list[str]:
    """The stories of issues given as times and traits."""
    scenario = from_mapping(DESK, changes=changes)
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


def test_the_agent_stays_no_longer_than_the_hand_over_waits() -> None:
    """The expert talks from 8:07 to 8:15:34 and wraps up until 8:16:17; the second customer comes at 8:13:50."""
    slow = {"teams.experts.skills.refund.speed": 0.7}
    _, story = told({"created": "8 h"}, {"created": "8 h 7 min 50 s"}, changes=slow)
    assert story.splitlines()[1:3] == [
        "  Mon 08:07:50  arrives on phone; agent 0 of desk answers (R10); talk 6 m 00 s (R12); "
        "known to be unsolved → escalated to experts (R13, R14); "
        "the agent stays with the customer on hold for 2 m 00 s, then no longer (R14); wrap-up 30 s",
        "  Mon 08:13:50  queues for experts (R14); waits 2 m 27 s (R9); agent 1 of experts answers (R10); "
        "talk 8 m 34 s (R12); solved (R13); wrap-up 43 s",
    ]


def test_who_is_cleared_at_once_has_not_waited() -> None:
    """At 9:00 the experts have gone, and the channel closes in the tick in which the customer is handed over."""
    changes: dict[str, object] = {"teams.experts.agents": {"mon": [1] * 9 + [0] * 15}}
    (story,) = told({"created": "8 h 55 min"}, changes=changes)
    assert "queues for experts (R14); nobody serves any more: cleared (R6)" in story


def test_without_the_demand_the_reason_is_left_open() -> None:
    assert tell(run(read_case(CASES / "r24-worked-example.yaml")), 0) == (
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


@pytest.mark.parametrize("path", thinned(FILES, 10), ids=lambda path: path.stem)
def test_every_case_can_be_told(path: Path) -> None:
    """A line for each leg, between a headline and an ending; rules are cited as they are numbered."""
    log = run(read_case(path))
    for issue in issues_of(log):
        lines = tell(log, issue).splitlines()
        assert len(lines) == 2 + (log.legs["issue"] == issue).sum()
        assert not re.search(r"[{}_]|nan|-\d", " ".join(lines[1:]))
        assert {int(number) for number in re.findall(r"R(\d+)", " ".join(lines))} <= set(range(1, 25))


@pytest.mark.parametrize("kind", thinned(Kind, 4))
def test_every_kind_and_outcome_has_words(kind: Kind) -> None:
    """Whatever an engine writes, the story goes on."""
    log = run(read_case(CASES / "r24-worked-example.yaml"))
    any_words = log.legs.astype({"kind": object, "outcome": object})
    for outcome in Outcome:
        legs = any_words.copy()
        legs.loc[legs["leg"] == 1, ["kind", "outcome"]] = kind.name.lower(), outcome.name.lower()
        changed = Log(legs, log.agents, log.scenario, log.seed, log.replication, log.engine)
        assert len(tell(changed, 0).splitlines()) == 4


@pytest.mark.parametrize(
    ("case", "issue", "lines"),
    [
        ("r07-contained-wrongly", 1, [
            "Mon 00:01:40  meets the bot on chat (R7); it takes 1 m 00 s; contained, but it will not hold (R7)",
            "Mon 00:12:40  comes again, and meets the bot on chat (R7); it takes 1 m 00 s; contained, but it will"
            " not hold (R7)",
            "later  would come back on chat, but not before the horizon (R17, R23)",
            "open at the horizon (R23)",
        ]),
        ("r07-handed-over-and-called-back", 1, [
            "Mon 00:00:10  meets the bot on phone (R7); it takes 30 s; handed over (R7)",
            "Mon 00:00:40  comes from the bot to the people on phone (R7); would have to wait too long, and "
            "accepts to be called back (R21)",
            "Mon 00:00:40  is to be called back on phone (R21); waits 9 m 50 s (R9); agent 0 of desk calls (R10);"
            " talk 10 m 00 s (R12); solved (R13)",
            "solved for good, 20 m 20 s after it was created",
        ]),
        ("r07-held-after-the-bot-gives-its-line-back", 2, [
            "Mon 08:06:00  meets the bot on phone (R7); it takes 5 m 00 s; handed over (R7)",
            "Mon 08:11:00  comes from the bot to the people on phone (R7); held outside until Mon 09:00:00 (R6); "
            "all lines are taken: blocked (R8)",
            "lost: no further try (R17)",
        ]),
        ("r08-misrouted", 0, [
            "Mon 00:00:00  arrives on phone; agent 1 of techs answers (R10); talk 1 m 00 s (R12); finds out that "
            "it is for others (R8)",
            "Mon 00:01:00  transferred to calls (R8); agent 0 of calls answers (R10); talk 5 m 00 s (R12); solved"
            " (R13); wrap-up 30 s",
            "solved for good, 6 m 00 s after it was created",
        ]),
        ("r11-two-chats-slow-each-other", 1, [
            "Mon 00:00:20  arrives on chat; agent 0 of desk answers (R10); talk 1 m 40 s, beside others in 3 m 00"
            " s (R11, R12); solved (R13)",
            "solved for good, 3 m 00 s after it was created",
        ]),
        ("r14-consult", 0, [
            "Mon 00:00:00  arrives on email; agent 0 of desk takes it (R10); work 5 m 00 s (R12); on hold until a"
            " colleague has answered (R14); wrap-up 30 s",
            "Mon 00:05:00  specialists asked for advice (R14); agent 2 of specialists takes it (R10); work 5 m 00"
            " s (R12); advice is given (R14); wrap-up 30 s",
            "Mon 00:10:00  the advice is there, the desk may reply (R14); agent 0 of desk takes it (R10); work 5 "
            "m 00 s (R12); solved (R13); wrap-up 30 s",
            "solved for good, 15 m 00 s after it was created",
        ]),
        ("r16-gone-quiet", 0, [
            "Mon 08:00:00  arrives on email; agent 0 of desk takes it (R10); work 5 m 00 s (R12); the customer is"
            " asked (R16); wrap-up 1 m 00 s",
            "Mon 09:05:00  no reply has come: gone quiet (R16)",
            "closed without a reply (R16)",
        ]),
        ("r16-on-hold-for-a-third-party", 1, [
            "Mon 09:00:00  arrives on email; agent 0 of early takes it (R10); work 10 m 00 s (R12); on hold until"
            " a third party has answered (R16)",
            "Mon 11:10:00  what it waited for is there (R16); agent 1 of late takes it (R10); work 10 m 00 s "
            "(R12); solved (R13)",
            "solved for good, 2 h 20 m after it was created",
        ]),
        ("r16-follow-up", 0, [
            "Mon 00:00:00  arrives on phone; agent 0 of desk answers (R10); talk 5 m 00 s (R12); work remains to "
            "be done (R16); wrap-up 1 m 00 s",
            "Mon 00:05:00  work is left on email (R16); waits 1 m 00 s (R9); agent 0 of desk takes it (R10); work"
            " 2 m 00 s (R12); solved (R13); wrap-up 20 s",
            "solved for good, 8 m 00 s after it was created",
        ]),
        ("r17-chaser-then-stale", 1, [
            "Mon 08:01:00  arrives on email; gives up after 1 h 30 m (R17)",
            "Mon 09:31:00  the work stays, though nobody waits for it (R17); waits 31 m 00 s (R9); agent 0 of "
            "desk turns to it (R10); work 2 m 00 s (R12); nobody is there any more (R17)",
            "Mon 09:01:00  asks on email where the answer is (R17)",
            "lost: no further try (R17)",
        ]),
        ("r20-a-call-interrupts-a-mail", 0, [
            "Mon 00:00:00  arrives on email; agent 0 of desk takes it (R10); work 1 m 40 s (R12); interrupted by "
            "live work (R20)",
            "Mon 00:01:40  the interrupted work waits to be finished (R20); waits 5 m 00 s (R9); agent 0 of desk "
            "turns to it (R10); work 9 m 20 s (R12); solved (R13); wrap-up 30 s",
            "solved for good, 16 m 00 s after it was created",
        ]),
        ("r21-nobody-answers", 1, [
            "Mon 00:00:10  arrives on phone; would have to wait too long, and accepts to be called back (R21)",
            "Mon 00:00:10  is to be called back on phone (R21); waits 5 m 20 s (R9); agent 0 of desk calls (R10);"
            " nobody answers the phone (R21)",
            "Mon 00:15:50  is to be called back on phone (R21); agent 0 of desk calls (R10); nobody answers the "
            "phone, for the last time (R21)",
            "lost: not to be reached (R21)",
        ]),
        ("r23-backlog-at-a-closed-door", 1, [
            "Sun 22:30:00  has waited on email since before the start (R23); the channel is closed: held outside "
            "until Mon 09:00:00 (R6); agent 0 of desk takes it (R10); work 20 m 00 s (R12); solved (R13)",
            "solved for good, 10 h 50 m after it was created",
        ]),
    ],
)  # fmt: skip
def test_what_happens_to_single_contacts(case: str, issue: int, lines: list[str]) -> None:
    assert [line.strip() for line in tell(run(read_case(CASES / f"{case}.yaml")), issue).splitlines()[1:]] == lines

"""Lowering: small scenarios whose tables are worked out by hand, and what holds of the tables of any scenario."""

from typing import Any

from rosters import clock, desk, shift

from simsupport import sample_demand
from simsupport.demand import Demand
from simsupport.engines.fast import lowering
from simsupport.engines.fast.tables import PHASES, WHO, Desk, Effect, HandOver, Phase, Turning, WhenClosed
from simsupport.log import State
from simsupport.scenario import from_mapping
from simsupport.scenario.models import Scenario
from simsupport.units import DAY, HOUR, MINUTE

FULL = 1_000_001  # the rank of who has none


def base(**changes: Any) -> Scenario:
    """Two topics on a phone, a chat and in the mail; a front line, a second line and those who lead."""
    return from_mapping({
        "calendar": {"duration": "1 d"},
        "channels": {
            "chat": {"kind": "live", "concurrency": 2}, "mail": {"kind": "deferred"}, "phone": {"kind": "live"},
        },
        "topics": {"bill": {"talk": "5 min", "wrap": "1 min"}, "fault": {"talk": {"exponential": "10 min"}}},
        "demand": [
            {"topic": topic, "channel": channel, "rate": "1 / h"}
            for topic in ("bill", "fault") for channel in ("chat", "mail", "phone")
        ],
        "teams": {
            "front": {"agents": 2, "skills": {"bill": {}, "fault": {}}, "escalates_to": "second"},
            "second": {"agents": 1, "skills": {"fault": {"speed": 1.5, "resolves": "80%"}}},
        },
        **changes,
    })  # fmt: skip


def lowered(scenario: Scenario) -> Desk:
    return lowering.desk(scenario, lowering.issues(scenario, sample_demand(scenario))[1])


def rows(table: Any, *columns: str) -> list[Any]:
    """A table's rows; of one column its values."""
    found = [row.item() for row in (table[list(columns)] if columns else table)]
    return [row[0] for row in found] if len(columns) == 1 else found


def turnings(scenario: Scenario) -> list[tuple[Any, ...]]:
    """When (as day and time), in which phase, for whom, what, the number and what else there is."""
    people, _ = lowering.people(scenario, seed=1, replication=0)
    return [
        (clock(when // PHASES), Phase(when % PHASES).name, who >> WHO, Turning(what).name, number, other)
        for when, who, what, number, other in rows(people.turnings)
        if what not in (Turning.OPEN, Turning.CLOSE)
    ]


# What the calendar and the roster bring about


def test_a_person_comes_takes_pauses_that_follow_each_other_and_leaves() -> None:
    breaks = ["09:00-10:00", "09:30-10:00", {"at": "11:30-12:00", "keeps_length": True}]
    team = shift("08:00-12:00", breaks=breaks, away={"meeting": {"days": "mon", "at": "10:30", "length": "15 min"}})
    scenario = desk({"desk": team}, duration="1 d")
    assert turnings(scenario) == [
        ("mon 08:00", "COME", 0, "COME", 0, -1),
        ("mon 09:00", "LEAVE", 0, "BREAK_DUE", 0, 0),
        ("mon 10:00", "COME", 0, "BREAK_MISSED", 0, 0),
        ("mon 10:00", "COME", 0, "BREAK_DUE", 0, 1),  # after the break before it, in the same tick
        ("mon 10:30", "COME", 0, "BREAK_MISSED", 0, 1),
        ("mon 10:30", "COME", 0, "BREAK_DUE", 0, 2),
        ("mon 10:45", "COME", 0, "BREAK_MISSED", 0, 2),
        ("mon 11:30", "LEAVE", 0, "BREAK_DUE", 0, 3),
        ("mon 12:00", "COME", 0, "BREAK_MISSED", 0, 3),
        ("mon 12:00", "COME", 0, "LEAVE", 0, -1),
    ]
    people, teams = lowering.people(scenario, seed=1, replication=0)
    assert teams == ["desk"]
    assert rows(people.planned_pauses) == [
        (9 * HOUR, 10 * HOUR, False, State.BREAK),
        (10 * HOUR, 10 * HOUR + 30 * MINUTE, False, State.BREAK),
        (10 * HOUR + 30 * MINUTE, 10 * HOUR + 45 * MINUTE, False, State.MEETING),
        (11 * HOUR + 30 * MINUTE, 12 * HOUR, True, State.BREAK),
    ]


def test_people_are_sorted_by_tick_phase_and_id() -> None:
    scenario = desk({"early": shift("08:00-12:00", agents=2), "late": shift("12:00-24:00")}, duration="1 d")
    assert turnings(scenario) == [
        ("mon 08:00", "COME", 0, "COME", 0, -1),
        ("mon 08:00", "COME", 1, "COME", 1, -1),
        ("mon 12:00", "LEAVE", 0, "LEAVE", 0, -1),
        ("mon 12:00", "LEAVE", 1, "LEAVE", 1, -1),
        ("mon 12:00", "COME", 2, "COME", 2, -1),  # and leaves at the horizon: that does not happen
    ]


def test_who_is_absent_takes_no_breaks() -> None:
    team = shift("08:00-12:00", breaks=["09:00-09:15"], absence={"share": "100%"})
    assert turnings(desk({"desk": team}, duration="1 d")) == [
        ("mon 08:00", "COME", 0, "ABSENT", 0, -1),
        ("mon 12:00", "LEAVE", 0, "PRESENT_AGAIN", 0, -1),
    ]


def test_who_is_on_call_stands_by() -> None:
    shifts = {
        "day": {"days": "mon", "hours": "08:00-16:00", "agents": 1},
        "night": {"days": "mon", "hours": "16:00-23:00", "agents": 2, "on_call": {
            "after": "10 min", "topics": ["call"], "ranks": [3, 1],
        }},
    }  # fmt: skip
    scenario = desk({"desk": {"shifts": shifts}}, duration="1 d")
    assert turnings(scenario)[2:4] == [
        ("mon 16:00", "COME", 1, "STAND_BY", 1, -1),
        ("mon 16:00", "COME", 2, "STAND_BY", 2, -1),
    ]
    made = lowered(scenario)
    assert rows(made.teams, "first_agent", "agent_count", "first_on_call", "on_call_count") == [(0, 3, 0, 1)]
    assert rows(made.on_call) == [(1, 2, 10 * MINUTE, 0, 1, 1, 2)]
    assert made.listed.tolist() == [0, 1, 3]
    assert bool(made.rules.stands_by[0])


def test_a_head_count_falls_as_people_leave_and_rises_as_they_come() -> None:
    counts = {"agents": {"mon": [0] * 8 + [2, 2, 1] + [3] * 12 + [0]}}
    scenario = desk({"counted": counts, "shifted": shift("08:00-09:00")}, duration="1 d")
    found = [row for row in turnings(scenario) if row[3] == "HEAD_COUNT"]
    assert found == [
        ("mon 00:00", "COME", 0, "HEAD_COUNT", 0, 0),
        ("mon 08:00", "COME", 0, "HEAD_COUNT", 0, 2),
        ("mon 10:00", "LEAVE", 0, "HEAD_COUNT", 0, 1),
        ("mon 11:00", "COME", 0, "HEAD_COUNT", 0, 3),
        ("mon 23:00", "LEAVE", 0, "HEAD_COUNT", 0, 0),
    ]
    assert rows(lowered(scenario).teams, "counted", "first_agent", "agent_count") == [(True, 0, 3), (False, 3, 1)]


def test_channels_open_and_close() -> None:
    channels = {
        "chat": {"kind": "live", "open": {"mon": ["08:00-12:00", "13:00-24:00"]}, "when_closed": {"convert": "mail"}},
        "mail": {"kind": "deferred"},
        "phone": {"kind": "live", "open": {"mon": "08:00-20:00"}, "at_closing": "clear", "lines": 7},
    }
    scenario = base(channels=channels)
    people, _ = lowering.people(scenario, seed=1, replication=0)
    found = [row for row in rows(people.turnings) if row[2] in (Turning.OPEN, Turning.CLOSE)]
    assert found == [
        (0 * PHASES + Phase.OPEN, 1 << WHO, Turning.OPEN, 1, -1),
        (8 * HOUR * PHASES + Phase.OPEN, 0 << WHO, Turning.OPEN, 0, -1),
        (8 * HOUR * PHASES + Phase.OPEN, 2 << WHO, Turning.OPEN, 2, -1),
        (12 * HOUR * PHASES + Phase.CLOSE, 0 << WHO, Turning.CLOSE, 0, -1),
        (13 * HOUR * PHASES + Phase.OPEN, 0 << WHO, Turning.OPEN, 0, -1),
        (20 * HOUR * PHASES + Phase.CLOSE, 2 << WHO, Turning.CLOSE, 2, -1),
    ]
    made = lowered(scenario)
    assert rows(made.channels, "live", "first_opening", "opening_count", "when_closed", "converts_to", "lines") == [
        (True, 0, 2, WhenClosed.CONVERT, 1, -1),
        (False, 2, 1, WhenClosed.QUEUE, -1, -1),
        (True, 3, 1, WhenClosed.REJECT, -1, 7),
    ]
    assert rows(made.intervals) == [
        (8 * HOUR, 12 * HOUR), (13 * HOUR, DAY), (0, DAY), (8 * HOUR, 20 * HOUR),
    ]  # fmt: skip


def test_where_nothing_turns_there_is_one_row_of_zeros() -> None:
    scenario = from_mapping({
        "calendar": {"duration": "1 h"},
        "channels": {"phone": {"kind": "live", "open": {"tue": "08:00-09:00"}}},
        "topics": {"call": {"talk": "5 min"}},
        "demand": [{"topic": "call", "channel": "phone", "rate": "1 / h"}],
        "teams": {"desk": shift("08:00-12:00", skills={"call": {}})},
    })  # fmt: skip
    people, teams = lowering.people(scenario, seed=1, replication=0)
    assert teams == ["desk"]
    assert rows(people.turnings) == [(0, 0, 0, 0, 0)]


# Who may take what


def test_categories_are_kinds_by_channel() -> None:
    made = lowered(base())
    assert rows(made.categories, "topic", "channel", "weight") == [
        (0, 0, 1), (0, 1, 2), (0, 2, 2), (1, 0, 1), (1, 1, 2), (1, 2, 2),
    ]  # fmt: skip
    assert rows(made.rules, "horizon", "capacity", "channels", "topics", "teams", "categories", "most_places") == [
        (DAY, 2, 3, 2, 2, 6, 1)
    ]


def test_alike_legs_share_a_queue() -> None:
    """The front line takes both topics, by default equally, so that only weight and kind of channel tell them apart."""
    made = lowered(base())
    assert rows(made.queue_classes) == [
        (0, 0, FULL, 0, 0, 1, False),
        (0, 0, FULL, 1, 0, 2, True),
        (0, 0, FULL, 0, 0, 2, False),
        (1, 0, FULL, 0, 0, 1, False),  # what is escalated
        (1, 0, FULL, 1, 0, 2, True),
        (1, 0, FULL, 0, 0, 2, False),
    ]
    assert rows(made.categories, "route") == [0, 1, 2, 0, 1, 2]
    assert rows(made.places) == [(0, 0, 0), (0, 0, 1), (0, 0, 2), (1, 0, 3), (1, 0, 4), (1, 0, 5)]


def test_only_who_is_able_and_escalated_to_has_a_route_upward() -> None:
    made = lowered(base())
    of_second = made.abilities[1::2]
    assert rows(of_second, "able", "upward") == [(False, -1)] * 3 + [(True, 3), (True, 4), (True, 5)]
    assert rows(made.abilities[::2], "able", "upward") == [(True, -1)] * 6
    assert rows(made.routes[3:6]) == [(3, 1), (4, 1), (5, 1)]
    assert rows(made.teams, "escalates_to", "hand_over") == [(1, HandOver.COLD), (-1, HandOver.COLD)]


def test_the_rule_that_says_most_makes_the_route() -> None:
    routing = [
        {"to": [{"team": "second"}]},
        {"topic": "fault", "channel": "phone", "to": [{"team": "second"}, {"team": "front", "after": "2 min"}]},
    ]
    demand = [{"topic": "fault", "channel": "phone", "rate": "1 / h"}]
    made = lowering.desk(base(routing=routing, demand=demand), (("bill", ()), ("fault", ())))
    bill, fault = made.categories[2], made.categories[5]
    assert rows(made.routes[[bill.route]], "place_count") == [0]  # the second line has not learned bills
    places = made.places[made.routes[fault.route].first_place :][:2]
    assert rows(places, "team", "after") == [(1, 0), (0, 2 * MINUTE)]
    assert made.queue_classes[places.queue].place.tolist() == [0, 1]
    assert made.rules.most_places[0] == 2


def test_ranks_head_starts_and_preferences_order_queues() -> None:
    channels = {
        "mail": {"kind": "deferred"}, "phone": {"kind": "live", "rank": {"tier": {"vip": 2}}, "head_start": "1 min"},
    }  # fmt: skip
    tiers = {"tier": {"vip": "50%", "other": "50%"}}
    topics = {"call": {"talk": "5 min", "rank": 5, "head_start": {"tier": {"vip": "2 min"}}}}
    team = {"agents": 1, "skills": {"call": {}}, "prefers": ["call"], "prefers_channels": ["mail"]}
    scenario = base(
        channels=channels, topics=topics, teams={"desk": team},
        demand=[{"topic": "call", "channel": name, "rate": "9 / h", "labels": tiers} for name in channels],
    )  # fmt: skip
    kinds = lowering.issues(scenario, sample_demand(scenario))[1]
    assert kinds == (("call", ("other",)), ("call", ("vip",)))
    made = lowering.desk(scenario, kinds)
    assert rows(made.categories, "rank", "head_start") == [(5, 0), (5, MINUTE), (5, 2 * MINUTE), (2, 3 * MINUTE)]
    assert rows(made.queue_classes) == [
        (0, 0, 5, 0, 0, 1, True), (0, 0, 5, 1, 0, 1, False), (0, 0, 2, 1, 0, 1, False),
    ]  # fmt: skip


def test_approvals_and_private_queues_have_classes_of_their_own() -> None:
    teams = {
        "front": {"agents": 2, "skills": {"bill": {}, "fault": {}}, "owner_within": "1 h", "prefers": ["fault"]},
        "leads": {"agents": 1, "approves": {"takes": "2 min", "within": "5 min"}},
    }
    made = lowered(base(teams=teams))
    first = int(made.rules.first_own_class[0])
    assert (first, made.rules.own_classes[0]) == (7, 2)
    assert rows(made.queue_classes)[6:] == [
        (1, 0, 0, 0, 0, 2, False),  # requests, with empty hands
        (0, -1, FULL, 1, 1, 2, True),  # bills in the mail
        (0, -1, FULL, 1, 0, 2, True),
    ]
    assert rows(made.abilities[::2], "own") == [-1, 0, -1, -1, 1, -1]
    assert rows(made.teams, "approval_route", "within") == [(-1, -1), (6, 5 * MINUTE)]
    assert rows(made.places)[-1] == (1, 0, 6)


def test_triage_may_take_one_kind_for_another_that_did_not_come() -> None:
    tiers = {"tier": {"vip": "100%"}}
    scenario = base(
        demand=[{"topic": "bill", "channel": "phone", "rate": "9 / h", "labels": tiers}],
        automation={"triage": {"accuracy": "90%", "finds_out_in": "1 min"}},
    )
    kinds = lowering.issues(scenario, sample_demand(scenario))[1]
    assert kinds == (("bill", ("vip",)),)
    made = lowering.desk(scenario, kinds)
    assert rows(made.categories, "topic", "channel") == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert [made.others[row.first_other : row.first_other + row.other_count].tolist() for row in made.categories] == [
        [3], [4], [5], [0], [1], [2],
    ]  # fmt: skip
    assert rows(made.rules, "triage", "accuracy") == [(True, 0.9)]


# Customers


def test_what_customers_do() -> None:
    topics = {
        "bill": {
            "talk": "5 min",
            "retries": {"probability": "50%", "after": "2 min", "switch": {"phone": "20%", "mail": "5%"}},
            "gives_up_silently": {"chat": "70%", "stale": "2 min"},
            "follow_up": {"phone": {"share": "10%", "channel": "mail"}},
            "asks": {"mail": {"share": "30%", "reply_after": "1 h"}},
        },
        "fault": {"talk": {"phone": "4 min"}, "wrap": "30 s"},
    }  # fmt: skip
    demand = [{"topic": name, "channel": "phone", "rate": "1 / h"} for name in topics]
    made = lowered(base(topics=topics, demand=demand))
    retries = "retries", "retry", "retry_at_most", "first_retry_switch", "retry_switch_count"
    assert rows(made.topics, *retries) == [(True, 0.5, -1, 0, 2), (False, 0.0, -1, -1, -1)]
    assert rows(made.shares) == [(1, 0.05), (2, 0.2)]
    assert rows(made.ways, "silent") == [0.7, 1.0, 0.0, 0.0, 1.0, 0.0]
    assert rows(made.ways, "handling") == [
        5.0 * MINUTE, 5.0 * MINUTE, 5.0 * MINUTE, 0.5 * MINUTE, 0.5 * MINUTE, 4.5 * MINUTE,
    ]  # fmt: skip
    assert rows(made.ways[:3], "asks", "replies", "closes_after", "follows_up", "follow_up_channel") == [
        (False, 0.0, -1, False, -1), (True, 1.0, -1, False, -1), (False, 0.0, -1, True, 1),
    ]  # fmt: skip
    assert rows(made.topics, "stale") == [2 * MINUTE, 0]


def test_lines_of_the_same_profile_share_their_seasons() -> None:
    day = {"mon-sun": [0] * 8 + [1, 2] + [0] * 4 + [1] + [0] * 9}
    demand = [
        {"topic": "fault", "channel": "chat", "rate": "1 / h", "profile": day, "name": "b"},
        {"topic": "bill", "channel": "mail", "rate": "1 / h", "profile": day, "name": "a"},
        {"topic": "bill", "channel": "chat", "rate": "1 / h", "name": "c"},
    ]
    made = lowered(base(demand=demand))
    assert rows(made.lines) == [(0, 2), (0, 2), (2, 1)]
    assert rows(made.seasons) == [(8 * HOUR, 10 * HOUR, 0), (14 * HOUR, 15 * HOUR, 2 * HOUR), (0, DAY, 0)]


def test_machines_have_hours_and_ramp_in() -> None:
    automation = {
        "bot": {"chat": {"takes": "1 min", "contains": {"bill": "40%"}, "open": {"mon": "08:00-12:00"}}},
        "self_service": {"fault": {"deflects": "30%", "starts": "6 h", "ramp": "2 h"}},
    }
    made = lowered(base(automation=automation))
    assert rows(made.machines) == [(1, 1, 0, 0), (0, 1, 6 * HOUR, 2 * HOUR)]
    assert rows(made.intervals) == [(0, DAY), (8 * HOUR, 12 * HOUR)]
    assert rows(made.channels, "bot", "bot_machine", "bot_context") == [
        (True, 0, 1.0),
        (False, -1, 0.0),
        (False, -1, 0.0),
    ]
    assert rows(made.topics, "self_service", "deflects", "machine") == [
        (False, 0.0, -1), (True, 0.3, 1),
    ]  # fmt: skip
    assert rows(made.ways[[0, 3]], "bot_knows", "bot_contains") == [(True, 0.4), (False, 0.0)]


# Initiatives


def test_effects_are_found_by_effect_category_and_team() -> None:
    initiatives = {
        "b": {"starts": "2 h", "ends": "8 h", "ramp": "1 h", "effects": {"talk": "-20%", "head_start": "1 min"}},
        "a": {"for": {"teams": ["front"], "topics": ["fault"]}, "effects": {"talk": "+10%", "authority": 30}},
    }
    made = lowered(base(initiatives=initiatives))
    assert len(made.effects) == len(Effect) * 6 * 3

    def change(effect: Effect, category: int, team: int) -> list[Any]:
        found = made.effects[(effect * 6 + category) * 3 + team]
        return rows(made.changes[found["first"] : found["first"] + found["count"]])

    everywhere, trained = (2 * HOUR, 8 * HOUR, HOUR, 0.8), (0, 2**62, 0, 1.1)
    assert [change(Effect.TALK, 0, team) for team in range(3)] == [[everywhere], [everywhere], []]
    assert [change(Effect.TALK, 3, team) for team in range(3)] == [[trained, everywhere], [everywhere], []]
    assert [change(Effect.AUTHORITY, 5, team) for team in range(3)] == [[(0, 2**62, 0, 30.0)], [], []]
    assert [change(Effect.HEAD_START, 0, team) for team in range(3)] == [[], [], [(2 * HOUR, 8 * HOUR, HOUR, MINUTE)]]
    assert change(Effect.WRAP, 0, 0) == []


def test_without_initiatives_there_are_no_effects() -> None:
    made = lowered(base())
    assert rows(made.effects) == [(0, 0)]
    assert not made.rules.initiatives[0]


# Issues


def test_kinds_are_the_topics_with_the_labels_that_came() -> None:
    labels = {"region": {"north": "50%", "south": "50%"}}
    demand = [
        {"topic": "bill", "channel": "phone", "rate": "1 / h", "labels": {**labels, "tier": {"vip": "100%"}}},
        {"topic": "fault", "channel": "phone", "rate": "1 / h"},
    ]
    scenario = base(demand=demand)
    given = Demand.from_issues(scenario, [
        {"created": 1, "line": "fault/phone"},
        {"created": 2, "line": "bill/phone", "labels": {"region": "south", "tier": "vip"}},
        {"created": 3, "line": "bill/phone", "labels": {"tier": "vip"}},
        {"created": 4, "line": "bill/phone", "labels": {"region": "south", "tier": "vip"}},
    ])  # fmt: skip
    issues, kinds = lowering.issues(scenario, given)
    assert kinds == (("bill", (None, "vip")), ("bill", ("south", "vip")), ("fault", (None, None)))
    assert issues.kind.tolist() == [2, 1, 0, 1]
    assert (issues.keys.shape, issues.line.tolist()) == ((2, 10), [1, 0, 0, 0])


def test_without_labels_kinds_are_the_topics_of_the_lines() -> None:
    scenario = base()
    issues, kinds = lowering.issues(scenario, Demand.from_issues(scenario, []))
    assert kinds == (("bill", ()), ("fault", ()))
    assert len(issues.kind) == 0


def test_arrays_of_the_demand_are_taken_over_unless_they_can_not_be_read() -> None:
    scenario = base()
    demand = sample_demand(scenario)
    demand.k.flags.writeable = False
    issues, _ = lowering.issues(scenario, demand)
    assert issues.created is demand.created
    assert issues.k is not demand.k
    assert issues.k.tolist() == demand.k.tolist()

"""What takes people off the queue (R19, R22): meetings, coaching, hours away. The start is Monday 2026-01-05."""

import pytest
from rosters import of, pauses, shift, steps

from simsupport.units import HOUR


def meeting(days="tue", at="09:00", length="30 min", **more):
    return {"away": {"meeting": {"days": days, "at": at, "length": length, **more}}}


def all_pauses(team, **more):
    return [pauses(person) for person in of({"team": team}, **more).persons]


# Meetings


def test_everyone_who_is_there_meets():
    team = {
        "people": 2, "weeks": {"w": {"mon-fri": "08:00-16:00"}}, **meeting("tue, thu"),
        "part_timers": {"people": 1, "week": {"tue": "09:15-12:00", "thu": "09:00-12:00"}},
    }  # fmt: skip
    both = ["meeting tue 09:00 - tue 09:30", "meeting thu 09:00 - thu 09:30"]
    assert all_pauses(team) == [both, both, both[1:]]


def test_one_after_the_other_as_far_as_their_presence_allows():
    team = shift("08:00-10:15", days="tue", agents=3, **meeting(together=False))
    assert all_pauses(team) == [["meeting tue 09:00 - tue 09:30"], ["meeting tue 09:30 - tue 10:00"], []]


def test_those_who_come_later_have_no_turn():
    shifts = {
        "early": {"days": "mon-tue", "hours": "06:00-14:00", "agents": 2},
        "late": {"days": "mon-tue", "hours": "14:00-22:00", "agents": 2},
    }
    team = {"shifts": shifts, **meeting("mon-tue", at="14:00", together=False)}
    turns = [
        f"meeting {day} 14:{first} - {day} {last}"
        for first, last in (("00", "14:30"), ("30", "15:00"))
        for day in ("mon", "tue")
    ]
    assert all_pauses(team) == [[], [], turns[:2], turns[2:]]


def test_a_meeting_after_midnight_is_on_the_day_that_it_says():
    night = shift("22:00-06:00", days="mon-tue", **meeting("tue", at="02:00"))
    assert all_pauses(night) == [["meeting tue 02:00 - tue 02:30"]]


def test_no_meeting_on_a_holiday_unless_it_says_so():
    team = shift("08:00-16:00", days="mon-sun, holiday")
    holiday = {"holidays": ["2026-01-06"]}
    assert all_pauses({**team, **meeting("tue")}, **holiday) == [[]]
    assert all_pauses({**team, **meeting("holiday")}, **holiday) == [["meeting tue 09:00 - tue 09:30"]]


@pytest.mark.parametrize(
    ("start", "hours"),
    [("2026-03-28", (26, 26.5)), ("2026-10-24", (26.5, 27))],  # skipped: at the gap's end; repeated: the first
)
def test_a_meeting_in_the_night_of_a_clock_change(start, hours):
    night = shift("22:00-06:00", days="sat", **meeting("sun", at="02:30"))
    (person,) = of({"team": night}, start=start, duration="2 d", time_zone="Europe/Berlin").persons
    (only,) = person.presences[0].breaks
    assert (only.start / HOUR, only.end / HOUR) == hours


def test_a_meeting_lives_by_the_teams_zone():
    team = shift("08:00-16:00", time_zone="America/Denver", **meeting())
    assert all_pauses(team) == [["meeting tue 16:00 - tue 16:30"]]


def test_pauses_follow_each_other():
    team = shift("08:00-16:00", days="tue", breaks=["09:15-09:45", "09:20-09:30", "15:00-15:30"], **meeting())
    assert all_pauses(team) == [[
        "meeting tue 09:00 - tue 09:30", "break tue 09:30 - tue 10:00", "break tue 10:00 - tue 10:10",
        "break tue 15:00 - tue 15:30",
    ]]  # fmt: skip


def test_what_is_put_back_ends_with_the_presence():
    team = shift("08:00-10:00", days="tue", **meeting(at="09:30"))
    cut = ["break tue 09:00 - tue 09:45", "meeting tue 09:45 - tue 10:00"]
    assert all_pauses({**team, "breaks": ["09:00-09:45"]}) == [cut]
    assert all_pauses({**team, "breaks": ["09:15-10:00"]}) == [["break tue 09:15 - tue 10:00"]]


# Coaching


def coached(team, allowance="2 h / month"):
    return {**team, "away": {"coaching": allowance}}


def test_each_is_coached_once_a_month_one_after_the_other():
    """The first of four on the 1st, 8th, 15th and 22nd of February's 28 days; of March only the 1st is seen."""
    team = coached(shift("08:00-16:00", agents=4))
    assert all_pauses(team, start="2026-02-02", duration="4 weeks") == [
        ["training d27 11:00 - d27 13:00"],
        ["training sun 11:00 - sun 13:00"],
        ["training d13 11:00 - d13 13:00"],
        ["training d20 11:00 - d20 13:00"],
    ]


def test_the_horizon_does_not_decide_whose_turn_it_is():
    team = coached(shift("08:00-16:00", agents=6))
    long = all_pauses(team, duration="12 weeks")
    assert [len(own) for own in long] == [2, 3, 3, 3, 3, 3]  # the first one's turn in January was on the 1st
    assert all_pauses(team) == [
        [pause for pause in own if pause.split()[1] in "mon tue wed thu fri sat sun"] for own in long
    ]


def test_the_month_before_the_start_counts():
    """From the 9th of February on: the 1st and the 8th are over, the 22nd is still to come."""
    team = coached(shift("08:00-16:00", agents=4))
    assert all_pauses(team, start="2026-02-09") == [[], [], ["training sun 11:00 - sun 13:00"], []]


def test_each_is_coached_once_a_week():
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    found = all_pauses(coached(shift("08:00-16:00", agents=7), "30 min / week"))
    assert found == [[f"training {day} 11:45 - {day} 12:15"] for day in days]


def test_coaching_is_no_longer_than_a_presence():
    assert all_pauses(coached(shift("08:00-09:00", days="tue"), "2 h / week")) == [["training tue 08:00 - tue 09:00"]]


def test_more_people_than_days():
    found = all_pauses(coached(shift("08:00-16:00", days="mon, thu", agents=5), "2 h / week"))
    assert [own[0].split()[1] for own in found] == ["mon", "mon", "mon", "thu", "thu"]


def test_lunch_waits_for_the_coaching_that_has_begun():
    team = coached(shift("08:00-16:00", days="tue", breaks=["10:45-11:15", "12:00-12:30"]), "2 h / week")
    assert all_pauses(team) == [[
        "break tue 10:45 - tue 11:15", "training tue 11:15 - tue 13:15", "break tue 13:15 - tue 13:45",
    ]]  # fmt: skip


def test_a_month_in_which_one_joins_counts_from_then_on():
    """January from the 26th on has six days, of which the third person's turn is the fifth."""
    team = coached(shift("08:00-16:00", agents=3, joins="2026-01-26"))
    turns = [own[0].split()[1] for own in all_pauses(team, duration="4 weeks")]
    assert turns == ["d21", "d23", "d25"]


def test_who_stands_by_neither_meets_nor_is_coached():
    standby = {"days": "mon", "hours": "08:00-16:00", "agents": 1, "on_call": {"after": "30 min"}}
    away = {"meeting": {"days": "mon", "at": "09:00", "length": "30 min"}, "coaching": "1 h / week"}
    team = {"shifts": {"s": standby}, "breaks": ["12:00-12:30"], "away": away}
    late = {"initiative": {"away": {"team": "team", "hours": 3}}}
    assert all_pauses(team, initiatives=late) == [["break mon 12:00 - mon 12:30"]]
    at_work = {"shifts": {"s": {**standby, "on_call": None}}}
    del at_work["shifts"]["s"]["on_call"]
    assert len(all_pauses({**team, **at_work}, initiatives=late)[0]) == 4


# Hours that initiatives take


def away(hours, team="team", **more):
    return {"away": {"team": team, "hours": hours}, **more}


def test_people_come_an_hour_late_until_the_hours_are_used():
    team = shift("08:00-16:00", agents=2)
    assert all_pauses(team, initiatives={"course": away(2.5, starts="2026-01-06")}) == [
        ["training tue 08:00 - tue 09:00", "training wed 08:00 - wed 08:30"],
        ["training tue 08:00 - tue 09:00"],
    ]


def test_whoever_starts_first_is_late_first():
    shifts = {"a": ("10:00-18:00", 1), "b": ("06:00-14:00", 1)}
    team = {"shifts": {name: {"days": "mon-sun", "hours": h, "agents": n} for name, (h, n) in shifts.items()}}
    assert all_pauses(team, initiatives={"course": away(1)}) == [[], ["training mon 06:00 - mon 07:00"]]


def test_training_comes_before_all_other_pauses():
    team = shift("08:00-16:00", days="tue", breaks=["08:00-08:15", "08:30-09:00"])
    assert all_pauses(team, initiatives={"course": away(1)}) == [[
        "training tue 08:00 - tue 09:00", "break tue 09:00 - tue 09:15", "break tue 09:15 - tue 09:45",
    ]]  # fmt: skip


def test_a_short_presence_is_spent_whole_and_takes_no_more_than_itself():
    team = shift("08:00-08:45", days="mon-wed")
    assert all_pauses(team, initiatives={"course": away(2)}) == [[
        "training mon 08:00 - mon 08:45", "training tue 08:00 - tue 08:45", "training wed 08:00 - wed 08:30",
    ]]  # fmt: skip


def test_nothing_is_learned_after_the_end_of_an_initiative():
    course = away(100, starts="2026-01-06", ends="2026-01-08")
    assert all_pauses(shift("08:00-16:00"), initiatives={"course": course}) == [
        ["training tue 08:00 - tue 09:00", "training wed 08:00 - wed 09:00"]
    ]


def test_nobody_comes_late_twice_on_a_day():
    """Initiatives go by name."""
    both = {"b": away(1.5), "a": away(1)}
    assert all_pauses(shift("08:00-16:00"), initiatives=both) == [
        ["training mon 08:00 - mon 09:00", "training tue 08:00 - tue 09:00", "training wed 08:00 - wed 08:30"]
    ]


def test_who_is_absent_learns_nothing():
    team = shift("08:00-16:00", agents=5, absence={"share": "50%"})
    found = of({"team": team}, initiatives={"course": away(4)}).persons
    presences = sorted((x.start, person.agent, x) for person in found for x in person.presences if not x.absent)
    assert any(x.absent for person in found for x in person.presences[:1])
    assert [len(x.breaks) for *_, x in presences] == [1] * 4 + [0] * (len(presences) - 4)
    assert not any(x.breaks for person in found for x in person.presences if x.absent)


def test_other_teams_come_in_time():
    teams = {"team": shift("08:00-16:00"), "other": shift("08:00-16:00"), "heads": {"agents": 2}}
    found = of(teams, initiatives={"course": away(1)})
    assert [(person.team, len(pauses(person))) for person in found.persons] == [("other", 0), ("team", 1)]
    assert found.head_counts[0].steps == ((0, 2),)


def heads(agents, **initiatives):
    return of({"team": {"agents": agents}}, initiatives=initiatives)


def test_a_head_count_is_lower_by_one_while_hours_are_used():
    found = heads(3, course=away(2, starts="2026-01-06 10:00"))
    assert steps(found) == [("mon 00:00", 3), ("tue 10:00", 2), ("tue 12:00", 3)]


def test_hours_are_used_only_where_somebody_is_there():
    table = {"mon-fri": [0] * 8 + [2] * 4 + [1] * 4 + [0] * 8}
    found = heads(table, course=away(10, starts="2026-01-05 09:00"))
    assert steps(found) == [
        ("mon 00:00", 0), ("mon 08:00", 2), ("mon 09:00", 1), ("mon 12:00", 0),
        ("tue 08:00", 1), ("tue 11:00", 2), ("tue 12:00", 1), ("tue 16:00", 0),
        *((f"{day} {at}", count) for day in ("wed", "thu", "fri") for at, count in
          (("08:00", 2), ("12:00", 1), ("16:00", 0))),
    ]  # fmt: skip


def test_a_head_count_keeps_its_ids_when_the_hours_take_them_all():
    teams = {"team": {"agents": 1}, "z": {"agents": 1}}
    found = of(teams, initiatives={"course": away(1000)})
    assert [(one.first_agent, one.most, one.steps) for one in found.head_counts] == [
        (0, 1, ((0, 0),)),
        (1, 1, ((0, 1),)),
    ]
    assert found.teams == ["team", "z"]


def test_two_initiatives_take_one_each():
    found = heads(2, a=away(1), b=away(3, ends="2026-01-05 02:00"))
    assert steps(found) == [("mon 00:00", 0), ("mon 01:00", 1), ("mon 02:00", 2)]


def test_the_hours_of_a_head_count_end_with_the_horizon():
    assert steps(heads(2, course=away(1000, starts="2026-01-11 12:00"))) == [("mon 00:00", 2), ("sun 12:00", 1)]

"""Laws of every roster, on random teams that put all rules of presence together, in zones whose clocks change."""

import copy
import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rosters import desk

from simsupport import units
from simsupport.errors import ScenarioError
from simsupport.roster import Person, Roster, roster

SEED = 7
law = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

Draw = Any
CALENDARS = [
    {"start": "2026-03-26", "time_zone": "Europe/Berlin", "holidays": ["2026-03-27"]},
    {"start": "2026-10-23", "time_zone": "America/New_York", "holidays": ["2026-10-26", "2026-11-02"]},
    {"start": "2026-01-05", "time_zone": "UTC"},
]
HOURS = [
    "08:00-16:00",
    "22:00-06:00",
    "01:00-03:30",
    ["08:00-12:00", "13:00-17:00"],
    ["20:00-24:00", "01:00-02:30"],
    "00:00-24:00",
]
BREAKS = [
    "02:00-02:45", "12:00-12:30", "12:15-12:45", {"length": "30 min", "between": "01:30-03:30"},
    {"length": "60 min", "between": "11:00-13:30"}, {"at": "23:30-00:30", "keeps_length": True},
]  # fmt: skip
DAYS = ["mon-sun", "mon-sun, holiday", "sat-sun", "mon-fri"]
CLOCK_TIMES = ["00:00", "02:30", "09:00", "12:00", "23:45"]


def away(draw: Draw) -> dict[str, Any]:
    meeting = {
        "days": draw(st.sampled_from(DAYS)), "at": draw(st.sampled_from(CLOCK_TIMES)),
        "length": draw(st.sampled_from(("15 min", "1 h"))), "together": draw(st.booleans()),
    }  # fmt: skip
    coaching = draw(st.sampled_from(("2 h / month", "30 min / week", "12 h / week")))
    return draw(
        st.sampled_from(({}, {"meeting": meeting}, {"coaching": coaching}, {"meeting": meeting, "coaching": coaching}))
    )


def dates(draw: Draw, start: str) -> dict[str, int]:
    month = start[:-2]
    days = draw(st.lists(st.integers(-3, 8), max_size=2, unique=True))
    return {f"{month}{max(int(start[-2:]) + day, 1):02d}": draw(st.integers(1, 2)) for day in days}


@st.composite
def team(draw: Draw, start: str) -> dict[str, Any]:
    def shift() -> dict[str, Any]:
        made = {
            "days": draw(st.sampled_from(DAYS)), "hours": draw(st.sampled_from(HOURS)),
            "agents": draw(st.integers(0, 3)), "breaks": draw(st.lists(st.sampled_from(BREAKS), max_size=2)),
        }  # fmt: skip
        return {**made, "on_call": {"after": "10 min"}} if draw(st.integers(0, 4)) == 0 else made

    made: dict[str, Any]
    if draw(st.booleans()):
        made = {"shifts": {name: shift() for name in draw(st.sampled_from(("a", "ab", "abc")))}}
    else:
        weeks = {name: {draw(st.sampled_from(DAYS)): draw(st.sampled_from(HOURS))} for name in "ab"}
        made = {
            "people": draw(st.integers(1, 5)),
            "weeks": weeks,
            "rota": draw(st.sampled_from((["a", "b"], ["b", "a", "a"]))),
        }
    made |= {
        "breaks": draw(st.lists(st.sampled_from(BREAKS), max_size=3)),
        "away": away(draw),
        "joins": dates(draw, start),
        "leaves": dates(draw, start),
        "spread": {"speed": "20%", "resolves": "10%"},
        "newcomers": {"share": "30%", "ramp": "2 weeks", "talk": "x2"},
        "time_zone": draw(st.sampled_from(("", "Asia/Tokyo", "Europe/London"))) or "UTC",
    }
    if draw(st.booleans()):
        made["absence"] = {"share": "20%", **draw(st.sampled_from(({}, {"spell": "3 d"})))}
    return made


INITIATIVES = {
    "course": {"starts": "2 d", "away": {"team": "b", "hours": 3.5}},
    "drill": {"away": {"team": "b", "hours": 2}},
    "heads": {"starts": "30 h", "ends": "40 h", "away": {"team": "c", "hours": 8}},
    "health": {"starts": "1 d", "ramp": "3 d", "effects": {"absent": "x0.5"}},
}


@st.composite
def rosters(draw: Draw) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Teams, initiatives and a calendar that the language accepts."""
    calendar = {**draw(st.sampled_from(CALENDARS)), "duration": f"{draw(st.integers(1, 9))} d", "warm_up": "1 d"}
    teams = {
        "a": {"agents": 2},
        "b": draw(team(calendar["start"])),
        "c": {"agents": {"mon-sun": [0] * 8 + [1] * 4 + [3] * 12}},
    }
    names = draw(st.sets(st.sampled_from(sorted(INITIATIVES))))
    try:
        desk(teams, **calendar)
    except ScenarioError:
        assume(False)
    return teams, {name: INITIATIVES[name] for name in names}, calendar


def drawn(teams: dict[str, Any], initiatives: dict[str, Any], calendar: dict[str, Any]) -> Roster:
    return roster(desk(teams, initiatives, **calendar), SEED, 0)


def who(person: Person) -> tuple[int, str, str, int]:
    return person.agent, person.team, person.group, person.number


@given(rosters())
@law
def test_presences_never_overlap_and_pauses_lie_within_one_after_the_other(case: Any) -> None:
    scenario = desk(*case[:2], **case[2])
    for person in roster(scenario, SEED, 0).persons:
        edges = [edge for presence in person.presences for edge in (presence.start, presence.end)]
        assert edges == sorted(edges)
        assert all(0 <= one.start < one.end <= scenario.calendar.horizon for one in person.presences)
        for presence in person.presences:
            inner = [edge for pause in presence.breaks for edge in (pause.start, pause.end)]
            assert inner == sorted(inner)
            assert all(presence.start <= one.start < one.end <= presence.end for one in presence.breaks)


@given(rosters())
@law
def test_ids_are_dense_and_do_not_change_with_initiatives(case: Any) -> None:
    teams, _, calendar = case
    base, found = drawn(teams, {}, calendar), drawn(*case)
    assert [who(person) for person in found.persons] == [who(person) for person in base.persons]
    assert [(x.team, x.first_agent, x.most) for x in found.head_counts] == [
        (x.team, x.first_agent, x.most) for x in base.head_counts
    ]
    assert found.traits == base.traits
    assert len(found.traits) == len(found.teams) == len(found.persons) + 2 + 3
    spans = [[(x.start, x.end, x.day) for x in person.presences] for person in base.persons]
    assert [[(x.start, x.end, x.day) for x in person.presences] for person in found.persons] == spans


@pytest.mark.slow
@given(rosters())
@law
def test_nobody_is_there_outside_of_their_dates(case: Any) -> None:
    teams, _, _ = case
    people = drawn(*case).persons
    for key in ("joins", "leaves"):
        number = 0
        for day, count in sorted(teams["b"][key].items()):
            number += count
            if key == "leaves":  # by this day so many of the first have left
                assert all(str(x.day) < day for person in people[:number] for x in person.presences)
            else:  # until the day before, all but those who join then or later were there
                rest = sum(teams["b"]["joins"].values()) - (number - count)
                assert all(str(x.day) >= day for person in people[-rest:] for x in person.presences)


@pytest.mark.slow
@given(rosters())
@law
def test_a_longer_horizon_changes_nothing_before_its_end(case: Any) -> None:
    """What is cut by the end of the horizon is left out; hours that initiatives take are used up in order."""
    teams, initiatives, calendar = case
    longer = {**calendar, "duration": "12 d"}
    end = desk(teams, **calendar).calendar.horizon - 2 * units.DAY
    for short, long in zip(drawn(*case).persons, drawn(teams, initiatives, longer).persons, strict=True):
        assert [x for x in short.presences if x.end < end] == [x for x in long.presences if x.end < end]


@pytest.mark.slow
@given(rosters())
@law
def test_another_team_changes_nobody(case: Any) -> None:
    teams, initiatives, calendar = case
    found = drawn(*case)
    more = drawn({**copy.deepcopy(teams), "aa": {"agents": 4}, "d": {"agents": 1}}, initiatives, calendar)
    assert [(*who(x)[1:], x.presences) for x in found.persons] == [(*who(x)[1:], x.presences) for x in more.persons]
    assert found.traits == more.traits[:2] + more.traits[6:-1]
    assert {x.agent - y.agent for x, y in zip(more.persons, found.persons, strict=True)} <= {4}


@pytest.mark.slow
@given(rosters())
@law
def test_an_initiative_takes_its_hours_and_no_more(case: Any) -> None:
    """Of the hours away, those within training; one person is late at most an hour a day."""
    teams, initiatives, calendar = case
    teams = {**teams, "b": {**teams["b"], "away": {}}}
    found = drawn(teams, initiatives, calendar)
    trained = [
        [pause.end - pause.start for pause in presence.breaks if pause.kind == "training"]
        for person in found.persons
        for presence in person.presences
    ]
    due = sum(initiatives[name]["away"]["hours"] for name in {"course", "drill"} & initiatives.keys()) * units.HOUR
    assert all(len(own) <= 1 and sum(own) <= units.HOUR for own in trained)
    assert sum(map(sum, trained)) <= due
    heads, before = found.head_counts[-1].steps, drawn(teams, {}, calendar).head_counts[-1].steps
    taken = area(before, calendar) - area(heads, calendar)
    assert 0 <= taken <= (8 * units.HOUR if "heads" in initiatives else 0)
    assert all(count >= 0 for _, count in heads)
    assert all(one[0] < other[0] and one[1] != other[1] for one, other in itertools.pairwise(heads))


def area(steps: Any, calendar: dict[str, Any]) -> int:
    """Agent time under a head count; the warm-up is a day."""
    horizon = (int(calendar["duration"].split()[0]) + 1) * units.DAY
    return sum((end - start) * count for (start, count), (end, _) in itertools.pairwise((*steps, (horizon, 0))))

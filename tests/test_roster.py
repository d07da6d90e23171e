"""The roster (R18, R19): who is scheduled when, in literal times; absence; breaks. The start is Monday 2026-01-05."""

import numpy as np
import pytest
from rosters import DAYS, clock, of, shift, times
from scipy import stats

from simsupport.units import DAY, HOUR, MINUTE


def weekly_days(person) -> list[str]:
    """By week the days on which a person works."""
    weeks: dict[int, list[str]] = {}
    for presence in person.presences:
        weeks.setdefault(presence.start // (7 * DAY), []).append(DAYS[presence.day.weekday()])
    return [" ".join(weeks.get(week, ())) for week in range(max(weeks) + 1)]


# Ids


def test_ids_go_by_team_then_shift_or_rota_group_then_number():
    found = of({
        "zebra": {"agents": 2},
        "night": {"shifts": {
            "late": {"days": "mon", "hours": "14:00-22:00", "agents": 1},
            "early": {"days": "mon", "hours": "06:00-14:00", "agents": 2},
        }},
        "alpha": {"agents": {"mon": [0] * 8 + [3] * 8 + [1] * 8}},
        "rota": {
            "people": 2, "weeks": {"w": {"mon": "08:00-16:00"}},
            "part_timers": {"people": 1, "week": {"mon": "08:00-12:00"}},
        },
    })  # fmt: skip
    assert found.teams == ["alpha"] * 3 + ["night"] * 3 + ["rota"] * 3 + ["zebra"] * 2
    assert [(p.agent, p.team, p.group, p.number) for p in found.persons] == [
        (3, "night", "early", 0), (4, "night", "early", 1), (5, "night", "late", 0),
        (6, "rota", "people", 0), (7, "rota", "people", 1), (8, "rota", "part_timers", 0),
    ]  # fmt: skip
    assert [(h.team, h.first_agent, h.most) for h in found.head_counts] == [("alpha", 0, 3), ("zebra", 9, 2)]


def test_a_head_count_changes_where_the_number_does():
    found = of({"alpha": {"agents": {"mon": [0] * 8 + [3] * 8 + [1] * 8, "wed": [1] * 12 + [2] * 12}}})
    (heads,) = found.head_counts
    assert [(clock(tick), count) for tick, count in heads.steps] == [
        ("mon 00:00", 0), ("mon 08:00", 3), ("mon 16:00", 1), ("tue 00:00", 0), ("wed 00:00", 1), ("wed 12:00", 2),
        ("thu 00:00", 0),
    ]  # fmt: skip
    assert of({"alpha": {"agents": 4}}).head_counts[0].steps == ((0, 4),)


# The rota

WEEKS = {"a": {"mon": "08:00-16:00"}, "b": {"tue": "08:00-16:00"}, "c": {"wed-thu": "08:00-16:00"}}


def test_person_i_works_week_pattern_week_plus_i():
    found = of({"team": {"people": 4, "weeks": WEEKS, "rota": ["a", "b", "c"]}}, duration="4 weeks")
    assert [weekly_days(person) for person in found.persons] == [
        ["mon", "tue", "wed thu", "mon"],
        ["tue", "wed thu", "mon", "tue"],
        ["wed thu", "mon", "tue", "wed thu"],
        ["mon", "tue", "wed thu", "mon"],
    ]


def test_rota_weeks_run_from_monday_of_the_week_of_the_start():
    """A start on Thursday: the rest of that week is week 0, the warm-up counts too."""
    found = of({"team": {"people": 2, "weeks": WEEKS, "rota": ["c", "a"]}}, start="2026-01-08", warm_up="3 d")
    assert [[p.day.isoformat() for p in person.presences] for person in found.persons] == [
        ["2026-01-08", "2026-01-12"], ["2026-01-14", "2026-01-15"],
    ]  # fmt: skip
    assert times(found.persons[0].presences) == ["mon 08:00 - mon 16:00", "fri 08:00 - fri 16:00"]  # since the start


def test_one_week_needs_no_rota_and_part_timers_have_their_own():
    team = {"people": 1, "weeks": {"a": {"mon": ["08:00-12:00", "13:00-17:00"]}},
            "part_timers": {"people": 1, "week": {"sat": "10:00-14:00"}}}  # fmt: skip
    full, part = of({"team": team}).persons
    assert times(full.presences) == ["mon 08:00 - mon 12:00", "mon 13:00 - mon 17:00"]
    assert times(part.presences) == ["sat 10:00 - sat 14:00"]


# Nights, daylight saving, holidays


def test_a_night_shift_belongs_to_the_day_on_which_it_starts():
    (person,) = of({"team": shift("22:00-06:00", days="fri")}).persons
    assert times(person.presences) == ["fri 22:00 - sat 06:00"]
    assert person.presences[0].day.isoformat() == "2026-01-09"


def test_a_night_that_began_before_the_start_is_there_from_the_start_and_the_last_ends_with_the_horizon():
    (person,) = of({"team": shift("22:00-06:00")}, duration="2 d").persons
    assert times(person.presences) == ["mon 00:00 - mon 06:00", "mon 22:00 - tue 06:00", "tue 22:00 - wed 00:00"]
    assert [presence.day.isoformat() for presence in person.presences] == ["2026-01-04", "2026-01-05", "2026-01-06"]


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [  # Berlin: the hour from 02:00 on is skipped on 29 March and comes twice on 25 October 2026, both Sundays
        ("2026-03-29", "22:00-06:00", ["mon 00:00 - mon 05:00", "mon 21:00 - tue 00:00"]),
        ("2026-03-29", "01:00-03:30", ["mon 01:00 - mon 02:30"]),
        ("2026-03-29", "02:00-02:30", []),  # it vanishes in the gap
        ("2026-03-29", "02:30-04:00", ["mon 02:00 - mon 03:00"]),  # it starts at the gap's end
        ("2026-10-25", "22:00-06:00", ["mon 00:00 - mon 07:00", "mon 23:00 - tue 00:00"]),
        ("2026-10-25", "01:00-03:30", ["mon 01:00 - mon 04:30"]),
        ("2026-10-25", "02:00-02:30", ["mon 02:00 - mon 02:30"]),  # the first of the two
        ("2026-10-25", "02:30-04:00", ["mon 02:30 - mon 05:00"]),
    ],
)
def test_shifts_on_the_days_of_a_clock_change(start, hours, expected):
    """Ticks are physical time; the day's name here is only that of the first 24 hours."""
    (person,) = of({"team": shift(hours)}, start=start, duration="24 h", time_zone="Europe/Berlin").persons
    assert times(person.presences) == expected


def test_a_team_lives_by_its_own_time_zone():
    (person,) = of({"team": shift("08:00-16:00", time_zone="America/Denver")}, duration="2 d").persons
    assert times(person.presences) == ["mon 15:00 - mon 23:00", "tue 15:00 - tue 23:00"]


def test_no_shift_runs_on_a_holiday_unless_it_says_so():
    teams = {"team": {"shifts": {
        "holiday": {"days": "holiday", "hours": "10:00-12:00", "agents": 1},
        "usual": {"days": "mon-fri", "hours": "08:00-16:00", "agents": 1},
    }}}  # fmt: skip
    on_holiday, usual = of(teams, duration="2 d", holidays=["2026-01-06"]).persons
    assert times(on_holiday.presences) == ["tue 10:00 - tue 12:00"]
    assert times(usual.presences) == ["mon 08:00 - mon 16:00"]


# Breaks


def breaks_of_day(found, day=0) -> list[str]:
    return [
        " ".join(times(presence.breaks))
        for person in found.persons
        for presence in person.presences
        if presence.start // DAY == day
    ]


def test_breaks_are_spread_evenly_over_their_window():
    lunch = {"length": "30 min", "between": "11:30-13:30"}
    found = of({"team": shift("08:00-16:00", agents=4, breaks=[lunch])})
    assert breaks_of_day(found) == [
        "mon 11:30 - mon 12:00", "mon 12:00 - mon 12:30", "mon 12:30 - mon 13:00", "mon 13:00 - mon 13:30",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("agents", "last"),
    [(1, "mon 11:30 - mon 12:00"), (2, "mon 13:00 - mon 13:30"), (7, "mon 13:00 - mon 13:30")],
)
def test_the_first_break_opens_the_window_and_the_last_fills_it(agents, last):
    found = of({"team": shift("08:00-16:00", agents=agents, breaks=[{"length": "30 min", "between": "11:30-13:30"}])})
    assert breaks_of_day(found)[0] == "mon 11:30 - mon 12:00"
    assert breaks_of_day(found)[-1] == last
    starts = [person.presences[0].breaks[0].start for person in found.persons]
    gaps = set(np.diff(starts).tolist())
    assert not gaps or max(gaps) - min(gaps) <= 1  # a tick


def test_only_those_are_spread_whose_presence_holds_the_window():
    """Part-timers who leave at noon have no lunch; the others spread among themselves, day by day."""
    lunch = {"length": "30 min", "between": "12:00-13:00"}
    found = of({"team": {
        "people": 3, "weeks": {"long": {"mon-tue": "08:00-16:00"}, "short": {"mon": "08:00-16:00"}},
        "rota": ["long", "short"], "part_timers": {"people": 1, "week": {"mon": "08:00-12:00"}}, "breaks": [lunch],
    }})  # fmt: skip
    monday = ["mon 12:00 - mon 12:30", "mon 12:15 - mon 12:45", "mon 12:30 - mon 13:00", ""]
    assert breaks_of_day(found) == monday
    assert breaks_of_day(found, day=1) == ["tue 12:00 - tue 12:30", "tue 12:30 - tue 13:00"]


def test_fixed_breaks_come_for_everyone_at_once_and_breaks_are_in_order():
    own = {"breaks": ["14:00-14:15", "10:00-10:15"]}
    found = of({"team": shift("08:00-16:00", agents=2, shift=own, breaks=["12:00-12:30"])})
    day = "mon 10:00 - mon 10:15 mon 12:00 - mon 12:30 mon 14:00 - mon 14:15"
    assert breaks_of_day(found) == [day, day]


def test_a_break_after_midnight_is_part_of_the_night():
    (person,) = of({"team": shift("22:00-06:00", days="mon", breaks=["02:00-02:30"])}, duration="2 d").persons
    assert times(person.presences[0].breaks) == ["tue 02:00 - tue 02:30"]


# Absence

ABSENT = {"people": 30, "weeks": {"w": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}, "absence": {"share": "7%"}}


def absent_days(found) -> dict[int, list[str]]:
    days = {p.number: sorted({str(x.day) for x in p.presences if x.absent}) for p in found.persons}
    return {number: gone for number, gone in days.items() if gone}


def test_absence_has_its_share_of_persons_and_days():
    """30 people, 260 days: a share that is wrong by two points is found with a chance of 99.9%."""
    found = of({"team": ABSENT}, duration="52 weeks")
    absent = np.array([[x.absent for x in person.presences] for person in found.persons]).reshape(30, 260, 2)
    assert (absent[:, :, 0] == absent[:, :, 1]).all()  # the whole day
    days = absent[:, :, 0]
    assert abs(days.mean() - 0.07) < stats.norm.isf(5e-5) * np.sqrt(0.07 * 0.93 / days.size)
    for axis, number in ((0, 30), (1, 260)):  # neither people nor days stand out
        sums = days.sum(axis=axis)
        assert stats.chi2.sf(((sums - number * 0.07) ** 2 / (number * 0.07 * 0.93)).sum(), len(sums)) > 1e-4


def test_absence_is_drawn_by_person_and_day_alone():
    """Neither more people, another team, a longer horizon nor longer days change who is absent when."""
    base = absent_days(of({"team": ABSENT}, duration="4 weeks"))
    assert 10 < sum(map(len, base.values())) < 80
    more = absent_days(of({"a team before": {"agents": 5}, "team": {**ABSENT, "people": 60}}, duration="4 weeks"))
    assert base == {number: days for number, days in more.items() if number < 30}
    longer = absent_days(of({"team": ABSENT}, duration="8 weeks"))
    assert base == {n: kept for n, days in longer.items() if (kept := [d for d in days if d < "2026-02-02"])}
    late = {**ABSENT, "weeks": {"w": {"mon-fri": "09:00-19:00"}}}
    assert absent_days(of({"team": late}, duration="4 weeks")) == base


def test_absence_differs_by_seed_replication_and_team():
    base = absent_days(of({"team": ABSENT}, duration="4 weeks"))
    assert base == absent_days(of({"team": ABSENT}, duration="4 weeks"))
    for other in (
        of({"team": ABSENT}, seed=2, duration="4 weeks"),
        of({"team": ABSENT}, replication=1, duration="4 weeks"),
        of({"other": ABSENT}, duration="4 weeks"),
    ):
        assert absent_days(other) != base


def test_no_absence_without_a_share_of_it():
    assert not absent_days(of({"team": {**ABSENT, "absence": {"share": "0%"}}}))
    everyone = absent_days(of({"team": {**ABSENT, "absence": {"share": "100%"}}}))
    assert [len(days) for days in everyone.values()] == [5] * 30


# Edges: of presences, of the horizon, of the clock


def test_a_night_of_one_week_gives_way_to_nobody_and_the_next_week_begins_after_it():
    weeks = {"night": {"sun": "22:00-06:00"}, "early": {"mon": "05:00-13:00"}}
    (person,) = of({"team": {"people": 1, "weeks": weeks, "rota": ["night", "early"]}}, duration="9 d").persons
    assert times(person.presences) == ["sun 22:00 - d7 06:00", "d7 06:00 - d7 13:00"]


def test_the_horizon_does_not_change_a_break_that_it_cuts():
    day = shift("08:00-16:00", days="mon", shift={"breaks": ["11:30-12:30"]})
    for duration, until in (("13 h", "12:30"), ("12 h", "12:00")):
        (person,) = of({"team": day}, duration=duration).persons
        assert times(person.presences[0].breaks) == [f"mon 11:30 - mon {until}"]


@pytest.mark.parametrize(
    ("start", "at", "agents", "expected"),
    [  # physical times since the midnight of the Saturday on which the night begins
        ("2026-10-24", "02:30-03:00", 3, "26:30 - 28:00"),  # the first half past two, to three o'clock winter time
        ("2026-03-28", "01:30-03:30", 1, "25:30 - 26:30"),  # an hour of it is skipped
        ("2026-03-28", "01:45-02:15", 2, "25:45 - 26:00"),  # ends with the gap
    ],
)
def test_a_fixed_break_is_by_the_wall_clock_for_everybody(start, at, agents, expected):
    night = shift("22:00-06:00", days="sat", agents=agents, shift={"breaks": [at]})
    found = of({"team": night}, start=start, duration="2 d", time_zone="Europe/Berlin").persons

    def hours(ticks):
        return f"{ticks // HOUR}:{ticks % HOUR // MINUTE:02d}"

    breaks = {f"{hours(b.start)} - {hours(b.end)}" for person in found for b in person.presences[0].breaks}
    assert breaks == {expected}
    assert len(found) == agents


def test_a_flexible_break_is_no_longer_than_what_the_clock_leaves_of_its_window():
    night = shift("22:00-03:30", days="sat", shift={"breaks": [{"length": "90 min", "between": "01:30-03:30"}]})
    (person,) = of({"team": night}, start="2026-03-28", duration="2 d", time_zone="Europe/Berlin").persons
    (only,) = person.presences[0].breaks
    assert (only.end - only.start, only.end) == (HOUR, person.presences[0].end)


def test_absence_is_drawn_alike_on_days_before_the_start():
    """A team far west of the calendar's zone works on local days before the start; 5% of 200 are about 10."""
    west = {"time_zone": "America/Los_Angeles", "absence": {"share": "5%"}}
    team = shift("22:00-06:00", agents=200, **west)
    found = of({"team": team}, time_zone="Australia/Sydney", duration="3 d").persons
    for day in {presence.day for person in found for presence in person.presences}:
        absent = sum(p.absent for person in found for p in person.presences if p.day == day)
        assert absent <= stats.binom.ppf(1 - 1e-6, 200, 0.05)

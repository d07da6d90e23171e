"""What people are like (R18): absence in spells, spread, newcomers, joining and leaving; from Monday 2026-01-05 on.

Thresholds come from theory: a right program fails one of these tests once in about 10 000 seeds.
"""

import numpy as np
import pytest
from rosters import clock, of, shift, times
from scipy import stats
from thinned import thinned

from simsupport.roster import Traits

Z = stats.norm.isf(5e-5)
EVERY_DAY = {"w": {"mon-sun": "08:00-16:00"}}


def people(number, **more):
    return {"people": number, "weeks": EVERY_DAY, **more}


# Absence in spells


def spells(number=200, share="10%", spell="4 d", **more):
    return people(number, absence={"share": share, "spell": spell}, **more)


def absent(team, seed=3, duration="20 weeks", **more):
    """Whether each person is absent, by day."""
    found = of({"team": team}, seed=seed, duration=duration, **more).persons
    return np.array([[presence.absent for presence in person.presences] for person in found])


def deviation_of_mean(share, spell, shape):
    """The standard deviation of the share of absent days of a chain whose autocorrelation falls geometrically."""
    number, days = shape
    correlation = 1 - 1 / spell - share / (1 - share) / spell
    lags = np.arange(1, days)
    sums = days + 2 * ((days - lags) * correlation**lags).sum()
    return np.sqrt(share * (1 - share) * sums / number) / days


def near(count, number, probability):
    return abs(count - number * probability) < Z * np.sqrt(number * probability * (1 - probability))


@pytest.mark.parametrize(("share", "spell"), thinned([(0.1, 4), (0.04, 1.5), (0.5, 10), (0.2, 1)], 4))
def test_spells_have_their_share_and_their_mean_length(share, spell):
    days = absent(spells(share=f"{share:.0%}", spell=f"{spell} d"))
    assert days.shape == (200, 140)
    assert abs(days.mean() - share) < Z * deviation_of_mean(share, spell, days.shape)
    assert near(days[:, 0].sum(), 200, share)  # from the first day on
    before, after = days[:, :-1], days[:, 1:]
    if spell > 1:
        assert near((before & ~after).sum(), before.sum(), 1 / spell)
    assert near((~before & after).sum(), (~before).sum(), share / (1 - share) / spell)


@pytest.mark.slow
def test_a_spell_ends_each_day_with_the_same_probability():
    lengths = []
    for row in absent(spells(400)):
        starts = np.flatnonzero(~row[:60] & row[1:61]) + 1  # late ones might not end before the horizon
        lengths += [int((~row[start:]).argmax()) for start in starts]
    expected = len(lengths) * 0.25 * 0.75 ** np.arange(12)
    seen = np.bincount(np.minimum(lengths, 13), minlength=14)[1:]
    assert stats.chisquare(seen, [*expected, len(lengths) - expected.sum()]).pvalue > 1e-4


def test_spells_of_one_day_never_touch():
    days = absent(spells(share="30%", spell="1 d"))
    assert not (days[:, 1:] & days[:, :-1]).any()
    assert 0.2 < days.mean() < 0.4


def test_a_spell_runs_through_days_off():
    """Who works from Monday to Friday is absent on the very days on which a colleague of all days would be."""
    all_days = absent(spells(50), duration="4 weeks").reshape(50, 4, 7)
    weekdays = absent({**spells(50), "weeks": {"w": {"mon-fri": "08:00-16:00"}}}, duration="4 weeks")
    assert (weekdays.reshape(50, 4, 5) == all_days[:, :, :5]).all()


def test_a_spell_belongs_to_the_person_alone():
    base = absent(spells(50), duration="4 weeks")
    assert 0 < base.sum() < base.size
    assert (absent(spells(90), duration="4 weeks")[:50] == base).all()
    assert (absent(spells(50), duration="8 weeks")[:, :28] == base).all()
    assert (absent(spells(50), duration="4 weeks", seed=4) != base).any()


# Absence under initiatives


def cold(effect, **more):
    return {"cold": {"for": {"teams": ["team"]}, "effects": {"absent": effect}, **more}}


def test_an_initiative_changes_the_share_of_absence_from_its_date_on():
    team = people(300, absence={"share": "10%"})
    base = absent(team, duration="8 weeks")
    changed = absent(team, duration="8 weeks", initiatives=cold("x3", starts="2026-02-02", ends="2026-02-23"))
    assert (changed[:, :28] == base[:, :28]).all()
    assert (changed[:, 49:] == base[:, 49:]).all()
    assert (changed >= base).all()  # the same numbers decide
    assert near(changed[:, 28:49].sum(), 300 * 21, 0.3)


def test_the_share_of_a_day_is_that_of_its_midnight():
    """From noon on 2 February over ten days: 3 February has a twentieth of it, 12 February 19, then all."""
    ramp = cold("x5", starts="2026-02-02 12:00", ramp="10 d")
    days = absent(people(1000, absence={"share": "10%"}), duration="6 weeks", initiatives=ramp)
    levels = np.clip((np.arange(42) - 28.5) / 10, 0, 1)
    shares = 0.1 * (1 + 4 * levels)
    z = (days.sum(axis=0) - 1000 * shares) / np.sqrt(1000 * shares * (1 - shares))
    assert stats.chi2.sf((z**2).sum(), 42) > 1e-4


def test_no_more_than_everyone_is_absent_and_only_whom_it_concerns():
    teams = {"other": people(20, absence={"share": "10%"}), "team": people(20, absence={"share": "10%"})}
    found = of(teams, initiatives=cold("x50", starts="2026-01-08"))
    base = of(teams)
    assert found.persons[:20] == base.persons[:20]
    assert all(x.absent for person in found.persons[20:] for x in person.presences if str(x.day) >= "2026-01-08")
    assert [x.absent for person in found.persons[20:] for x in person.presences[:3]] == [
        x.absent for person in base.persons[20:] for x in person.presences[:3]
    ]


def test_the_midnight_is_that_of_the_teams_zone():
    """In Tokyo 8 January begins before it does in UTC."""
    team = people(20, absence={"share": "10%"}, time_zone="Asia/Tokyo")
    found = of({"team": team}, initiatives=cold("x50", starts="2026-01-08")).persons
    gone = [[person.presences[place].absent for person in found] for place in range(2, 6)]
    assert [str(presence.day)[-2:] for presence in found[0].presences[2:6]] == ["07", "08", "09", "10"]
    assert [all(day) for day in gone] == [False, False, True, True]


@pytest.mark.parametrize("spell", [{}, {"spell": "3 d"}])
def test_what_holds_from_the_start_holds_for_the_night_before_it_too(spell):
    team = shift("22:00-06:00", agents=200, absence={"share": "20%", **spell}, time_zone="America/Denver")
    assert any(x.absent for person in of({"team": team}).persons for x in person.presences[:1])
    never = of({"team": team}, initiatives=cold("x0")).persons
    assert not any(x.absent for person in never for x in person.presences)


@pytest.mark.slow
def test_an_initiative_changes_the_share_of_spells_and_not_their_length():
    changed = absent(spells(), initiatives=cold("x3", starts="2026-02-02"))
    assert (changed[:, :28] == absent(spells())[:, :28]).all()
    settled = changed[:, 28 + 28 :]  # four weeks later the chain has forgotten: 0.64 ** 28
    assert abs(settled.mean() - 0.3) < Z * deviation_of_mean(0.3, 4, settled.shape)
    before, after = settled[:, :-1], settled[:, 1:]
    assert near((before & ~after).sum(), before.sum(), 0.25)


def test_spells_fade_out_where_none_begin():
    faded = absent(spells(), initiatives=cold("x0", starts="2026-02-02"))
    assert faded[:, :28].any()
    assert faded[:, 28].any()  # those who are ill stay ill
    assert not (~faded[:, 28:-1] & faded[:, 29:]).any()
    assert not faded[:, 28 + 70 :].any()


def test_spells_allow_no_more_than_one_after_the_other():
    """A day's spell each other day is all that spells of a day can be."""
    days = absent(spells(share="40%", spell="1 d"), duration="2 weeks", initiatives=cold("x5", starts="2026-01-07"))
    assert (days[:, 3:] == ~days[:, 2:-1]).all()


# Spread


def traits(team, name="team", **more):
    found = of({name: team}, **more).traits
    return np.array([one.speed for one in found]), np.array([one.resolves for one in found])


def test_without_a_spread_all_are_alike():
    assert of({"team": people(3), "z": {"agents": 2}}).traits == (Traits(1.0, 1.0, None),) * 5


@pytest.mark.parametrize("team", [people(1000), {"agents": 1000}, shift("08:00-16:00", agents=1000)])
def test_people_spread_around_the_mean_of_their_team(team):
    """Speeds are lognormal with mean 1 and the given cv; factors on solving are normal."""
    speed, resolves = traits({**team, "spread": {"speed": "15%", "resolves": "10%"}})
    sigma = np.sqrt(np.log1p(0.15**2))
    assert stats.kstest(np.log(speed), stats.norm(-(sigma**2) / 2, sigma).cdf).pvalue > 1e-4
    assert stats.kstest(resolves, stats.norm(1, 0.1).cdf).pvalue > 1e-4
    assert stats.pearsonr(speed, resolves).pvalue > 1e-4


def test_each_spread_stands_alone():
    both, of_both = traits({"agents": 50, "spread": {"speed": "15%", "resolves": "10%"}})
    speed, none = traits({"agents": 50, "spread": {"speed": "15%"}})
    assert (speed == both).all()
    assert (none == 1).all()
    none, resolves = traits({"agents": 50, "spread": {"resolves": "20%"}})
    assert (none == 1).all()
    assert np.allclose(resolves - 1, 2 * (of_both - 1))


def test_what_people_are_like_belongs_to_them_alone():
    spread = {
        "spread": {"speed": "15%", "resolves": "10%"},
        "newcomers": {"share": "50%", "ramp": "4 weeks", "talk": "x2"},
    }
    base = of({"team": {"agents": 20, **spread}}).traits
    more = of({"team": {"agents": 30, **spread}, "alone": people(3)}, duration="3 weeks").traits
    assert base == more[3:23]
    for other in (
        of({"team": {"agents": 20, **spread}}, seed=2),
        of({"team": {"agents": 20, **spread}}, replication=1),
        of({"other": {"agents": 20, **spread}}),
    ):
        assert not set(other.traits) & set(base)


# Newcomers

NEW = {"newcomers": {"share": "30%", "ramp": "13 weeks", "talk": "+64%"}}


@pytest.mark.parametrize("team", [people(1000), {"agents": 1000}])
def test_a_share_of_the_people_is_new_at_the_start(team):
    new = [one.new_since for one in of({"team": {**team, **NEW}}).traits]
    assert set(new) == {0, None}
    assert near(new.count(0), 1000, 0.3)


def test_who_joins_is_new_since_the_midnight_of_the_teams_zone():
    team = people(4, joins={"2026-01-08": 2}, time_zone="America/Denver")
    found = of({"team": {**team, "newcomers": {"ramp": "4 weeks", "talk": "x2"}}}).traits
    assert [one.new_since and clock(one.new_since) for one in found] == [None, None, "thu 07:00", "thu 07:00"]
    assert [one.new_since for one in of({"team": team}).traits] == [None] * 4


def test_who_joined_before_the_start_has_been_new_for_longer():
    team = people(1, joins="2025-12-22", newcomers={"ramp": "4 weeks", "talk": "x2"})
    found = of({"team": team})
    assert found.traits[0].new_since == -14 * 86_400_000_000
    assert len(found.persons[0].presences) == 7


# Joining and leaving


def days_of(found):
    """The first and the last day of each person, by id."""
    return [
        tuple(str(person.presences[place].day)[5:] for place in (0, -1)) if person.presences else None
        for person in found.persons
    ]


def test_the_last_people_join_and_the_first_leave_by_date():
    team = people(5, joins={"2026-01-12": 2, "2026-01-08": 1}, leaves={"2026-01-13": 1, "2026-01-07": 1})
    assert days_of(of({"team": team, "z": people(1)}, duration="2 weeks")) == [
        ("01-05", "01-06"), ("01-05", "01-12"), ("01-08", "01-18"), ("01-12", "01-18"), ("01-12", "01-18"),
        ("01-05", "01-18"),
    ]  # fmt: skip


def test_people_are_counted_through_the_groups_of_a_team():
    shifts = {name: {"days": "mon-sun", "hours": "08:00-16:00", "agents": 2} for name in ("late", "early")}
    found = of({"team": {"shifts": shifts, "joins": {"2026-01-07": 1}, "leaves": {"2026-01-10": 3}}})
    assert [person.group for person in found.persons] == ["early", "early", "late", "late"]
    assert days_of(found) == [("01-05", "01-09")] * 3 + [("01-07", "01-11")]


def test_a_date_alone_is_everyones():
    assert days_of(of({"team": people(2, joins="2026-01-07", leaves="2026-01-09")})) == [("01-07", "01-08")] * 2
    assert days_of(of({"team": people(2, joins="2026-02-01")})) == [None] * 2


def test_a_night_that_begins_before_a_date_is_worked_to_its_end():
    """A presence belongs to the day on which it starts: who leaves on Wednesday finishes Tuesday's night."""
    team = shift("22:00-06:00", agents=2, leaves={"2026-01-07": 1}, joins={"2026-01-09": 1})
    leaves, joins = of({"team": team}).persons
    assert times(leaves.presences) == ["mon 00:00 - mon 06:00", "mon 22:00 - tue 06:00", "tue 22:00 - wed 06:00"]
    assert times(joins.presences)[0] == "fri 22:00 - sat 06:00"


def test_breaks_are_spread_over_those_who_belong_to_the_team():
    team = shift(
        "08:00-16:00", agents=3, joins={"2026-01-06": 1}, breaks=[{"length": "30 min", "between": "12:00-13:00"}]
    )
    found = of({"team": team}).persons
    monday = [times(person.presences[0].breaks) for person in found[:2]]
    tuesday = [times(person.presences[place].breaks) for person, place in zip(found, (1, 1, 0), strict=True)]
    assert monday == [["mon 12:00 - mon 12:30"], ["mon 12:30 - mon 13:00"]]
    assert tuesday == [["tue 12:00 - tue 12:30"], ["tue 12:15 - tue 12:45"], ["tue 12:30 - tue 13:00"]]

"""Strain, and what it does to those who work: a week by hand. The formulas are those of docs/people.md."""

from math import exp, nan

import pytest
from tiny_logs import column, figure, log, scenario

from simsupport import units
from simsupport.log import Log

TEAMS = {
    "desk": {"agents": 1, "skills": {"call": {}}, "authority": 25, "above_authority": {"ask": "back"},
             "escalates_to": "back"},
    "back": {"agents": 1, "skills": {"call": {}}, "approves": {"takes": "1 h"}},
    "outsourced": {"agents": 1, "skills": {"call": {}}, "cost": {"contact": 4}},
}  # fmt: skip
DESK = scenario(calendar={"duration": "1 week"}, teams=TEAMS)
# Hour 120 is Saturday's first. The desk is there for 16 h, 2 of them overtime, 4 on Saturday, and busy for 14.4; the
# back office busy for 4 of 8. The outsourcer's people are busy throughout, and nobody's concern.
AGENTS = """
    agent team       state    start end
    0     desk       on       8     18
    0     desk       overtime 18    20
    0     desk       off      20    128
    0     desk       on       128   132
    1     back       on       8     16
    2     outsourced on       120   128
"""
# The desk grants one amount by itself, asks for one, passes one up; the back office grants that by itself.
LEGS = """
    issue leg kind       team       agent arrived queued started talk_ended granted outcome
    0     0   first      desk       0     8       8      8       12         20      solved
    1     0   first      desk       0     12      12     12      14         0       solved
    1     1   approval   back       1     12      13     13      14         30      approved
    2     0   first      desk       0     14      14     14      15         0       escalated
    2     1   escalation back       1     14      15     15      16         50      solved
    3     0   first      desk       0     15      15     15      20         0       solved
    4     0   first      desk       0     129     129    129     131.4      0       escalated
    4     1   escalation back       -     129     131.4  -       -          0       open
    5     0   first      back       1     10      10     10      12         0       solved
    6     0   first      outsourced 2     120     120    120     128        0       solved
"""
STRAIN = 10 * (0.9 - 0.85) + 5 * (2 / 16) + 2 * (4 / 16)
EMPOWERED = 1 / 3
SATISFIED = 0.75 - 0.12 * STRAIN + 0.08 * EMPOWERED
QUITTING = 0.3 * exp(0.35 * STRAIN - 0.25 * EMPOWERED)
FIGURES = {
    "strain": 16 * STRAIN / 24,
    "employee_satisfaction": (16 * SATISFIED + 8 * (0.75 + 0.08)) / 24,
    "quit_hazard": (16 * QUITTING + 8 * 0.3 * exp(-0.25)) / 24,
    "empowerment": 2 / 4,
}
CASES = ((log(DESK, LEGS, AGENTS, unit=units.HOUR), FIGURES),)
NOBODY = dict.fromkeys(FIGURES, nan)


@pytest.mark.parametrize(("name", "value"), FIGURES.items())
def test_figure(name: str, value: float) -> None:
    assert figure(CASES[0][0], name) == pytest.approx(value)
    assert figure(log(DESK), name) == pytest.approx(nan, nan_ok=True)


def test_each_team_has_its_own() -> None:
    facts = CASES[0][0]
    assert column(facts, "strain", "team") == pytest.approx({"desk": STRAIN, "back": 0, "outsourced": nan}, nan_ok=True)
    assert column(facts, "empowerment", "team") == pytest.approx(
        {"desk": 1 / 3, "back": 1, "outsourced": nan}, nan_ok=True
    )
    assert column(facts, "quit_hazard", "team")["desk"] == pytest.approx(QUITTING)
    assert column(facts, "strain", "week") == pytest.approx({"2026-W02": FIGURES["strain"]})


def test_a_calm_week_does_not_undo_a_hot_one() -> None:
    """Ten hours busy all the time, then ten of which two are; the second week is already February."""
    desk = scenario(calendar={"start": "2026-01-26", "duration": "2 weeks"}, teams=TEAMS)
    facts = log(desk, """
        issue arrived started talk_ended outcome
        0     8       8       18         solved
        1     176     176     178        solved
    """, """
        agent state start end
        0     on    8     18
        0     off   18    176
        0     on    176   186
    """, unit=units.HOUR)  # fmt: skip
    assert column(facts, "strain", "week") == pytest.approx({"2026-W05": 1.5, "2026-W06": 0})
    assert column(facts, "strain", "month") == pytest.approx({"2026-01": 1.5, "2026-02": 0})
    assert figure(facts, "strain") == pytest.approx(1.5 / 2)


def busy(hours: float) -> Log:
    """One agent, on a weekday, busy for so many of ten hours."""
    legs = f"issue arrived started talk_ended outcome\n0 8 8 {8 + hours} solved"
    return log(DESK, legs, "agent state start end\n0 on 8 18", unit=units.HOUR)


def test_strain_begins_where_occupancy_is_no_longer_bearable() -> None:
    strain = [figure(busy(hours), "strain") for hours in (1, 8.5, 9, 9.5, 10)]
    assert strain == pytest.approx([0, 0, 0.5, 1, 1.5], abs=1e-9)
    assert figure(busy(10), "employee_satisfaction") == pytest.approx(0.75 - 0.12 * 1.5)


def test_satisfaction_of_agents_is_a_share() -> None:
    hard = {"employees": {"strain": -10}, "strain": {"bearable": "0%"}}
    desk = scenario(calendar={"duration": "1 week"}, experience=hard)
    facts = log(desk, "issue arrived started talk_ended outcome\n0 8 8 18 solved", "agent state start end\n0 on 8 18",
                unit=units.HOUR)  # fmt: skip
    assert figure(facts, "employee_satisfaction") == 0

"""Issues that move to another day of the week (R4): who moves, to when, and who stays as before."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from demands import TIERS, Z, desk, expected_by, far_from, issues_of

from simsupport.demand.arrivals import NEW
from simsupport.scenario.models import Scenario
from simsupport.scenario.timeline.rates import expected
from simsupport.units import DAY, HOUR, MINUTE

NAME = "billing/phone"
LINE = {
    "volume": "7000 issues / week",
    "profile": {"mon-fri": [0] * 8 + [1] * 10 + [0] * 6, "sat": [0] * 9 + [1] * 3 + [0] * 12, "holiday": "50%"},
    "labels": TIERS,
}  # 53 hours of 7000 / 53 issues each
HOURLY = 7000 / 53
TO_SATURDAY = {"from": "mon", "to": "sat", "share": "30%"}


def moving(*moves: dict[str, Any], new: str = "0%", **parts: Any) -> Scenario:
    return desk({**LINE, "moves": moves[0] if len(moves) == 1 else list(moves), "new": new}, **parts)


def beside(scenario: Scenario, **parts: Any) -> pd.DataFrame:
    """Each issue with the tick at which it comes without any move."""
    usual = issues_of(desk(LINE, **parts), NAME)
    return issues_of(scenario, NAME).join(usual["created"].rename("usual"), how="left")


def test_a_share_comes_on_the_other_day_at_the_same_time() -> None:
    """4 Mondays of 1,321 issues: 30% of them five days later to the microsecond, all others as before."""
    found = beside(moving(TO_SATURDAY))
    later = found["created"] - found["usual"]
    monday = found["usual"] // DAY % 7 == 0
    assert set(later[monday]) == {0, 5 * DAY}
    assert set(later[~monday]) == {0}
    assert abs((later[monday] > 0).mean() - 0.3) < Z * np.sqrt(0.3 * 0.7 / monday.sum())


def test_who_moves_stays_the_same_customer() -> None:
    usual, moved = issues_of(desk(LINE), NAME), issues_of(moving(TO_SATURDAY), NAME)
    rest = [column for column in usual.columns if column != "created"]
    assert usual[rest].equals(moved[rest])


def test_what_is_expected_after_moves() -> None:
    """Hour by hour: Monday less 30%, Saturday its own, what moved there and what is new."""
    given = moving(TO_SATURDAY, new="5%")
    due = np.zeros((28, 24))
    due[[day for day in range(28) if day % 7 < 5], 8:18] = HOURLY
    due[5::7, 9:12] = HOURLY
    due[5::7] += 0.35 * due[0::7]
    due[0::7] *= 0.7
    np.testing.assert_allclose(expected_by(given, NAME, HOUR), due.ravel())
    created = issues_of(given, NAME)["created"].to_numpy()
    assert not far_from(np.bincount(created // HOUR, minlength=28 * 24), due.ravel())


def test_new_issues_change_no_other() -> None:
    """They are numbered from elsewhere, carry the line's labels, and come on the other day only."""
    usual, more = issues_of(moving(TO_SATURDAY), NAME), issues_of(moving(TO_SATURDAY, new="20%"), NAME)
    assert usual.equals(more[more.index < NEW])
    new = more[more.index >= NEW]
    assert (new.index == NEW + np.arange(len(new))).all()
    assert set(new["created"] // DAY % 7) == {5}
    assert abs(len(new) - 0.2 * 40 * HOURLY) < Z * np.sqrt(0.2 * 40 * HOURLY)
    assert abs((new["label.country"] == "de").mean() - 0.75) < Z * np.sqrt(0.75 * 0.25 / len(new))


def test_several_moves_divide_a_day() -> None:
    """Who moves to Saturday alone also does so beside a move to Sunday; nobody moves on from there."""
    to_sunday = {"from": "mon", "to": "sun", "share": "70%"}
    onward = {"from": "sat", "to": "fri", "share": "100%"}
    found = beside(moving(to_sunday, TO_SATURDAY, onward))
    one = issues_of(moving(TO_SATURDAY), NAME)
    days = ((found["created"] - found["usual"]) // DAY)[found["usual"] // DAY % 7 == 0]
    assert set(days) == {5, 6}
    alone = (one["created"] - found["usual"])[days.index] == 5 * DAY
    assert (alone == (days == 5)).all()
    assert set((found["created"] - found["usual"])[found["usual"] // DAY % 7 == 5]) == {-DAY}
    expected_total = expected(moving(to_sunday, TO_SATURDAY, onward), moving(TO_SATURDAY).lines[0]).total
    assert expected_total == pytest.approx(4 * 7000)


def test_the_order_of_moves_changes_nothing() -> None:
    moves = [TO_SATURDAY, {"from": "mon", "to": "sun", "share": "20%"}, {"from": "fri", "to": "sat", "share": "10%"}]
    assert issues_of(moving(*moves, new="5%"), NAME).equals(issues_of(moving(*moves[::-1], new="5%"), NAME))


@pytest.mark.parametrize(("holiday", "day"), [("2026-03-09", 7), ("2026-03-14", 12)])
def test_nothing_moves_from_a_holiday_or_to_one(holiday: str, day: int) -> None:
    calendar = {"holidays": [holiday]}
    given = moving(TO_SATURDAY, new="50%", calendar=calendar)
    found = beside(given, calendar=calendar)
    later = found["created"] - found["usual"]
    week = found["usual"] // DAY // 7
    assert set(later[week == 1]) == {0}
    assert set(later[week == 2]) == {0, 5 * DAY}
    assert not (found["created"][found.index >= NEW] // DAY == 12).any()
    usual = expected_by(desk(LINE, calendar=calendar), NAME, DAY)
    np.testing.assert_allclose(expected_by(given, NAME, DAY)[7:14], usual[7:14])
    assert usual[day] == pytest.approx({7: 5, 12: 1.5}[day] * HOURLY)


def test_what_moves_out_of_the_horizon_is_gone() -> None:
    """It ends on Friday: those who wait for Saturday do not come; those who came earlier still do."""
    short = {"calendar": {"duration": "5 d"}}
    later, usual = moving(TO_SATURDAY, new="5%", **short), desk(LINE, **short)
    stay = beside(later, **short)
    assert (stay["created"] == stay["usual"]).all()
    assert len(stay) < len(issues_of(usual, NAME)) - 300
    assert expected(later, later.lines[0]).total == pytest.approx((50 - 3) * HOURLY)
    earlier = {"from": "wed", "to": "mon", "share": "100%"}
    late = {"calendar": {"start": "2026-03-03", "duration": "5 d"}}
    gone = moving(earlier, **late)
    assert not (issues_of(gone, NAME)["created"] // DAY == 1).any()
    assert expected(gone, gone.lines[0]).total == pytest.approx((3 * 10 + 3) * HOURLY)


def test_local_times_stay_where_the_clocks_change() -> None:
    """From Saturday to Sunday, 29 March, 02:00 is skipped: what came then comes at 03:00; the rest at its time."""
    berlin = {"calendar": {"start": "2026-03-23", "duration": "1 weeks", "time_zone": "Europe/Berlin"}}
    line = {"rate": "600 / h", "moves": {"from": "sat", "to": "sun", "share": "100%"}}
    usual, moved = (issues_of(desk(each, **berlin), NAME)["created"] for each in ({"rate": "600 / h"}, line))
    saturday = usual[usual // DAY == 5]
    hour = saturday % DAY // HOUR
    later = (moved[saturday.index] - saturday)[hour < 2], (moved[saturday.index] - saturday)[hour > 2]
    assert set(later[0]) == {DAY}
    assert set(later[1][moved[saturday.index] < 7 * DAY - HOUR]) == {DAY - HOUR}
    assert set(moved[saturday.index][hour == 2]) == {6 * DAY + 2 * HOUR}
    assert len(moved) == len(usual)


def test_moves_change_no_other_line() -> None:
    other = {"name": "other", "rate": "30 / h", "labels": TIERS, "topic": "technical"}
    plain, moved = desk(LINE, other), desk({**LINE, "moves": TO_SATURDAY, "new": "5%"}, other)
    assert issues_of(plain, "other").equals(issues_of(moved, "other"))


def test_superposition_of_moves() -> None:
    """Moved and own issues of Saturdays are Poisson counts together: 200 Saturdays of 2 + 3 an hour, all day."""
    weeks = {"calendar": {"duration": "200 weeks"}}
    line = {"rate": "2 / h", "moves": {"from": "mon", "to": "sat", "share": "100%"}, "new": "50%"}
    created = issues_of(desk(line, **weeks), NAME)["created"].to_numpy()
    days = np.bincount(created // DAY, minlength=1400).reshape(200, 7)
    assert not days[:, 0].any()
    assert not far_from(days[:, 5], np.full(200, 5 * 24.0))
    assert abs(days[:, 5].var(ddof=1) / 120 - 1) < Z * np.sqrt(2 / 199)
    minutes = np.bincount(created[created // DAY % 7 == 5] % DAY // (60 * MINUTE), minlength=24)
    assert not far_from(minutes, np.full(24, 1000.0))

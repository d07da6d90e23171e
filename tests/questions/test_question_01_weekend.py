"""Question 1: what does coverage of the weekend buy? None is cheapest and leaves a Monday wave that clears in backlog /
spare capacity; the business clock hides it, the calendar clock shows it; the first people buy most per hour; the same
people on more days lower the weekday level; an outsourcer answers as fast and repeats more; a bot alone hardly moves
the first human response, and what it settles wrongly comes back on Monday.

Mail comes at 4 an hour, 248 from Friday evening to Monday morning; 6 agents answer 36 an hour. Power: see the bounds.
"""

import numpy as np
import pytest
from asking import ask, interval_of, logs

HOUR = 3_600_000_000
MONDAY = (4 * 24 + 8) * HOUR  # 8:00; the scenario begins on a Thursday
MEASURES = ["first_response_time", "first_reply_time_any", "paid_hours", "cost", "repeat_rate", "offered",
            "service_level", "first_response_time_p90", "first_response_time_business_p90"]  # fmt: skip
ALL_WEEK = {"channels.email.open": {"mon-sun": "08:00-18:00"}}
HOURS = {"days": "sat-sun", "hours": "08:00-18:00"}


def weekend(agents: int):
    return {**ALL_WEEK, "teams.mail.shifts.weekend": {**HOURS, "agents": agents}}


VARIANTS = {
    "none": {},
    "skeleton": weekend(2),
    "as on weekdays": weekend(6),
    "split": {  # two of those on the phone have Sunday and Monday, or Friday and Saturday off, and write on weekends
        **ALL_WEEK,
        "teams.calls.shifts.week.agents": 1,
        "teams.calls.shifts.early": {"days": "sun-thu", "hours": "08:00-18:00", "agents": 1},
        "teams.calls.shifts.late": {"days": "tue-sat", "hours": "08:00-18:00", "agents": 1},
        "teams.calls.channels": None,
        "routing": [{"channel": "email", "to": [{"team": "mail"}, {"team": "calls", "after": "2 h"}]}],
    },
    "outsourced": {
        **ALL_WEEK,
        "teams.partner": {
            "shifts": {"weekend": {**HOURS, "agents": 2}}, "channels": ["email"],
            "skills": {"question": {"resolves": "70%"}}, "cost": {"contact": 4},
        },
    },
    "follow the sun": {
        "channels.email.open": "always",
        "teams.mail.shifts.week.agents": 3,
        "teams.pacific": {
            "shifts": {"week": {"days": "mon-fri", "hours": "08:00-18:00", "agents": 3}}, "channels": ["email"],
            "time_zone": "America/Los_Angeles", "skills": {"question": {}}, "cost": {"hour": 25},
        },
    },
    "bot": {
        "automation": {"bot": {"email": {
            "takes": "1 min", "contains": {"question": "30%"}, "wrongly": "30%", "cost": 0.4,
        }}},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def answers():
    return ask("weekend", VARIANTS, 10, MEASURES, by=[["channel"], ["channel", "day_of_week"]])


def monday_wave(log) -> tuple[int, float]:
    """How many mails wait on Monday at 8:00, and after how many hours nobody waits."""
    mails = log.legs[log.legs["channel"] == "email"]
    arrived, started = mails["arrived"].to_numpy(), mails["started"].to_numpy()
    backlog = ((arrived <= MONDAY) & (started >= MONDAY)).sum()
    started = started[started >= 0]
    ticks = np.unique(started[started >= MONDAY])
    waiting = np.searchsorted(np.sort(arrived), ticks, "right") - np.searchsorted(np.sort(started), ticks, "right")
    return backlog, (ticks[waiting == 0][0] - MONDAY) / HOUR


@pytest.mark.slow
def test_the_monday_wave_clears_in_backlog_over_spare_capacity():
    """Exactly: with n at work and more waiting, the number waiting falls by n·6 − 4 an hour on average."""
    waves = [monday_wave(log) for log in logs("weekend", {}, 12)]
    backlog, hours = (np.array(column, float) for column in zip(*waves, strict=True))
    assert 62 * 4 in interval_of(backlog)
    off = interval_of(hours - (backlog - 6) / (6 * 6 - 4))
    assert 0 in off
    assert off.narrow(0.1 * 62 * 4 / 32)


@pytest.mark.slow
def test_the_business_clock_hides_the_wave_and_the_calendar_clock_shows_it(answers):
    assert answers.mean("none", "first_response_time_business_p90", channel="email").high < 8 * 3600
    assert answers.mean("none", "first_response_time_p90", channel="email").low > 36 * 3600


@pytest.mark.slow
def test_nobody_on_the_weekend_is_cheapest(answers):
    for variant in ("skeleton", "as on weekdays", "split", "outsourced", "bot"):
        assert answers.gain(variant, "cost").low > 0, variant


@pytest.mark.slow
def test_the_first_people_buy_most_per_hour(answers):
    def saved(variant, base):
        """Seconds of the mean first response to mail, for each hour more that is paid."""
        gain = answers.gain(variant, "first_response_time", base, channel="email")
        hours = answers.gain(variant, "paid_hours", base).mean
        return -gain.high / hours, -gain.low / hours

    least, _ = saved("skeleton", "none")
    _, most = saved("as on weekdays", "skeleton")
    assert least > 5 * most > 0


@pytest.mark.slow
def test_the_same_people_on_more_days_answer_fewer_calls_in_time(answers):
    assert answers.gain("split", "paid_hours").mean == pytest.approx(0, abs=1)  # but for overtime
    assert answers.gain("split", "first_response_time", channel="email").high < -4 * 3600
    for day in ("mon", "fri"):
        assert answers.gain("split", "service_level", channel="phone", day_of_week=day).high < -0.02


@pytest.mark.slow
def test_an_outsourcer_answers_as_fast_and_repeats_more(answers):
    faster = answers.gain("outsourced", "first_response_time", channel="email")
    own = answers.gain("skeleton", "first_response_time", channel="email")
    assert faster.high < 0.8 * own.mean < 0
    assert answers.gain("outsourced", "repeat_rate", base="skeleton").low > 0.01


@pytest.mark.slow
def test_people_in_another_zone_answer_the_night_but_not_the_weekend(answers):
    assert answers.gain("follow the sun", "paid_hours").mean == pytest.approx(0, abs=2)
    faster = answers.gain("follow the sun", "first_response_time", channel="email")
    skeleton = answers.gain("skeleton", "first_response_time", channel="email")
    assert skeleton.high < faster.low < faster.high < 0


@pytest.mark.slow
def test_a_bot_alone_hardly_moves_the_first_human_response(answers):
    human = answers.mean("none", "first_response_time", channel="email").mean
    moved = answers.gain("bot", "first_response_time", channel="email")
    assert -0.1 * human < moved.low < moved.high < 0.1 * human
    assert answers.mean("bot", "first_reply_time_any", channel="email").high < 0.05 * human


def echoes(log) -> np.ndarray:
    """How many calls about a mail come in from Monday to Thursday, day by day."""
    legs = log.legs
    written = legs["issue"].isin(legs["issue"][(legs["kind"] == "bot") & (legs["contact"] == 0)])
    calls = legs[written & (legs["channel"] == "phone") & (legs["leg"] == 0) & (legs["queued"] >= MONDAY)]
    return np.bincount(calls["queued"] // (24 * HOUR) - 4, minlength=4)


@pytest.mark.slow
def test_what_the_bot_settles_wrongly_comes_back_on_monday():
    """Half of them call, 0.18 an hour; those of 62 hours and of Monday itself on Monday: three times as many."""
    calls = np.array([echoes(log) for log in logs("weekend", VARIANTS["bot"], 10)])
    monday, later = calls[:, 0], calls[:, 1:].mean(axis=1)
    assert interval_of(monday - later).low > 0
    assert monday.mean() > 2 * later.mean()
    assert 24 * 4 * 0.3 * 0.3 * 0.5 in interval_of(later)

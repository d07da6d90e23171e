"""Question 5: how much may people give back without asking? Approvals, escalations and repeats fall together while
concessions rise; the optimum is inside.

Each issue needs an amount between 0 and 100. Above the limit a supervisor is asked for 4 minutes and grants 75%; who
is refused tells it to a specialist, in vain, and comes back in half of the cases, which makes 1 / (1 − 0.25 · 0.5)
contacts in all. An issue costs the time of all who are busy with it, 0.5 a minute, and what is granted in the end.
The limit is best where giving an amount at once costs as much as asking for it: at 41. Power: both intervals of the
differences to the best limit leave out 0 and a half of what is expected.
"""

import pytest
from asking import ask, interval_of, logs

TALK, APPROVAL, GRANTS, BACK, WAGE = 6, 4, 0.75, 0.5, 0.5
CONTACTS = 1 / (1 - (1 - GRANTS) * BACK)  # of an issue above the limit
ASKING = CONTACTS * WAGE * (TALK + 2 * APPROVAL + (1 - GRANTS) * TALK)
GRANTED = CONTACTS * GRANTS  # in the end
BEST = round((ASKING - WAGE * TALK) / (1 - GRANTED))


def limit(amount: int):
    return {"teams.frontline.authority": amount}


def expected(amount: int) -> float:
    """The money that an issue costs on average if so much may be granted at once."""
    below, above = amount / 100, 1 - amount / 100
    given = amount / 2 * below + GRANTED * (amount + 100) / 2 * above
    return given + WAGE * TALK * below + ASKING * above


def money(amount: int):
    """What each issue costs in money and time; a specialist's and a supervisor's minute are worth as much."""
    (log,) = logs("authority", limit(amount), 1)
    legs = log.legs[log.legs["created"] < log.scenario.calendar.duration]
    assert (legs["outcome"] != "open").all()
    minutes = (legs["released"] - legs["started"]).where(legs["agent"] >= 0, 0) / 60e6
    return legs.assign(money=WAGE * minutes + legs["granted"]).groupby("issue")["money"].sum()


@pytest.mark.slow
def test_the_best_authority_is_inside():
    assert BEST == 41
    least = money(BEST)
    for amount in (0, 100):
        more = interval_of(money(amount) - least)  # issue by issue: they are the same
        assert expected(amount) - expected(BEST) in more
        assert more.low > (expected(amount) - expected(BEST)) / 2 > 0


@pytest.mark.slow
def test_approvals_escalations_and_repeats_fall_together_while_concessions_rise():
    short = {"calendar.duration": "20 h", "calendar.warm_up": "4 h"}
    desks = {f"up to {amount}": {**short, **limit(amount)} for amount in (0, 41, 80)}
    measures = ["approval_rate", "escalation_rate", "repeat_rate", "cost_concessions"]
    answers = ask("authority", desks, 8, measures)
    for less, more in (("up to 0", "up to 41"), ("up to 41", "up to 80")):
        for measure in measures[:3]:
            assert answers.gain(more, measure, base=less).high < 0, measure
        assert answers.gain(more, "cost_concessions", base=less).low > 0

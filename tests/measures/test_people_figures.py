"""What customers think: small logs, literal figures. The formulas are those of docs/people.md, put in by hand."""

from math import exp, log1p, nan
from math import log as ln
from statistics import NormalDist

import pytest
from scipy.integrate import quad
from tiny_logs import column, figure, log, scenario

from simsupport.log import Log

HORIZON = 600  # minutes
YEARS = HORIZON / (365.25 * 24 * 60)
SCORE = NormalDist(0, 2.2)


def probability(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def net(satisfied: float) -> float:
    """Promoters less detractors, in points."""
    mean = 8.96 + 7.2222 * (satisfied - 0.82)
    return 100 * (1 - SCORE.cdf(8.5 - mean) - SCORE.cdf(6.5 - mean))


def ease(mean: float) -> float:
    """The mean of a normal score between 1 and 7, by quadrature."""
    score = NormalDist(mean, 0.8)
    inner, _ = quad(lambda x: x * score.pdf(x), 1, 7)
    return inner + score.cdf(1) + 7 * (1 - score.cdf(7))


def desk(**given):
    talk = {"talk": "5 min", "returns": {"probability": "100%", "after": "1 h", "explains_again": "+10%"}}
    return scenario(**{
        "calendar": {"duration": f"{HORIZON} min"},
        "channels": {"phone": {"kind": "live"}, "email": {"kind": "deferred", "expected": "1 h"}},
        "topics": {"call": talk, "complaint": {"talk": "5 min"}},
        "teams": {
            "desk": {"agents": 2, "skills": {"call": {}, "complaint": {}}, "escalates_to": "specialists",
                     "hand_over": {"kind": "warm", "briefing": "1 min"}},
            "specialists": {"agents": 1, "skills": {"call": {}, "complaint": {}}, "manner": -0.1},
        },
        "experience": {"complaints": ["complaint"], "review": {"share": "100%", "deviation": 0}},
        "value": {"customers": 100, "margin_per_customer": 120},
        **given,
    })  # fmt: skip


# 0: at once and well. 1: after 3 minutes, in vain; again by email after an hour. 2: a complaint, handed on warm, in
# vain. 3: handed on cold. 4: given up after 7 minutes. 5: waits, not yet too long. 6: waits too long. 7: in talk.
LEGS = """
    issue contact leg kind       topic     channel team        arrived queued started talk_ended hold outcome
    0     0       0   first      call      phone   desk        0       0      0       5          0    solved
    1     0       0   first      call      phone   desk        10      10     13      15         0    closed
    1     1       0   repeat     call      email   desk        75      75     135     140        0    solved
    2     0       0   first      complaint phone   desk        20      20     20      26         1    escalated
    2     0       1   escalation complaint phone   specialists 20      25     25      40         1    unresolved
    3     0       0   first      call      phone   desk        30      30     30      35         0    escalated
    3     0       1   escalation call      phone   specialists 30      35     36      40         0    solved
    4     0       0   first      call      phone   desk        50      50     -       57         0    abandoned
    5     0       0   first      call      phone   desk        599.5   599.5  -       -          0    open
    6     0       0   first      call      phone   desk        585     585    -       -          0    open
    7     0       0   first      call      phone   desk        595     595    595     -          0    open
"""
ODDS = (
    1.8,
    1.8 - 0.8 - 0.25 * log1p(3),  # an email may take an hour: 3 minutes on the phone are longer
    1.8 - 0.3 - 2.2 - 1.3157 - 1.5 * 0.05,  # the mean of the two talks is 0.05 worse than usual
    1.8 - 0.55 - 1.5 * 0.05,
    1.8 - 2.2 - 0.25 * log1p(7),
    1.8 - 2.2 - 0.25 * log1p(15),
)
SATISFIED = [probability(odds) for odds in ODDS]
EASE = (
    6.2,
    6.2 - 1.0 - 0.5 - 0.4 - 0.25 * log1p(3),
    6.2 - 0.6 - 1.2,
    6.2 - 0.6,
    6.2 - 1.2 - 0.25 * log1p(7),
    6.2 - 1.2 - 0.25 * log1p(15),
)
RETAINED = 0.9 * ((1 - 0.015) ** 2 * (1 - 0.027) * (1 - 0.075) ** 3) ** (1 / (100 * YEARS))
LATENT = {
    "csat": sum(SATISFIED) / 6,
    "nps": sum(net(p) for p in SATISFIED) / 6,
    "ces": sum(ease(mean) for mean in EASE) / 6,
    "churn": 0.3 * (0.05 + 0.09 + 0.25 + 0.05 + 0.25 + 0.25) / 6,
    "retention": RETAINED,
    "clv": 120 * RETAINED / (1 + 0.1 - RETAINED),
    "quality": (6 * 0.8 + 2 * 0.7) / 8,
    "qa_score": (6 * 0.8 + 2 * 0.7) / 8,
}
# Nobody's mood matters where all is certain: two who are surely satisfied, and one who is surely not.
CERTAIN = {
    "complaints": ["complaint"], "csat": {"base": 10, "unresolved": -10, "complaint": -10}, "nps": {"deviation": 0},
    "ces": {"deviation": 0}, "survey": {"response": "100%"},
}  # fmt: skip
ANSWERS = """
    issue topic     arrived started talk_ended outcome
    0     call      0       0       5          solved
    1     complaint 10      10      15         unresolved
    2     call      20      20      25         solved
"""
HEARD = {
    "csat_surveyed": 2 / 3,
    "nps_surveyed": 100 / 3,
    "ces_surveyed": (6.2 + 5.0 + 6.2) / 3,
    "survey_response_rate": 1,
}
SILENT = {"csat_surveyed": nan, "nps_surveyed": nan, "ces_surveyed": nan, "survey_response_rate": 0}
MARGIN = {"customers": 50, "margin_per_customer": 10}
CASES = (
    (log(desk(), LEGS), LATENT),
    (log(desk(experience=CERTAIN), ANSWERS), HEARD),
    (log(desk(experience={"survey": {"response": "0%"}}), ANSWERS), SILENT),
    (log(desk()), dict.fromkeys(sorted({*LATENT, *HEARD} - {"retention", "clv"}), nan)),
    (log(desk(value=MARGIN)), {"retention": 0.9, "clv": 10 * 0.9 / 0.2}),
    (log(desk(value={})), {"retention": nan, "clv": nan}),
    (log(desk(value={"customers": 50})), {"retention": 0.9, "clv": nan}),
    # nobody ever leaves: worth is without limit, and nothing that could be told
    (log(desk(value={**MARGIN, "discount": "0%"}, experience={"churn": {"base": "0%"}})), {"retention": 1, "clv": nan}),
)


@pytest.mark.parametrize(("facts", "name", "value"), [
    (facts, name, value) for facts, figures in CASES for name, value in figures.items()
])  # fmt: skip
def test_figure(facts: Log, name: str, value: float) -> None:
    assert figure(facts, name) == pytest.approx(value, rel=1e-9, nan_ok=True)


ONE = "issue arrived started talk_ended outcome\n0 0 0 5 solved"
TWICE = """
    issue contact kind   arrived started talk_ended outcome
    0     0       first  0       0       5          closed
    0     1       KIND   10      10      15         solved
"""
HANDED = """
    issue leg kind  team        arrived queued started talk_ended outcome
    0     0   first desk        0       0      0       5          escalated
    0     1   escalation specialists 0  QUEUED 5       9          solved
"""


BOT = """
    issue leg kind  arrived queued started talk_ended outcome
    0     0   bot   0       -      0       9          handed_over
    0     1   first 0       9      10      15         solved
"""


def odds(facts: Log) -> float:
    """The log-odds of the satisfaction that is measured."""
    return -ln(1 / figure(facts, "csat") - 1)


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        (ONE, 1.8),
        (TWICE.replace("KIND", "repeat"), 1.8 - 0.8),
        (TWICE.replace("KIND", "retry"), 1.8 - 0.8),
        (TWICE.replace("KIND", "conversion"), 1.8),  # the same approach goes on
        (HANDED.replace("QUEUED", "5"), 1.8 - 0.3 - 0.075),  # answered at once by a team whose hand-over is warm
        (HANDED.replace("QUEUED", "5").replace(" 5       9 ", " 6       9 "), 1.8 - 0.55 - 0.075),  # alone for a while
        (ONE.replace("solved", "closed"), 1.8 - 2.2),
        # held outside for eight hours: expectations go by the calendar
        ("issue channel arrived queued started talk_ended outcome\n0 email 0 480 480 485 solved", 1.8 - 0.25 * ln(9)),
        (BOT, 1.8 - 0.25 * ln(2)),  # time with a bot is no waiting; the minute after it is
        ("issue kind arrived queued started talk_ended outcome\n0 bot 0 - 0 9 contained", 1.8),
        ("issue kind arrived queued started talk_ended outcome\n0 deflected 0 - - 0 solved", 1.8),
        (ONE.replace("solved", "open").replace(" 5 ", " - "), nan),  # not over
    ],
)
def test_what_the_odds_of_satisfaction_are_made_of(legs: str, expected: float) -> None:
    assert odds(log(desk(), legs)) == pytest.approx(expected, nan_ok=True)


def test_a_bot_that_forgets_and_a_topic_that_explains_again() -> None:
    bot = {"takes": "1 min", "hand_over": {"context": False, "talk": "+5%"}}
    forgets = desk(automation={"bot": {"phone": bot}})
    legs = """
        issue contact leg kind   arrived queued started talk_ended outcome
        0     0       0   bot    0       -      0       9          handed_over
        0     0       1   first  0       9      9       15         closed
        0     1       0   bot    30      -      30      39         handed_over
        0     1       1   repeat 30      39     39      45         solved
    """
    assert figure(log(forgets, legs), "ces") == pytest.approx(ease(6.2 - 1.0 - 3 * 0.4))
    assert figure(log(desk(), legs), "ces") == pytest.approx(ease(6.2 - 1.0 - 0.4))


def test_the_coefficients_give_back_what_they_were_fitted_to() -> None:
    """82% satisfied fall to 55% where the issue is a complaint, and 45 points of recommendation to -16 (SQM)."""
    given = {"csat": {"base": ln(0.82 / 0.18)}, "complaints": ["complaint"]}
    usual = log(desk(experience=given), ONE)
    complaint = log(desk(experience=given), ONE.replace("issue", "issue topic").replace("\n0", "\n0 complaint"))
    assert figure(usual, "csat") == pytest.approx(0.82)
    assert figure(complaint, "csat") == pytest.approx(0.55, abs=1e-5)
    assert figure(usual, "nps") == pytest.approx(45, abs=0.5)
    assert figure(complaint, "nps") == pytest.approx(-16, abs=0.5)


def test_breakdowns() -> None:
    facts = CASES[0][0]
    assert column(facts, "csat", "topic") == pytest.approx({
        "call": sum(SATISFIED[place] for place in (0, 1, 3, 4, 5)) / 5, "complaint": SATISFIED[2],
    })  # fmt: skip
    assert column(facts, "quality", "team") == pytest.approx({"desk": 0.8, "specialists": 0.7})
    assert column(facts, "churn", "hour")[0] == pytest.approx(0.3 * (0.05 + 0.09 + 0.25 + 0.05 + 0.25) / 5)
    assert column(facts, "retention", "week") == pytest.approx({"2026-W02": RETAINED})


MANNERS = """
    issue channel team        arrived started talk_ended outcome
    0     phone   desk        0       0       5          solved
    1     phone   desk        300     300     305        solved
    2     phone   desk        450     450     455        solved
    3     email   desk        450     450     455        solved
    4     phone   specialists 450     450     455        solved
"""


def test_an_initiative_changes_the_manner_of_talks_that_begin_under_it() -> None:
    """From 200 min on, ramping in for 200: half at 300, all at 450; for the desk's calls only."""
    kinder = {"starts": "200 min", "ramp": "200 min", "for": {"teams": ["desk"], "channels": ["phone"]},
              "effects": {"manner": 0.06}}  # fmt: skip
    facts = log(desk(initiatives={"kinder": kinder}), MANNERS)
    offset = [0, 0.03, 0.06, 0, -0.1]
    assert figure(facts, "quality") == pytest.approx(0.8 + sum(offset) / 5)
    assert figure(facts, "csat") == pytest.approx(sum(probability(1.8 + 1.5 * each) for each in offset) / 5)


def test_manner_differs_between_people_who_stay_as_they_are() -> None:
    """Two people; an initiative that halves the spread halves the distance of each from the team's manner."""
    teams = desk().model_dump(mode="json", exclude_none=True, by_alias=True)["teams"]
    teams["desk"] |= {"manner": 0.02, "spread": {"manner": 0.1}}
    legs = """
        issue agent arrived started talk_ended outcome
        0     0     0       0       5          solved
        1     1     10      10      15         solved
        2     0     400     400     405        solved
    """
    halved = {"starts": "200 min", "effects": {"spread": "-50%"}}
    plain, narrow = (
        column(log(desk(teams=teams, **more), legs, "agent state start end\n0 on 0 600\n1 on 0 600"), "quality", "hour")
        for more in ({}, {"initiatives": {"halved": halved}})
    )
    assert plain[0] != pytest.approx(0.82)
    assert narrow[6] - 0.82 == pytest.approx((plain[6] - 0.82) / 2)
    assert plain[6] != plain[0]  # in the first hour both talk, at last only one of them
